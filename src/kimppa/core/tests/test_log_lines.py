"""What is made of lines of the log: nothing that they do not say."""

import datetime as dt

import pytest

from kimppa.core.evidence.matters import Entry, matters, pick
from kimppa.core.evidence.phrases import is_occasion
from kimppa.core.prose.lines import prose
from kimppa.core.prose.looks import Reason, looks
from kimppa.core.prose.tenses import still_to_come
from kimppa.core.words.amounts import Amount
from kimppa.core.words.calling_off import is_called_off

MAY = dt.date(2024, 5, 14)


@pytest.mark.parametrize(
    "line",
    [
        "Satutunti 3.5. peruuntui sairastumisen vuoksi",
        "Työvaliokunnan palaveri peruttiin",
        "Lukukoulutus siirrettiin syksylle",
        "Kirjailijavierailua ei pidetty",
        "Mötet i maj är inställt",
        "Utbildningen flyttades till hösten",
        "The author visit was cancelled",
        "The meeting was postponed to autumn",
    ],
)
def test_what_was_called_off_is_no_work(line: str) -> None:
    assert is_called_off(line)


@pytest.mark.parametrize(
    "line",
    [
        "Viisi lehtitilausta peruttiin",
        "Lastenosaston hyllyt siirrettiin ikkunan eteen",
        "Kokousten muistiot siirrettiin Teamsiin",
        "Peruuntunut palaveri pidettiin 3.6.",
        "Hyllorna flyttades till barnavdelningen",
        "Two subscriptions were cancelled",
    ],
)
def test_work_is_not_called_off(line: str) -> None:
    assert not is_called_off(line)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Siivosin 12 hyllyä", "Toukokuussa siivottiin 12 hyllyä."),
        ("Järjestin koulutuksen Ypäjällä", "Toukokuussa järjestettiin koulutus Ypäjällä."),
        ("Uusin lehtien sopimuksen", "Toukokuussa uusittiin lehtien sopimus."),
        (
            "Varasto tyhjennetty, 30 kirjaa jäi",
            "Varasto tyhjennettiin toukokuussa, ja 30 kirjaa jäi.",
        ),
        ("Kirjavinkkaukset kouluilla", "Kirjavinkkauksia järjestettiin kouluilla toukokuussa."),
        (
            "Sovittu että ohjeet kirjoitetaan wikiin",
            "Toukokuussa sovittiin, että ohjeet kirjoitetaan wikiin.",
        ),
        (
            "Lokerikot testattu, hanke ei jatku koska toimittaja luopui",
            "Lokerikot testattiin toukokuussa. Hanke ei jatku, koska toimittaja luopui.",
        ),
        (
            "Johtajien kokous 2/2024, hyväksyttiin periaatteet",
            "Johtajien toukokuun kokouksessa hyväksyttiin periaatteet.",
        ),
        (
            "AVI myönsi 32 000 €, tekijä palkataan elokuussa",
            "Aluehallintovirasto myönsi toukokuussa 32\u00a0000 euroa.",
        ),
        (
            "Ohjeet päivitettiin, käännettiin ja jaettiin",
            "Ohjeet päivitettiin toukokuussa, käännettiin ja jaettiin.",
        ),
        ("palaveri teamsissa pidetty 2.4.", "Palaveri pidettiin Teamsissa 2. huhtikuuta."),
        (
            "Yhteisnäyttely sotavuosista kiersi kuusi kirjastoa",
            "Yhteisnäyttely sotavuosista kiersi toukokuussa kuusi kirjastoa.",
        ),
        (
            "Asiakaskysely toteutettiin, vastaajia 412",
            "Asiakaskysely toteutettiin toukokuussa, ja vastaajia oli 412.",
        ),
        ("Poistettu tuplavarauksia 34", "Toukokuussa poistettiin 34 tuplavarausta."),
        ("Varastoon siirretty 2140 kirjaa", "Varastoon siirrettiin toukokuussa 2\u00a0140 kirjaa."),
        (
            "Lasten tietokirjat luokiteltu uudelleen (680)",
            (
                "Lasten tietokirjat luokiteltiin toukokuussa uudelleen,"
                " ja tietokirjoja oli yhteensä 680."
            ),
        ),
        (
            "Uusi yhteinen kirjastokortti",
            "Toukokuussa otettiin käyttöön uusi yhteinen kirjastokortti.",
        ),
        (
            "ehdotuksia tuli 18, joista toteutettu 5",
            "Ehdotuksia tuli toukokuussa 18, joista toteutettiin viisi.",
        ),
        (
            "Koha päivitetty, katko 2 h",
            "Koha päivitettiin toukokuussa. Katko kesti kaksi tuntia.",
        ),
        ("e-äänikirjojen käyttö koottu, 31 250 kuuntelua",
         "E-äänikirjoja kuunneltiin 31\u00a0250 kertaa."),
        ("Elokuvapalvelun käyttö laskettu, 640 katselua", "Elokuvapalvelulla oli 640 katselua."),
        ("chat-keskustelut laskettu, 1874 keskustelua",
         "Chat-keskusteluja oli yhteensä 1\u00a0874."),
        ("Kirjailijavierailut lukioissa, 540 opiskelijaa",
         ("Kirjailijavierailuja järjestettiin lukioissa toukokuussa,"
         " ja niihin osallistui 540 opiskelijaa.")),
        ("Sovittu yhteisestä elokuvapalvelusta, mukana 5 kuntaa",
         "Toukokuussa sovittiin yhteisestä elokuvapalvelusta, ja mukana oli viisi kuntaa."),
        ("Satupassi jaettu 3-vuotiaille, 612 passia",
         "Toukokuussa jaettiin 612 satupassia 3-vuotiaille."),
        ("Kirja kaikille -kampanja, 690 kirjaa",
         "Kirja kaikille -kampanja järjestettiin toukokuussa, ja kirjoja oli 690."),
        ("epressin käyttö koottu, 18 700 lukukertaa", "ePressiä luettiin 18\u00a0700 kertaa."),
        ("bussin asiakkaat laskettu, 9340 kävijää", "Bussilla oli 9\u00a0340 kävijää."),
        ("Arviointi tehty, korjattavaa 6 kohdassa",
         "Arviointi tehtiin toukokuussa, ja korjattavaa oli kuudessa kohdassa."),
        ("Asiakkaat laskettu Lopella, 900 asiakasta",
         "Asiakkaita Lopella oli yhteensä 900."),
        ("Palautteita tullut 61", "Palautteita tuli toukokuussa 61."),
        ("AVI-avustus 28 000 € myönnetty lukukoiralle",
         "Aluehallintoviraston 28\u00a0000 euron avustus myönnettiin lukukoiralle toukokuussa."),
        ("E-kirjoja lainattu 8400 kpl", "E-kirjoja lainattiin yhteensä 8\u00a0400."),
        ("Uusi aikataulu voimaan", "Uusi aikataulu tuli toukokuussa voimaan."),
        ("Varausjonosta tuli 14 palautetta, hakua parannettu",
         "Varausjonosta tuli toukokuussa 14 palautetta. Hakua parannettiin."),
        ("OKM:ltä saatiin 40 000 € hankkeeseen",
         "Opetus- ja kulttuuriministeriöltä saatiin toukokuussa 40\u00a0000 euroa hankkeeseen."),
        (
            "Sivut tarkistettu, löytyi 17 puutetta",
            "Sivut tarkistettiin toukokuussa, ja puutteita löytyi 17.",
        ),
        ("Uusi kuljetusreitti aloitettiin", "Uusi kuljetusreitti aloitettiin toukokuussa."),
        ("johtoryhmän kokous, päätettiin luopua maksuista",
         "Johtoryhmän toukokuun kokouksessa päätettiin luopua maksuista."),
        ("tarkistettiin oikeudet, poistettu 41 tunnusta",
         "Toukokuussa tarkistettiin oikeudet ja poistettiin 41 tunnusta."),
        ("Taiteiden yö kuudessa kirjastossa, 1 150 kävijää",
         ("Taiteiden yö järjestettiin kuudessa kirjastossa toukokuussa,"
         " ja siihen tuli 1\u00a0150 kävijää.")),
        ("kesälukupassit painettu 2000 kpl", "Toukokuussa painettiin 2\u00a0000 kesälukupassia."),
        ("kuljetussopimus uusittu 2 vuodeksi",
         "Kuljetussopimus uusittiin toukokuussa kahdeksi vuodeksi."),
        ("Uusi e-kirjapalvelu valittiin, sopimus 2 vuotta",
         "Uusi e-kirjapalvelu valittiin toukokuussa."),
        ("Lehtipalvelun käyttö väheni viidenneksen", "Lehtipalvelun käyttö väheni viidenneksen."),
        ("omatoimikäynnit, 412600 käyntiä", "Omatoimikäyntejä oli yhteensä 412\u00a0600."),
        ("Asiakkaat voivat nyt vaihtaa tunnuksen", "Asiakkaat voivat nyt vaihtaa tunnuksen."),
        ("äänikirjoja kuunneltu 12 700 kertaa", "Äänikirjoja kuunneltiin 12\u00a0700 kertaa."),
        ("Kuljetus ajaa nyt myös Lopella", "Kuljetus ajaa nyt myös Lopella."),
        ("Hanke sai 30 000 e", "Hanke sai toukokuussa 30\u00a0000 euroa."),
        ("Uusin näyttely avattiin", "Uusin näyttely avattiin toukokuussa."),
    ],
)  # fmt: skip
def test_a_line_is_told_in_its_own_verb(line: str, sentence: str) -> None:
    assert looks(line, MAY, 2024) == []
    assert " ".join(prose(line, [MAY], 2024, "fi")) == sentence


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Käyntimäärät tarkistettu laskureista", Reason.NO_RESULT),
        ("Toimitin kuntien tilastot 5.3.", Reason.NO_RESULT),
        ("Vastattu kysymyksiin koko vuoden ajan", Reason.NO_RESULT),
        ("laatikoiden tarrat vaihdettu", Reason.NO_RESULT),
        ("Palaveri 2.4.: sovittiin ajoista", Reason.NO_RESULT),
        ("Päivitys 9.2 asennettu", Reason.NO_RESULT),
        ("Reitti muuttui, Virolahti ja Miehikkälä samalla autolla", Reason.NO_RESULT),
        ("Registerbeskrivningarna uppdaterades", Reason.NO_RESULT),
        ("The visits were counted", Reason.NO_RESULT),
        ("kysely asiakkaille, 88 vastasi, toivottiin kirjoja", Reason.BROKEN),
        ("Sanakirja irtisanottu koska käyttöä vain 90 kertaa", Reason.BROKEN),
        ("Lähetykset kulkee nyt postin mukana", Reason.BROKEN),
        ("Vauvojen lorutuokiot jatkui kaikissa", Reason.BROKEN),
        ("Asiakaskysely tehtiin, vastaajia 640, arvosana 9,1", Reason.BROKEN),
        ("Hankintaehdotuksia tuli 203, ostettiin 121", Reason.BROKEN),
        ("Nurmeksen uudet oppivat Kohan", Reason.BROKEN),
        ("kerättiin kävijämäärät, 9 kuntaa", Reason.NO_RESULT),
        ("johtoryhmän kokous, sovittiin ensi vuoden hankkeista", Reason.NO_RESULT),
        ("Kuljetukset hoidettiin kun kuski oli sairaana", Reason.WORDS),
        ("Rajapinta perintätoimistoon valmistui", Reason.WORDS),
        ("Opastus Evergreenin raportteihin etänä", Reason.NO_VERB),
    ],
)
def test_what_tells_a_reader_nothing_is_asked_for(line: str, reason: Reason) -> None:
    assert looks(line, MAY, 2024) == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "Käyntimäärät tarkistettu laskureista, 12 virhettä korjattiin",
        "Toimitin 14 kunnan tilastot",
        "Sovittiin, että varaukset saa noutaa kaikista kirjastoista",
        "Kuljetuspäivä lisätty Suomussalmelle",
        "Naantalin kuljetus siirtyi vapaaehtoisille",
        "Lapset saavat nyt kortin heti",
        "Päivitettiin tietosuojaseloste ja vietiin se kaikkien kuntien sivuille",
        "Jatkettiin E-kirjaston sopimusta kaikissa kunnissa",
        "Palautteisiin vastattiin keskimäärin kahdessa arkipäivässä",
        "Painikkeiden värit korjattiin riittävän erottuviksi",
        "Luvut jaettiin kaikille kunnille OKM:n tilastoa varten",
        "Tehtiin raportti lainaajista, eikä lukuja tarvitse enää pyytää",
        "Laina-ajat yhtenäistettiin: kirjat 28 vuorokautta, elokuvat 14",
        "Ulkoasu korjattiin puhelinta käyttäville",
        "Tehtiin verkkokirjastoon kirjastoauton aikataulusivu ja uusi elokuvasivu",
        "Luvut saatiin kunnittain, mutta lehtien lukuja ei saatu kunnittain",
        "Siivottiin ryhmien jäsenlistat, lähteneet poistettiin ja uudet lisättiin",
        "Ellibsiin hankittiin 268 e-kirjaa",
        "Vaihdettiin Lumme-Finnan etusivun kuvat ja järjestettiin aukioloajat",
        "Kirjastoauton pysäkkejä vähennettiin 31:stä 27:ään",
        "Tunnusluvun vaihdosta tehtiin verkkokirjastoon ohjesivu",
        "PIN-koodin ohje julkaistiin, ja pdf-esitteet päivitettiin kaikissa kunnissa",
        "Besöken räknades, tre luckor hittades",
        "Avgifterna för barn avskaffades",
        "The late fees of children were abolished",
    ],
)
def test_a_result_or_a_named_thing_is_printed(line: str) -> None:
    assert looks(line, MAY, 2024) == []


