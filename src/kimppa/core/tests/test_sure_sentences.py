"""What a strict editor refused in a report: each fault is mended, or the line is left out."""

import datetime as dt
from decimal import Decimal

import pytest

from kimppa.core.evidence.phrases import amount_beside
from kimppa.core.prose.gatherings import decided
from kimppa.core.prose.lines import prose
from kimppa.core.prose.projects import is_unnamed, named_once, project_name, with_project
from kimppa.core.prose.spelling import respelt
from kimppa.core.prose.tenses import in_one_tense
from kimppa.core.words.amounts import read_amount

MAY = dt.date(2025, 5, 6)


def told(line: str, figure: str = "", language: str = "fi") -> str:
    """The sentences of a line logged in May with a figure beside it ("640 laskua")."""
    count, _gap, label = figure.partition(" ")
    amount = read_amount(label, int(count), language) if count else None
    return " ".join(prose(line, [MAY], 2025, language, amount)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("line", "figure", "text"),
    [
        ("Veneen kausi päättyi", "1487 lainaa",
         "Veneen kausi päättyi toukokuussa, ja lainoja kertyi 1 487."),
        ("Lukukoira kävi Muoniossa", "38 lasta",
         "Lukukoira kävi Muoniossa toukokuussa, ja mukana oli 38 lasta."),
        ("Kuvat digitoitu Sulkavalla", "2400 esinettä",
         "Kuvat digitoitiin Sulkavalla toukokuussa, ja esineitä oli yhteensä 2 400."),
        ("poistettu vanhentuneita asiakastietoja", "3410 asiakasta",
         "Toukokuussa poistettiin vanhentuneita asiakastietoja yhteensä 3 410 asiakkaalta."),
        ("opastin E-kirjastoa torilla", "14 opastettua",
         "Toukokuussa opastettiin E-kirjastoa torilla, ja mukana oli 14 ihmistä."),
        ("Toimitettiin tilastot ministeriölle ajallaan kaikista toimipisteistä", "11 toimipistettä",
         "Toukokuussa toimitettiin tilastot ministeriölle ajallaan kaikista toimipisteistä."),
        ("Tarkistettiin verkkokirjaston käynnit maaliskuun loppuun", "19874 käyntiä",
         "Verkkokirjaston käyntejä maaliskuun loppuun mennessä oli yhteensä 19 874."),
        ("Autosta lainattiin eniten Vuolenkosken pysäkillä", "15870 lainaa",
         "Autosta lainattiin eniten Vuolenkosken pysäkillä."),
        ("Varastosta kadonneet niteet poistettiin luettelosta", "418 nidettä",
         ("Varastosta kadonneet niteet poistettiin toukokuussa luettelosta, ja niteitä oli"
          " yhteensä 418.")),
        ("Siirrettiin koko aineisto ja asiakastiedot Kohaan 5.–9.5.", "",
         "Koko aineisto ja asiakastiedot siirrettiin Kohaan 5.–9. toukokuuta."),
        ("Korjattiin helmikuussa löytyneet puutteet kaikilta sivuilta", "",
         "Toukokuussa korjattiin helmikuussa löytyneet puutteet kaikilta sivuilta."),
        ("Uusi kuljetusreitti Kauhajoen, Karvian ja Teuvan välillä otettiin käyttöön", "",
         "Uusi kuljetusreitti Kauhajoen, Karvian ja Teuvan välillä otettiin käyttöön."),
        ("Poistettiin 1 312 asiakasta, jotka eivät olleet lainanneet viiteen vuoteen", "",
         ("Toukokuussa poistettiin 1 312 asiakasta, jotka eivät olleet lainanneet viiteen"
          " vuoteen.")),
        ("Digitoitiin kesän aikana kelanauhoja kaikista kunnista", "",
         "Kesän aikana digitoitiin kelanauhoja kaikista kunnista."),
        ("Lähetettiin laskuja koko vuonna", "402 laskua",
         "Vuoden aikana lähetettiin 402 laskua."),
        ("poistettu 5200 vanhaa asiakasta", "",
         "Toukokuussa poistettiin 5 200 vanhan asiakkaan tiedot."),
    ],
)  # fmt: skip
def test_a_figure_has_words_of_its_own(line: str, figure: str, text: str) -> None:
    assert told(line, figure) == text


