"""When a line without a topic is due, in many words of three languages."""

import pytest

from kimppa.agreement.meaning.suggest import due_of
from kimppa.agreement.meaning.times.days import is_time
from kimppa.core.duties.rules import parse

DUES = [
    (
        "Tiedot annetaan kaksi kertaa vuodessa, tammikuun ja elokuun loppuun mennessä",
        "by 01-31, 08-31",
    ),
    ("Luvut – Lahti – tammikuu ja heinäkuu", "by 01-31, 07-31"),
    ("Luvut – Lahti – 31.1. ja 31.7.", "by 01-31, 07-31"),
    ("Raportti – Lahti – helmikuun loppu", "by 02-29"),
    ("Raportti – Lahti – vuosittain maaliskuussa", "by 03-31"),
    ("Raportti – Lahti – jatkuvasti", "continuous"),
    ("Siivous – Lahti – kerran kuussa", "monthly"),
    ("Kokous – kaikki – maalis-, kesä-, syys- ja joulukuu", "by 03-31, 06-30, 09-30, 12-31"),
    ("annetaan joka vuosi 15. helmikuuta mennessä", "by 02-15"),
    ("toimitetaan kunnille kunkin vuoden huhtikuun loppuun mennessä", "by 04-30"),
    ("annetaan viimeistään maaliskuussa", "by 03-31"),
    ("ilmoitetaan ennen kesäkuun loppua", "by 06-30"),
    ("ilmoitetaan 1.9. mennessä", "by 09-01"),
    ("ilmoitetaan vuosittain 30.9. mennessä", "by 09-30"),
    ("lähetetään kunnille joka kuun viidenteen päivään mennessä", "monthly by 5"),
    ("lähetetään seuraavan kuun 10. päivään mennessä", "monthly by 10"),
    ("toimitetaan kuukauden viimeisenä päivänä", "monthly"),
    ("vastataan viiden arkipäivän kuluessa", "within 5d"),
    ("vastataan viikossa", "within 7d"),
    ("vastataan kahdessa työpäivässä", "within 2d"),
    ("vastataan kolmen vuorokauden kuluessa", "within 3d"),
    ("korjataan kahden kuukauden kuluessa", "within 60d"),
    ("vastataan viimeistään viidentenä arkipäivänä", "within 5d"),
    ("ilmoitetaan 72 tunnin kuluessa", "within 3d"),
    ("besvaras inom fem arbetsdagar", "within 5d"),
    ("besvaras inom 14 dagar", "within 14d"),
    ("rättas senast inom en månad", "within 30d"),
    ("anmäls inom 72 timmar", "within 3d"),
    ("besvaras följande vardag", "within 1d"),
    ("lämnas senast den 15 februari varje år", "by 02-15"),
    ("lämnas varje år före utgången av mars", "by 03-31"),
    ("rapporteras per den 30 juni och 31 december", "by 06-30, 12-31"),
    ("sker två gånger per år, i april och oktober", "by 04-30, 10-31"),
    ("skickas senast den 10:e varje månad", "monthly by 10"),
    ("skickas senast den 10 i varje månad", "monthly by 10"),
    ("görs vart tredje år, första gången 2028", "every 3 years from 2028"),
    ("ses över vartannat år", "every 2 years from 2026"),
    ("minst fyra gånger om året", "quarterly"),
    ("hålls varje vår och höst", "half-yearly"),
    ("en gång per läsår", "yearly"),
    ("varje kvartal", "quarterly"),
    ("årligen i november", "by 11-30"),
    ("senast i slutet av oktober", "by 10-31"),
    ("före den 1 maj", "by 05-01"),
    ("för föregående år senast 31.1", "by 01-31"),
    ("senast 31.1 följande år", "by 01-31 +1"),
    ("i januari", "by 01-31"),
    ("tehdään joka toinen vuosi alkaen vuodesta 2027", "every 2 years from 2027"),
    ("tarkistetaan kerran valtuustokaudessa", "continuous"),
    ("tarkistetaan neljän vuoden välein", "every 4 years from 2026"),
    ("vähintään kuudesti vuodessa", "two-monthly"),
    ("vähintään viisi kertaa vuodessa", "continuous"),
    ("kaksi kertaa viikossa", "continuous"),
    ("päivittäin", "continuous"),
    ("viikoittain", "continuous"),
    ("kun tarvetta on", "as-needed"),
    ("tarvittaessa", "as-needed"),
    ("pyydettäessä", "as-needed"),
    ("aina, kun tietoja muutetaan", "as-needed"),
    ("vid behov", "as-needed"),
    ("tehdään lukuvuoden alussa", "by 08-31"),
    ("toukokuun 15. päivään mennessä", "by 05-15"),
    ("vuoden loppuun mennessä", "by 12-31"),
    ("kalenterivuoden loppuun mennessä", "by 12-31"),
    ("seuraavan vuoden helmikuun 15. päivään mennessä", "by 02-15 +1"),
    ("edelliseltä vuodelta 31.1. mennessä", "by 01-31"),
    ("31.12.2026 tilanteesta", "continuous"),
    ("kuukauden kuluessa vuoden päättymisestä", "within 30d"),
    ("kolme viikkoa ennen kokousta", "continuous"),
    ("viimeistään viikkoa ennen kokousta", "continuous"),
    ("asukasluku 31.12. tilanteen mukaan", "continuous"),
    ("joka vuosi tammikuussa", "by 01-31"),
    ("syys–lokakuussa", "by 10-31"),
    ("loka-marraskuussa", "by 11-30"),
    ("kesäkuuhun mennessä", "by 06-30"),
    ("kesällä", "by 08-31"),
    ("keväisin", "by 05-31"),
    ("puolen vuoden kuluessa", "within 180d"),
    ("puolivuosittain", "half-yearly"),
    ("kerran puolivuodessa", "half-yearly"),
    ("vuosineljänneksittäin", "quarterly"),
    ("kerran neljännesvuodessa", "quarterly"),
    ("within five working days", "within 5d"),
    ("by the end of March each year", "by 03-31"),
    ("twice a year", "half-yearly"),
    ("lämnas senast den 15 mars året därpå", "by 03-15 +1"),
    ("joulukuun 15. päivään mennessä seuraavan vuoden ohjelma", "by 12-15"),
    ("elokuun loppuun ja seuraavan vuoden helmikuun loppuun mennessä", "by 08-31, 02-29 +1"),
    ("ses över före utgången av januari och augusti varje år", "by 01-31, 08-31"),
    (
        "kahden vuoden välein, ensimmäisen kerran 30.9.2027 mennessä",
        "by 09-30 every 2 years from 2027",
    ),
    (
        "vartannat år, första gången senast den 31 maj 2027",
        "by 05-31 every 2 years from 2027",
    ),
]


@pytest.mark.parametrize(("text", "rule"), DUES)
def test_a_line_says_when_it_is_due(text: str, rule: str) -> None:
    assert due_of(text, 2026) == rule
    parse(rule)


def test_the_lead_in_may_say_it() -> None:
    assert (
        due_of("lainat kunnittain", 2026, lead="Tammikuun loppuun mennessä kootaan") == "by 01-31"
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("31.8. ja 31.1. seuraavana vuonna", True),
        ("joka kuukauden 15. päivä", True),
        ("maalis- ja syyskuu", True),
        ("vår och höst", True),
        ("neljännesvuosittain", True),
        ("Kauhajoki", False),
        ("vuosikertomus", False),
        ("kuukausikokous", False),
        ("", False),
    ],
)
def test_cells_that_only_say_when(cell: str, expected: bool) -> None:
    assert is_time(cell) is expected