@pytest.mark.parametrize(
    "line", ["Koulutus", "Syksyn koulutukset", "Koulutus: ok", "Kutsu koulutukseen"]
)
def test_what_says_nothing_of_an_arrangement_is_no_sentence(line: str) -> None:
    assert prose(line, [MAY], 2024, "fi") == []


@pytest.mark.parametrize(
    ("language", "line", "sentence"),
    [
        (
            "en",
            "Removed old cards from the register",
            "Old cards were removed from the register in May.",
        ),
        (
            "en",
            "Checked the site, 11 faults found",
            "The site was checked in May, and 11 faults were found.",
        ),
        ("en", "Updated the list of books", "The list of books was updated in May."),
        ("en", "Book talks at schools", "Book talks at schools were arranged in May."),
        ("sv", "Koha uppdaterat till version 24", "Koha uppdaterades till version 24 i maj."),
        ("sv", "Bokprat för högstadiet", "Bokprat för högstadiet ordnades i maj."),
        (
            "sv",
            "Chefsmöte 2/2024, godkändes principer",
            "Vid chefsmöte 2/2024 godkändes principer i maj.",
        ),
        (
            "sv",
            "Besöken räknades, tre luckor hittades",
            "Besöken räknades i maj, och tre luckor hittades.",
        ),
    ],
)  # fmt: skip
def test_a_line_without_a_subject_or_verb_gets_one(language: str, line: str, sentence: str) -> None:
    assert " ".join(prose(line, [MAY], 2024, language)) == sentence