def test_a_grant_has_its_sum() -> None:
    title = "Ranta lukee -hankkeelle myönnettiin avustus"
    amount = amount_beside("projects", title, [("euroa", Decimal(36_000))], "fi")
    text = " ".join(prose(title, [MAY], 2025, "fi", amount)).replace("\u00a0", " ")
    assert text == "Ranta lukee -hankkeelle myönnettiin toukokuussa 36 000 euron avustus."


@pytest.mark.parametrize(
    ("language", "line", "figure", "text"),
    [
        ("sv", "Samlingen katalogiserades", "310 titlar",
         "Samlingen katalogiserades i maj, sammanlagt 310 titlar."),
        ("sv", "lådorna räknades under en vecka", "132 lådor",
         "Lådorna, sammanlagt 132, räknades under en vecka i maj."),
        ("sv", "Beslutade om gemensamma e-tidningar 2025", "18 tidningar",
         "I maj beslutades om 18 gemensamma e-tidningar."),
        ("sv", "Gamla kunduppgifter raderades", "1104 kunder",
         "Gamla kunduppgifter raderades i maj för sammanlagt 1 104 kunder."),
        ("en", "The local collection was catalogued", "310 titles",
         "The local collection was catalogued in May, 310 titles in all."),
    ],
)  # fmt: skip
def test_so_it_has_in_other_languages(language: str, line: str, figure: str, text: str) -> None:
    assert told(line, figure, language) == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Nostettiin Viddlan kuukausikatto 400 katselusta 600 katseluun lokakuun alusta",
         "Viddlan kuukausikatto nostettiin 400 katselusta 600 katseluun lokakuun alusta."),
        ("Yhtenäistettiin noutoilmoitusten tekstit; ilmoituksen saa nyt tekstiviestinä",
         ("Toukokuussa yhtenäistettiin noutoilmoitusten tekstit. Ilmoituksen saa nyt"
          " tekstiviestinä.")),
        ("Uudet sivut julkaistiin ja kolme linkkiä poistettiin",
         "Uudet sivut julkaistiin toukokuussa, ja kolme linkkiä poistettiin."),
        ("Kirjastovene aloitti kierroksensa, pysähdyspaikkoja on yhdeksän",
         "Kirjastovene aloitti toukokuussa kierroksensa, ja pysähdyspaikkoja oli yhdeksän."),
        ("Puutteet ilmoitettiin toimittajalle, vastausta odotetaan",
         "Puutteet ilmoitettiin toimittajalle toukokuussa."),
        ("Siirryttiin yhteiseen tehtävätauluun, joka on toistaiseksi käytössä viidessä kirjastossa",
         "Toukokuussa siirryttiin yhteiseen tehtävätauluun."),
    ],
)  # fmt: skip
def test_a_sentence_stands_in_good_order_and_in_the_past(line: str, text: str) -> None:
    assert told(line) == text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("odottamaan kirjastojen vastuasta", "odottamaan kirjastojen vastausta"),
        ("ny startsida på webbbiblioteket", "ny startsida på webbiblioteket"),
        ("Haastatelut tallennettiin", "Haastattelut tallennettiin"),
        ("Kirjastoon hankittiin lukulaitteita", "Kirjastoon hankittiin lukulaitteita"),
        ("Tilastoon koottiin lainausluvut", "Tilastoon koottiin lainausluvut"),
    ],
)
def test_a_slip_that_leaves_no_doubt_is_mended(text: str, right: str) -> None:
    assert respelt(text) == right


