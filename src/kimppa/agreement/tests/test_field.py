"""A paper of another field is told from a library agreement of few words."""

import pytest
from django.test import Client

from kimppa.agreement.reading import read_text
from kimppa.agreement.tests.selkavesi import words
from kimppa.agreement.text.field import is_of_another_field

FOREIGN = {
    "cleaning": """Siivouspalvelusopimus 2026

1. Palvelu
Palveluntuottaja siivoaa koulut, päiväkodit ja kirjaston viikoittain.
Lattiat vahataan kaksi kertaa vuodessa.
Siivousjätteet viedään jätepisteeseen päivittäin.
Ikkunat pestään keväällä.

2. Seuranta
Tilaaja ja tuottaja pitävät kaksi kokousta vuodessa.
Laatukierros tehdään kuukausittain ja siitä laaditaan raportti.
Uudet siivoojat perehdytetään kohteisiin.
""",
    "catering": """Ateriapalvelusopimus

1 § Ateriat
Keittiö valmistaa koululaisten lounaat arkipäivisin.
Erityisruokavaliot ilmoitetaan keittiölle syyskuun loppuun mennessä.
Ruokalista julkaistaan verkkosivuilla kuukausittain.

2 § Yhteistyö
Asiakaspalautteeseen vastataan viikon kuluessa.
Ruokaraati kokoontuu keväällä ja syksyllä.
Vuosiraportti annetaan kunnille 31.1. mennessä.
""",
    "snow": """Talvikunnossapidon sopimus 2026–2028

1. Auraus
Urakoitsija auraa kadut neljän tunnin kuluessa lumentulosta.
Jalkakäytävät hiekoitetaan ennen klo 7.
Lumi kuljetetaan kaatopaikalle tarvittaessa.

2. Muu työ
Urakoitsija kirjaa ajot järjestelmään päivittäin.
Osapuolet tapaavat ennen talvikautta ja sen jälkeen.
Vahingoista ilmoitetaan viipymättä.
""",
    "transport": """Avtal om skolskjutsar

1. Körningar
Trafikidkaren kör eleverna till skolan varje skoldag.
Turlistan skickas till skolorna senast den 1 augusti.
Förarna utbildas i första hjälpen vartannat år.

2. Uppföljning
Kommunen besvarar respons inom en vecka.
Parterna har möte två gånger om året.
En rapport om antalet resor lämnas varje kvartal.
""",
    "hospital": """ICT-tuen palvelusopimus, keskussairaala

1. Tuki
Toimittaja vastaa yhteydenottoihin ympäri vuorokauden.
Kriittinen häiriö korjataan neljän tunnin kuluessa.
Käyttäjätunnukset luodaan kahdessa päivässä.
Potilastietojärjestelmän versiot asennetaan öisin.

2. Hallinta
Tietoturvapoikkeamista ilmoitetaan 24 tunnin kuluessa.
Palvelupalaveri pidetään kuukausittain.
Saavutettavuusseloste päivitetään vuosittain.
""",
    "library building": """Kirjaston kiinteistönhoidon sopimus

1. Tehtävät
Huoltoyhtiö tarkistaa ilmanvaihdon neljä kertaa vuodessa.
Piha aurataan ja hiekoitetaan aamuisin.
Lamput vaihdetaan viikon kuluessa.
Hissi huolletaan kuukausittain.
Nurmikko leikataan kesäisin.
Sadevesikaivot tyhjennetään syksyllä.
Paloilmoitin koestetaan joka kuukausi.
Vikailmoituksiin vastataan arkipäivän kuluessa.
Avaimista pidetään luetteloa.
Jäteastiat tyhjennetään viikoittain.
Kokous pidetään keväällä.
""",
}
LIBRARY = {
    "short": """Kirjastojen yhteistyösopimus

Kunnat tapaavat toisensa keväällä ja syksyllä.
Kukin kunta maksaa omat kulunsa mutta kuljettaa laatikot vuorollaan.
Kirjat palautetaan siihen kuntaan, josta ne tulivat.
""",
    "letter": """Moi kaikki! Näin sovittiin kirjastoporukan kesken vuodelle 2026:

- Virrat hoitaa laatikoiden kierrätyksen
- Ruovesi tilaa äänikirjat kaikille
- lukupiirin vetäjät sovitaan syksyllä
- jokainen vastaa oman talonsa koneista
""",
    "bokbil": """Avtal om gemensam bokbil

1 Körning
Närpes kör bilen enligt den turlista som kommunerna godkänner.
Hållplatserna ses över varje höst.
Böckerna i bilen väljs av Närpes.

2 Övrigt
Chaufförens vikarie ordnas av Kaskö.
Bilen tvättas varje vecka.
""",
    "children": """Sopimus lasten lukemisen edistämisestä

1. Vinkkaus
Vinkkari kiertää koulut kerran lukuvuodessa.
Kirjapaketit kootaan luokille toiveiden mukaan.
Satutunneista ilmoitetaan päiväkodeille.

2. Muu
Vinkkarin matkat varaa Sysmä.
Kalenteri pidetään ajan tasalla.
""",
    "courier": """Kirjastokuljetusten sopimus 2026

1 Kuljetus
Auto kiertää kunnat tiistaisin ja perjantaisin.
Laatikot jätetään lastauslaiturille ennen kello yhdeksää.
Kuljettaja hakee palautetut niteet lähtiessään.
Varauskuljetusta ei ajeta pyhinä.
""",
    "english": """Agreement on a shared library system

1. System
The host keeps the system running.
Loans and returns work in every municipality.
Faults are reported to the vendor within a day.

2. Meetings
The steering group meets twice a year.
""",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_paper_of_another_field_is_told(name):
    agreement = read_text(FOREIGN[name]).agreement
    assert any(section.clauses for section in agreement.sections)
    assert is_of_another_field(agreement)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_agreement_of_few_words_is_not(name):
    agreement = read_text(LIBRARY[name]).agreement
    assert any(section.clauses for section in agreement.sections)
    assert not is_of_another_field(agreement)


@pytest.mark.django_db
def test_the_preview_says_so(empty: dict[str, Client]):
    def shown(text: str) -> str:
        sent = {"text": text, "year": 2026}
        answer = empty["coordinator"].post("/agreement/import/", sent, follow=True)
        return words(answer.content.decode())

    assert "Onko tämä oikea paperi?" in shown(FOREIGN["catering"])
    assert "Onko tämä oikea paperi?" not in shown(LIBRARY["bokbil"])