@pytest.mark.parametrize(
    "line", ["Removed, then added", "Updated with care", "Agreed on magazines"]
)
def test_what_more_than_the_verb_would_change_is_not_bent(line: str) -> None:
    assert prose(line, [MAY], 2024, "en") == []


def test_what_was_sent_after_a_meeting_is_not_told_of_the_meeting() -> None:
    line = "Johtajien kokous teamsissa 16.4., muistio lähetetty"
    assert prose(line, [MAY], 2024, "fi") == []
    assert looks(line, MAY, 2024) == [Reason.NO_VERB]


@pytest.mark.parametrize(
    "line",
    ["Hyllytin 40 kirjaa", "Arvioin tarjoukset", "Kokosin listan", "Sain valmiiksi aikataulun"],
)
def test_a_first_person_that_cannot_be_bent_is_asked_to_be_rewritten(line: str) -> None:
    assert looks(line, MAY, 2024) == [Reason.FIRST_PERSON]


def test_a_figure_stays_with_its_own_entry() -> None:
    log = [
        Entry(1, dt.date(2024, 9, 9), "Tuoli vaihdettiin asiakkaan toiveesta", own=True),
        Entry(
            2,
            dt.date(2024, 9, 20),
            "Käsiteltiin 31 asiakkaiden toivetta",
            amount=Amount(31, "toivetta"),
        ),
    ]  # fmt: skip
    assert [wording.text for wording in pick(matters(log, 2024, "fi"), 3)] == [
        "Tuoli vaihdettiin syyskuussa asiakkaan toiveesta.",
        "Syyskuussa käsiteltiin 31 asiakkaiden toivetta.",
    ]


