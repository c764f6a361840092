"""How agreements say when something is due, in three languages, and what it means."""

import pytest

from kimppa.agreement.meaning.suggest import suggest
from kimppa.core.duties.rules import parse

# As part of a clause on a duty without a time of its own, in the agreement of 2024.
PHRASES = {
    "half-yearly": [
        "kerran lukukaudessa",
        "vår och höst",
        "en gång per termin",
        "syksyllä ja keväällä",
        "vähintään kaksi kertaa vuodessa",
        "2 kertaa vuodessa",
        "kahdesti vuodessa",
        "puolivuosittain",
        "puolivuosittainen tarkistus",
        "puolen vuoden välein",
        "kuuden kuukauden välein",
        "keväisin ja syksyisin",
        "varje halvår",
        "halvårsvis",
        "minst två gånger om året",
        "två gånger per år",
        "var sjätte månad",
        "twice a year",
        "at least two times a year",
        "semi-annually",
    ],
    "four-monthly": [
        "kolme kertaa vuodessa",
        "kolmesti vuodessa",
        "neljän kuukauden välein",
        "tre gånger om året",
        "three times a year",
    ],
    "quarterly": [
        "en gång i kvartalet",
        "neljännesvuosittain",
        "neljä kertaa vuodessa",
        "neljästi vuodessa",
        "kolmen kuukauden välein",
        "kvartaleittain",
        "kvartalsvis",
        "varje kvartal",
        "fyra gånger per år",
        "every three months",
    ],
    "two-monthly": [
        "joka toinen kuukausi",
        "joka toisena kuukautena",
        "kahden kuukauden välein",
        "kuusi kertaa vuodessa",
        "varannan månad",
        "every second month",
    ],
    "monthly": [
        "kuun loppuun mennessä",
        "joka kuukauden lopussa",
        "kuukausittain",
        "kerran kuukaudessa",
        "varje månad",
        "en gång i månaden",
    ],
    "yearly": ["vuosittain", "kerran vuodessa", "årligen", "en gång om året", "once a year"],
    "every 2 years from 2024": [
        "joka toinen vuosi",
        "joka toisena vuonna",
        "kahden vuoden välein",
        "vartannat år",
        "every other year",
    ],
    "every 3 years from 2024": ["joka kolmas vuosi", "kolmen vuoden välein", "vart tredje år"],
    "every 2 years from 2025": [
        "joka toinen vuosi vuodesta 2025 alkaen",
        "vartannat år från och med 2025",
        "joka toinen vuosi, ensimmäisen kerran vuonna 2025",
    ],
    "by 03-31 every 2 years from 2024": ["joka toinen vuosi 31.3. mennessä"],
    "by 01-20 +1": [
        "20.1. seuraavana vuonna",
        "20.1. mennessä seuraavana vuonna",
        "viimeistään 20.1.2025",
        "seuraavan vuoden tammikuun 20. päivään mennessä",
        "senast den 20 januari följande år",
        "senast 20.1.2025",
        "by 20 January of the following year",
        "no later than 20 January 2025",
    ],
    "by 01-31 +1": [
        "seuraavan vuoden tammikuussa",
        "seuraavan vuoden tammikuun loppuun mennessä",
        "vuoden 2025 tammikuun aikana",
        "i januari följande år",
        "i början av 2025",
        "by the end of January 2025",
    ],
    "by 08-31": [
        "elokuun loppuun mennessä",
        "elokuun aikana",
        "elokuussa",
        "31. elokuuta mennessä",
        "viimeistään elokuun 31. päivään mennessä",
        "senast den 31 augusti",
        "före utgången av augusti",
        "senast i augusti",
        "by the end of August",
    ],
    "by 08-15": ["elokuun puoliväliin mennessä", "senast den 15:e augusti"],
    "by 12-31": ["vuoden loppuun mennessä", "före årets slut", "by the end of the year"],
    "by 01-31, 08-31": [
        "31.1. ja 31.8. mennessä",
        "viimeistään 31.1. ja 31.8.",
        "31.1.2024 ja 31.8.2024 mennessä",
        "kaksi kertaa vuodessa, 31.1. ja 31.8. mennessä",
        "senast den 31 januari och den 31 augusti",
        "by 31 January and 31 August",
    ],
    "by 08-31, 01-31 +1": [
        "31.1. seuraavana vuonna sekä alustavat tiedot 31.8. mennessä",
        "31.8. ja 31.1.2025 mennessä",
        "31.8.2024 ja 31.1.2025 mennessä",
        "senast 31.8. och 31.1.2025",
    ],
    "by 03-15, 06-15, 09-15": ["15.3., 15.6. ja 15.9. mennessä"],
    "half-yearly by 08-31": [
        "puolivuosittainen kooste toimitetaan elokuussa",
        "puolivuosittain, elokuun loppuun mennessä",
        "halvårsvis i augusti",
    ],
    "half-yearly by 08-31, 01-31 +1": [
        "puolivuosittain elokuussa ja tammikuussa",
        "puolivuosittain, 31.8. ja 31.1. mennessä",
        "varje halvår, senast den 31 augusti och den 31 januari",
    ],
    "monthly by 15": [
        "kuukausittain seuraavan kuukauden 15. päivään mennessä",
        "seuraavan kuukauden 15. päivään mennessä",
        "varje månad, senast den 15 i följande månad",
        "monthly by the 15th of the next month",
    ],
    "quarterly by 31": ["neljännesvuosittain seuraavan kuukauden loppuun mennessä"],
    "within 14d": [
        "kahdessa viikossa",
        "kahden viikon sisällä",
        "inom fjorton dagar",
        "14 päivän kuluessa",
        "kahden viikon kuluessa",
        "inom två veckor",
    ],
    "as-needed": ["aina kun tilanne muuttuu", "tarvittaessa", "vid behov"],
    "within 7d": [
        "viikon kuluessa",
        "viikossa",
        "inom en vecka",
        "seitsemässä päivässä",
    ],
    "within 30d": [
        "kuukauden kuluessa",
        "senast en månad efter anmälan",
        "inom en månad",
    ],
    "within 1d": [
        "vuorokauden kuluessa",
        "24 tunnin kuluessa",
        "seuraavana arkipäivänä",
        "inom ett dygn",
        "senast nästa vardag",
    ],
    "within 4d": [
        "viimeistään neljäntenä päivänä",
    ],
    "within 3d": [
        "kolmessa arkipäivässä",
        "inom tre vardagar",
    ],
    "monthly by 10": [
        "kuukauden 10. päivään mennessä",
        "joka kuun kymmenenteen päivään mennessä",
        "kuukausittain 10. päivään mennessä",
        "senast den 10 varje månad",
    ],
    "by 04-30, 10-31": [
        "huhti- ja lokakuussa",
        "huhtikuussa ja lokakuussa",
        "i april och oktober",
    ],
    "by 01-20, 09-20": [
        "20.1. ja 20.9.",
    ],
    "by 03-31 +1": [
        "seuraavan vuoden maaliskuun loppuun mennessä",
        "före mars månads utgång 2025",
    ],
    # What is not sure is left to the coordinator.
    "continuous": [
        "kolmena päivänä viikossa",
        "kerran viikossa",
        "viikkoa ennen tapahtumaa",
        "senast två veckor före",
        "noudattaen kohtaa 3.2.",
        "sopimus on voimassa 31.12.2024 saakka",
        "31.12.2024 tilanteen mukaan",
        "enintään kaksi kertaa vuodessa",
        "högst två gånger om året",
        "30.2. mennessä",
        "15.1.2035 mennessä",
        "kohdan 1.10 mukaisesti",
        "bimonthly",
        "säännöllisesti",
        "kerran valtuustokaudessa",
    ],
}


