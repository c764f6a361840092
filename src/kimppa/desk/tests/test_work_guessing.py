"""What one line of text says: the guesses of “What did I do?”."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.agreement.meaning.vocabulary import Words
from kimppa.core.consortium.mentions import stems_of
from kimppa.desk.work.guessing import Place, _everyday_words, guess, ranked_topics
from kimppa.desk.work.named_services import ServiceLine, by_service
from kimppa.desk.work.said_dates import impossible_day, said_date

TODAY = dt.date(2025, 1, 14)  # a Tuesday
PLACES = (
    Place("061", ("Forssa",)),
    Place("103", ("Humppila",)),
    Place("169", ("Jokioinen", "Jockis")),
    Place("834", ("Tammela",)),
    Place("981", ("Ypäjä",)),
)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Opastin Tammelassa Finnan käyttöä", "guidance"),
        ("Pidin Quria-koulutuksen Humppilassa", "guidance"),
        ("Testasin Quriaa", "migration"),
        ("Keskustelin Axiellin kanssa konversiosta", "migration"),
        ("Vastasin kolmeen palautteeseen", "feedback"),
        ("Asiakas ilmoitti viasta Finnassa", "feedback"),
        ("Korjasin tuplatietueita", "catalogue-integrity"),
        ("Lähetin poistotilastot kunnille", "statistics-units"),
        ("Johtajien kokous Jokioisilla", "meetings"),
        ("Päivitin Teams-tiimin kansiot", "teams"),
        ("Lisäsin kirjailijan sivuille", "authors"),
        ("Satutunnin ilmoitus etusivulle", "events"),
        ("Tilasin lehtipalvelun", "eresource-selection"),
        ("Naxos-tilastot joulukuulta", "eresource-usage"),
        ("Saavutettavuusseloste päivitetty", "accessibility"),
        ("Cineastin käyttäjätunnukset", "film-service"),
        ("Lainaajien määrät Axiellilta", "active-customers"),
        ("Finnan etusivun bannerit", "finna-development"),
        ("Hanketapaaminen Forssassa", "projects"),
        ("Kävijämäärät Matomosta kuntiin", "web-visits"),
        ("Höll ett möte med direktörerna", "meetings"),
        ("Answered customer feedback", "feedback"),
        ("Korjasin kaksoistietueita 40 kpl 3.6.2024", "catalogue-integrity"),
        ("Kielikoodit korjattu kolmessa tunnissa", "catalogue-integrity"),
        ("Tein uuden e-aineistosivun Finnaan", "finna-development"),
        ("Viikon vinkki julkaistu Finnassa", "events"),
        ("Ryhmätapaaminen", ""),
    ],
)
def test_the_topic_is_heard_from_everyday_words(line: str, topic: str) -> None:
    assert guess(line, today=TODAY, places=PLACES).topic == topic


BRANCHES = (
    Place("061", ("Forssa",), ("Forssan pääkirjasto",)),
    Place("169", ("Jokioinen",), ("Jokioisten kirjasto", "Kuuman koulukirjasto", "Jockis skola")),
    Place("834", ("Tammela",), ("Tammelan kirjasto", "Forssantien lainausasema", "Auto Ypäjä")),
    Place("981", ("Ypäjä",), ("Ypäjän kirjasto",)),
)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Satutunti Kuuman koulukirjastossa", ("169",)),
        ("kuuman koulukirjaston poistot", ("169",)),
        ("Vein kirjoja Kuuman koulukirjastolle eilen", ("169",)),
        ("Sagostund i Jockis skola", ("169",)),
        ("Opastus Forssantien lainausasemalla", ("834",)),
        ("Auto Ypäjän reitti", ("834",)),
        ("Auto Ypäjän reitti Ypäjällä", ("834", "981")),
        ("Forssan pääkirjastossa ja Kuuman koulukirjastossa", ("061", "169")),
        ("Kuuma aihe koulukirjastossa", ()),
        ("Kirjaston satutunti", ()),
    ],
)
def test_a_branch_gives_its_municipality(line: str, codes: tuple[str, ...]) -> None:
    assert guess(line, today=TODAY, places=BRANCHES).codes == codes


@pytest.mark.parametrize(
    ("line", "codes", "for_all"),
    [
        ("Opastus Ypäjällä", ("981",), False),
        ("Tammelan satutunti", ("834",), False),
        ("Kävin Jokioisissa", ("169",), False),
        ("Jokioisten kirjaston palaute", ("169",), False),
        ("Vein laitteen Forssaan ja Humppilaan", ("061", "103"), False),
        ("Tammelalaisten lainaajien määrä", ("834",), False),
        ("Handledning i Jockis", ("169",), False),
        ("Yhteinen satutunti", (), True),
        ("Ohje kaikille kirjastoille", (), True),
        ("Lounan tapahtumat etusivulle", (), True),
        ("Satutunti", (), False),
        ("Ypäjän kunnan ja kaikkien muiden palaute", ("981",), False),
    ],
)
def test_municipalities_are_known_in_every_case(
    line: str, codes: tuple[str, ...], for_all: bool
) -> None:
    found = guess(line, today=TODAY, places=PLACES, consortium=("Louna",))
    assert (found.codes, found.for_all) == (codes, for_all)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Johtajien kokous Tammelassa 12.12.", ()),
        ("Johtajien kokous pidettiin Jokioisilla", ()),
        ("Louna-johtajat kokoontuivat Ypäjän kunnantalolla, kirjoitin muistion", ()),
        ("Johtajien kokous Forssan pääkirjaston salissa", ()),
        ("Valmistelin esityslistan Humppilassa pidettävään kokoukseen", ()),
        ("Direktörsmöte i Jockis", ()),
        ("Directors' meeting in Tammela", ()),
        ("Opastin Finnan käyttöä johtajien kokouksessa Tammelassa", ()),
        ("Johtajien kokous Tammelassa, aiheena Ypäjän aukiolot", ("981",)),
        ("Palaveri Ypäjän kanssa", ("981",)),
        ("Kokous Humppilan johtajan kanssa Forssassa", ("103",)),
        ("Tammelan kirjaston kokous", ("834",)),
        ("Opastin Finnan käyttöä Tammelassa", ("834",)),
        ("Satutunti Ypäjän kirjastossa", ("981",)),
        ("Opastin Tammelassa ennen kokousta", ("834",)),
    ],
)
def test_where_a_meeting_was_is_not_whom_it_concerns(line: str, codes: tuple[str, ...]) -> None:
    assert guess(line, today=TODAY, places=PLACES).codes == codes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("eilen", "2025-01-13"),
        ("tänään", "2025-01-14"),
        ("toissapäivänä", "2025-01-12"),
        ("maanantaina", "2025-01-13"),
        ("tiistaina", "2025-01-07"),
        ("keskiviikkona", "2025-01-08"),
        ("3.12.", "2024-12-03"),
        ("13.1", "2025-01-13"),
        ("3.12.2023", "2023-12-03"),
        ("3.12.23", "2023-12-03"),
        ("3.12. 11 lasta satutunnilla", "2024-12-03"),
        ("20.–22.11.", "2024-11-22"),
        ("29.2.", "2024-02-29"),
        ("2024-12-03", "2024-12-03"),
        ("tammikuussa", "2025-01-14"),
        ("joulukuussa", "2024-12-31"),
        ("helmikuussa 2024", "2024-02-29"),
        ("viime kuussa", "2024-12-31"),
        ("viime viikolla", "2025-01-07"),
        ("igår", "2025-01-13"),
        ("in December", "2024-12-31"),
        ("3 december", "2024-12-03"),
        ("den 5 maj 2024", "2024-05-05"),
        ("januari–mars den 8 april", "2024-04-08"),
        ("5. joulukuuta", "2024-12-05"),
        ("3 dec.", "2024-12-03"),
        ("klo 12.10", None),
        ("§ 3.1", None),
        ("99.99.", None),
        ("versio 2.0.1 käyttöön", None),
        ("ilman päivää", None),
    ],
)
def test_days_are_heard_and_lie_in_the_past(line: str, said: str | None) -> None:
    expected = dt.date.fromisoformat(said) if said else None
    assert said_date(f"Opastin {line} Tammelassa", TODAY) == expected


def test_the_year_that_figures_count_for_is_heard() -> None:
    found = guess("Toimitin vuoden 2024 poistotilastot", today=TODAY, places=PLACES)
    assert (found.year, found.topic) == (2024, "statistics-units")


@pytest.mark.parametrize("said", ["vuodeksi 2025", "vuonna 2025", "vuodelle 2025"])
def test_a_year_is_heard_in_its_cases(said: str) -> None:
    assert guess(f"Tilasin ePress-lisenssin {said}", today=TODAY, places=PLACES).year == 2025


def test_other_topics_are_offered_for_correction() -> None:
    found = guess("Opastin Finnan etusivun käyttöä", today=TODAY, places=PLACES)
    assert found.topic == "guidance"
    assert "finna-development" in found.other_topics
    assert found.service == "finna"


@pytest.mark.parametrize(
    ("name", "form"), [("Turku", "turu"), ("Lahti", "lahde"), ("Helsinki", "helsingi")]
)
def test_stems_weaken_as_finnish_does(name: str, form: str) -> None:
    assert form in stems_of(name)


@given(st.text(max_size=300))
def test_any_line_gives_an_answer(line: str) -> None:
    found = guess(line, today=TODAY, places=PLACES, consortium=("Louna",))
    assert found.date is None or isinstance(found.date, dt.date)


WEST = [
    Place(code, names)
    for code, *names in (
        ("078", "Hanko", "Hangö"),
        ("149", "Inkoo", "Ingå"),
        ("257", "Kirkkonummi", "Kyrkslätt"),
        ("624", "Pyhtää", "Pyttis"),
        ("710", "Raasepori", "Raseborg"),
        ("755", "Siuntio", "Sjundeå"),
        ("927", "Vihti", "Vichtis"),
    )
]


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Uusi reitti Hankoon ja Inkooseen", ("078", "149")),
        ("Koulutus Vihdissä ja Pyhtäällä", ("624", "927")),
        ("Kirkkonummen ja Siuntion kuljetukset", ("257", "755")),
        ("Raaseporiin ja Inkoosta", ("149", "710")),
        ("Handledning i Ingå och Raseborg", ("149", "710")),
        ("Sjundeås bokbuss", ("755",)),
    ],
)
def test_so_are_those_of_another_consortium(line: str, codes: tuple[str, ...]) -> None:
    assert guess(line, today=TODAY, places=WEST).codes == codes


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Kohan käyttökoulutus Karkkilassa", "guidance"),
        ("Seutukuljetusten uusi reitti", "transport"),
        ("Tietosuojaseloste tarkistettiin", "privacy"),
        ("Lähetettiin laskut", "billing"),
        ("Lukudiplomin ruotsinkielinen versio", "reading"),
        ("Koha-päivitys ja häiriön selvitys", "library-system"),
        ("Uutuudet vastaanotettiin ja muovitettiin", "cataloguing"),
    ],
)
def test_what_other_consortia_agree_on_is_known_by_its_words(line: str, topic: str) -> None:
    assert ranked_topics(line)[0] == topic


def test_a_municipality_outside_the_consortium_is_told_apart() -> None:
    words = guess("Finna-opastus Vieremällä 16.2.", today=TODAY, places=PLACES)
    assert (words.codes, words.strangers) == ((), ("Vieremä",))
    assert guess("Finna-opastus Tammelassa", today=TODAY, places=PLACES).strangers == ()


@pytest.mark.parametrize("topic", _everyday_words())
def test_a_word_that_only_hints_at_a_topic_does_not_say_it(topic: str) -> None:
    """Else it outweighs what tells the topic: "tilasto" beside "koulutus" is no statistics."""
    strong, weak = _everyday_words()[topic]
    hints = [word.strip("!*").replace("_", " ") for entry in weak for word in entry.split("|")]
    assert {hint: found for hint in hints if (found := Words(hint).matching(strong))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "Utbildning i Forssa, 15 deltagare från alla fem kommuner",
        "Forssan koulutukseen osallistui väkeä kaikista viidestä kunnasta: kaikki kunnat",
        "Sent the figures from Forssa to all five municipalities",
        "Skickade Forssas anvisning till samtliga kommuner",
    ],
)
def test_all_municipalities_are_more_than_the_place_that_is_named(line: str) -> None:
    words = guess(line, today=TODAY, places=PLACES)
    assert (words.codes, words.for_all) == ((), True)


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Svenska veckan firades med författarbesök", "events"),
        ("Två författarbesök i skolorna", "events"),
        ("Författarens sida skrevs om", "authors"),
        ("Chefsmöte på Teams om budgeten", "meetings"),
        ("Bibliotekscheferna möttes i Forssa", "meetings"),
    ],
)
def test_what_was_arranged_goes_before_whom_and_where(line: str, topic: str) -> None:
    assert guess(line, today=TODAY, places=PLACES).topic == topic


BUS = ServiceLine(("Kirjastoauto Vågen", "Bokbussen Vågen", "", ""), "transport")
MARKETING = ServiceLine(("Yhteinen markkinointi", "Gemensam marknadsföring", "", ""), "other")


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Bokbussens turlista förnyades", "transport"),
        ("Kirjastoauton reitti muuttui", "transport"),
        ("Gemensam affisch trycktes", ""),
        ("Möte med Ellibs 3.4.2025", ""),
        ("Möte med direktörerna", "meetings"),
    ],
)
def test_a_named_service_tells_the_topic_of_its_line(line: str, topic: str) -> None:
    words = guess(line, today=TODAY, places=PLACES)
    vendors = ("Ellibs", "Ellibs Oy")
    words = by_service(dataclasses.replace(words, other_topics=()), line, [BUS, MARKETING], vendors)
    assert words.topic == topic


def test_a_version_is_no_day() -> None:
    line = "Koha uppdaterades till version 24.05 i mars 2024"
    assert said_date(line, TODAY) == dt.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Sagostund 31.2.2025", "31.2.2025"),
        ("Sagostund 12.13.2025", "12.13.2025"),
        ("Sagostund 12.12.2024", ""),
    ],
)
def test_a_day_that_no_calendar_has_is_known(line: str, day: str) -> None:
    assert impossible_day(line) == day