@pytest.mark.parametrize(
    ("line", "is_meeting"),
    [
        ("Johtajien kokous etänä 4.4., muistio lähetetty", True),
        ("Kokouksen muistio lähetetty", False),
        ("Kokouskutsu, kokous 3.5.", False),
    ],
)
def test_a_meeting_with_its_minutes_is_a_meeting(line: str, is_meeting: bool) -> None:
    assert is_occasion(line) is is_meeting


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Luvut toimitettu kirjastoille", "Luvut toimitetaan kirjastoille"),
        ("Käyttöönottopäivä päätetty", "Käyttöönottopäivä päätetään"),
        ("Väliarvio käyty läpi", "Väliarvio käydään läpi"),
        ("Tapahtumat jaoteltu kunnittain", "Tapahtumat jaotellaan kunnittain"),
        ("Sovittu aikataulu julkaistu", "Sovittu aikataulu julkaistaan"),
        ("Työ tehty", "Työ tehdään"),
        ("Kevään jäsentarkistus", "Kevään jäsentarkistus"),
        ("Kirjastot vastaavat kyselyyn", "Kirjastot vastaavat kyselyyn"),
        ("Siffrorna skickade till biblioteken", "Siffrorna skickade till biblioteken"),
    ],
)
def test_a_step_to_come_is_not_told_as_done(title: str, words: str) -> None:
    assert still_to_come(title) == words