@pytest.mark.parametrize("rule", PHRASES)
def test_a_phrase_means_a_rule(rule: str) -> None:
    assert str(parse(rule)) == rule
    for phrase in PHRASES[rule]:
        (found,) = suggest(f"Teams-alustan ylläpito {phrase}", "", 2024)
        assert found.due == rule, phrase


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("Puolivuosittainen lainaustilasto toimipisteittäin elokuussa", "half-yearly by 08-31"),
        ("Lainaustilastot toimipisteittäin kunnille puolivuosittain", "half-yearly"),
        ("Lainaustilastot toimipisteittäin 20.1. seuraavana vuonna", "by 01-20 +1"),
        ("Lainaustilastot toimipisteittäin 31.1. mennessä", "by 01-31 +1"),
        ("Kuukausittaiset lainaustilastot toimipisteittäin 31.1.2025 mennessä", "by 01-31 +1"),
        ("Lainaustilastot toimipisteittäin vuosittain", "by 01-31 +1"),
        ("Lånestatistik per verksamhetsställe varje halvår", "half-yearly"),
    ],
)
def test_words_of_a_deliverable_go_before_its_usual_day(clause: str, rule: str) -> None:
    found = suggest(clause, "", 2024)
    assert [duty.due for duty in found if duty.topic == "statistics-units"] == [rule]


def test_so_many_meetings_a_year_are_so_many_periods() -> None:
    (found,) = suggest("Kirjastonjohtajille järjestetään kaksi kokousta vuodessa", "", 2024)
    assert (found.topic, found.due) == ("meetings", "half-yearly")


def test_every_second_year_is_not_guessed_without_a_year() -> None:
    (found,) = suggest("Teams-alustan ylläpito joka toinen vuosi", "", None)
    assert found.due == "continuous"