@pytest.mark.parametrize(
    ("language", "text", "past"),
    [
        ("fi", "Tietueista on yhdistetty 90, ja loput jäivät odottamaan",
         "Tietueista yhdistettiin 90, ja loput jäivät odottamaan"),
        ("fi", "Kirjasto on suljettu maanantaisin, kun auto kävi koululla",
         "Kirjasto on suljettu maanantaisin, kun auto kävi koululla"),
        ("fi", "Tietueista on yhdistetty 90", "Tietueista on yhdistetty 90"),
        ("sv", "Responsen sammanställdes, och alla har fått svar",
         "Responsen sammanställdes, och alla fick svar"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_past_is_in_it(language: str, text: str, past: str) -> None:
    assert in_one_tense(text, language) == past


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("fi", "Joulukuussa pidettiin johtajien kokous ja hyväksyttiin talousarvio.",
         "Joulukuussa hyväksyttiin talousarvio."),
        ("fi", "Joulukuussa pidettiin kokous, ja veneen kulut jaettiin asukasluvun mukaan.",
         "Veneen kulut jaettiin joulukuussa asukasluvun mukaan."),
        ("fi", "Pidettiin vuoden viimeinen johtoryhmä.", ""),
        ("fi", "Johtajien tapaamisessa etänä sovittiin kesäkuussa maksuista.",
         "Kesäkuussa sovittiin maksuista."),
        ("fi", "Kesäkuussa hyväksyttiin hinnasto.", "Kesäkuussa hyväksyttiin hinnasto."),
        ("fi", "Johtajat kokoontuivat Juvalla, ja sopivat noutoajasta.",
         "Johtajat sopivat noutoajasta."),
        ("sv", "Cheferna sammanträdde första gången i år och mötesdagarna slogs fast.",
         "Mötesdagarna slogs fast."),
        ("sv", "Årets femte och sista chefsmöte hölls i december.", ""),
    ],
)  # fmt: skip
def test_of_a_meeting_its_decisions_are_told(language: str, text: str, left: str) -> None:
    assert decided(text, language) == left


@pytest.mark.parametrize(
    ("titles", "title", "named"),
    [
        (["Haettu AVIlta rahaa Ranta lukee -hankkeeseen"], "Hankkeelle palkattiin ohjaaja",
         "Ranta lukee -hankkeelle palkattiin ohjaaja"),
        (['Hakemus AVIin, "Lukeva jokivarsi", 38 000 €'], "Tallennettiin hankkeen haastattelut",
         "Tallennettiin Lukeva jokivarsi -hankkeen haastattelut"),
        (["Yksi-hanke alkoi", "Kaksi-hanke alkoi"], "Hankkeelle palkattiin ohjaaja",
         "Hankkeelle palkattiin ohjaaja"),
        (["Ranta lukee -hanke alkoi"], "Ohjaaja kertoi hankkeesta", "Ohjaaja kertoi hankkeesta"),
    ],
)  # fmt: skip
def test_a_project_has_its_name(titles: list[str], title: str, named: str) -> None:
    assert with_project(title, project_name([*titles, title]), "fi") == named


def test_a_project_that_nobody_names_is_asked_for() -> None:
    title = "Hankkeessa koulutettiin 45 opastajaa"
    assert is_unnamed(title, [title], "fi")
    assert not is_unnamed(title, [title, "Rahaa saatiin digitaitohankkeeseen"], "fi")


def test_a_project_is_named_once_in_a_passage() -> None:
    passage = ["Ranta lukee -hanke alkoi.", "Ranta lukee -hankkeen työpajat pidettiin."]
    assert named_once(passage, "Ranta lukee") == [
        "Ranta lukee -hanke alkoi.",
        "Hankkeen työpajat pidettiin.",
    ]
    joined = ["Uittomuisti-hanke alkoi.", "Uittomuisti-hankkeessa haastateltiin uittomiehiä."]
    assert named_once(joined, "Uittomuisti")[1] == "Hankkeessa haastateltiin uittomiehiä."


@pytest.mark.parametrize(
    ("language", "line", "figure", "text"),
    [
        ("fi", "E-kirjojen ja äänikirjojen käyttö koottu", "18940 lainaa",
         "E-kirjoja ja äänikirjoja lainattiin 18 940 kertaa."),
        ("fi", "Kirjan ja ruusun päivä viidessä kirjastossa, yli 900 kävijää", "",
         ("Kirjan ja ruusun päivä järjestettiin viidessä kirjastossa toukokuussa, ja siihen"
          " tuli yli 900 kävijää.")),
        ("sv", "raderade 2830 gamla låntagare", "",
         "I maj raderades uppgifterna om 2 830 gamla låntagare."),
        ("sv", "Chefsmötet beslöt att slopa reservationsavgiften", "",
         "Chefsmötet beslöt att slopa reservationsavgiften."),
        ("sv", "Chefsmöte i Malax, budgeten för 2026 godkändes", "",
         "Budgeten för 2026 godkändes i maj."),
        ("sv", "Antalet lån av e-böcker steg med 12 procent", "",
         "Antalet lån av e-böcker steg med 12 procent."),
        ("fi", "Digiopastajat kylillä -hankkeessa koulutettu 28 vapaaehtoista", "",
         "Digiopastajat kylillä -hankkeessa koulutettiin toukokuussa 28 vapaaehtoista."),
        ("fi", "Hakutulosten järjestystä muutettiin niin että uusimmat näkyvät ensin", "",
         ("Hakutulosten järjestystä muutettiin toukokuussa niin, että uusimmat näkyvät"
          " ensin.")),
        ("fi", "Kirjan ja ruusun päivänä jaettiin 350 kirjaa", "",
         "Kirjan ja ruusun päivänä jaettiin 350 kirjaa."),
        ("sv", "sierra: ny version installerad utan problem", "",
         "En ny version installerades utan problem i maj."),
        ("sv", "bibliotekscheferna beslutade om gemensamma öppettider", "",
         "Bibliotekscheferna beslutade om gemensamma öppettider i maj."),
        ("sv", "Sidorna granskade, 12 fel hittade", "",
         "Sidorna granskades i maj, och 12 fel hittades."),
        ("sv", "gemensam arbetslista på prov i tre bibliotek", "",
         "En gemensam arbetslista var på prov i tre bibliotek i maj."),
        ("sv", "Statistiken skickad till ministeriet", "18 verksamhetsställen",
         "Statistiken skickades till ministeriet i maj, och 18 verksamhetsställen var med."),
        ("en", "Web pages audited, 16 faults found", "",
         "Web pages were audited in May, and 16 faults were found."),
        ("en", "Removed 2140 expired patrons", "",
         "The records of 2,140 expired patrons were removed in May."),
        ("fi", "Hankinta-, poisto- ja lainaluvut koottiin 19 toimipisteestä", "",
         "Hankinta-, poisto- ja lainaluvut koottiin 19 toimipisteestä."),
        ("fi", "Etusivun kontrastit ja puuttuvat otsikkotasot korjattiin", "",
         "Etusivun kontrastit ja puuttuvat otsikkotasot korjattiin toukokuussa."),
        ("fi", "Päätettiin johtoryhmässä 9.5. vuoden 2026 e-aineistorahasta", "",
         "Johtoryhmässä päätettiin 9. toukokuuta vuoden 2026 e-aineistorahasta."),
        ("fi", "Johtajat kokoontuivat Iissä 16.5., hyväksyivät suunnitelman ja sopivat päivistä",
         "", ("Johtajat kokoontuivat Iissä 16. toukokuuta, hyväksyivät suunnitelman ja sopivat"
          " päivistä.")),
        ("fi", "Satutunnilla kävi 8 lasta", "", "Satutunnilla kävi toukokuussa kahdeksan lasta."),
        ("fi", "Katto täyttyi toukokuun 24. päivä", "", "Katto täyttyi 24. toukokuuta."),
        ("fi", "siirretty 30 tietueen otos hakemistosta", "4120 tietuetta",
         "Toukokuussa siirrettiin 30 tietueen otos hakemistosta."),
        ("fi", "Lisättiin Alueen kirjailijat -sivustolle uusia tekijöitä", "9 kirjailijaa",
         ("Toukokuussa lisättiin Alueen kirjailijat -sivustolle uusia tekijöitä, ja kirjailijoita"
          " oli yhteensä yhdeksän.")),
        ("fi", "Muistutukset eivät lähteneet, ja toimittaja korjasi ajastuksen", "",
         "Muistutukset eivät lähteneet toukokuussa, ja toimittaja korjasi ajastuksen."),
        ("fi", "Jokaisen kunnan neuvolaan vietiin lukukasseja", "210 kassia",
         ("Jokaisen kunnan neuvolaan vietiin toukokuussa lukukasseja, ja kasseja oli yhteensä"
          " 210.")),
        ("fi", "Selvitettiin kuljetusta, jota Juva oli kokeillut keväällä", "",
         "Toukokuussa selvitettiin kuljetusta, jota Juva oli kokeillut keväällä."),
        ("fi", "Vinkattiin kirjoja 3.–4.-luokkalaisille", "",
         "Toukokuussa vinkattiin kirjoja 3.–4.-luokkalaisille."),
        ("fi", "Ryhmä kokoontui neljä kertaa", "", "Ryhmä kokoontui neljä kertaa."),
        ("fi", "Luotiin kesätyöntekijöille tunnukset toukokuun lopussa", "",
         "Toukokuun lopussa luotiin kesätyöntekijöille tunnukset."),
        ("en", "Directors' meeting in Oulu; agreed to drop reservation fees", "",
         "The directors agreed to drop reservation fees."),
    ],
)  # fmt: skip
def test_more_lines_are_told_soundly(language: str, line: str, figure: str, text: str) -> None:
    assert told(line, figure, language) == text