def test_what_the_next_round_was_to_mend_is_left_out() -> None:
    line = "Koeajosta kirjattiin 63 havaintoa; toimittaja korjaa ennen seuraavaa kierrosta"
    assert prose(line, [MAY], 2024, "fi") == ["Koeajosta kirjattiin toukokuussa 63 havaintoa."]


def test_what_else_the_later_matter_tells_goes_before_more_of_the_earlier() -> None:
    log = [
        Entry(
            1,
            dt.date(2024, 2, 1),
            "Asiakkaat siirrettiin ensin järjestelmään. Osoitteista puuttui 12 postinumeroa.",
        ),
        Entry(
            2,
            dt.date(2024, 11, 1),
            "Kaikki niteet siirrettiin syksyllä. Avoinna on varausten siirto.",
        ),
    ]
    texts = [wording.text for wording in pick(matters(log, 2024, "fi"), 3)]
    assert texts[-1] == "Avoinna on varausten siirto."
    assert not any("postinumero" in text for text in texts)


def test_a_figure_of_one_day_names_no_month_of_another() -> None:
    entries = [
        Entry(1, dt.date(2025, 2, 28), "17 felanmälningar om Koha besvarades"),
        Entry(2, dt.date(2025, 11, 11), "12 felanmälningar om Koha besvarades"),
    ]
    texts = [text for matter in matters(entries, 2025, "sv") for text in matter.texts]
    assert texts == [
        "17 felanmälningar om Koha besvarades i februari.",
        "12 felanmälningar om Koha besvarades i november.",
    ]


def test_what_is_asked_to_be_rewritten_lends_no_month() -> None:
    entries = [
        Entry(
            1,
            dt.date(2025, 2, 28),
            "Handboken för Koha skrevs om och delades ut till alla bibliotek",
        ),
        Entry(
            2,
            dt.date(2025, 11, 11),
            "Handboken för Koha skrevs om och delades ut till alla bibliotek, typ",
        ),
    ]
    (matter,) = matters(entries, 2025, "sv")
    assert matter.texts == (
        "Handboken för Koha skrevs om och delades ut till alla bibliotek i februari.",
    )
