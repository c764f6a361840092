"""Due rules in plain words, in three languages."""

import pytest
from django.utils.translation import override

from kimppa.agreement.messages import due_text, period_text
from kimppa.core.duties.rules import LENGTHS, parse, periods


@pytest.mark.parametrize(
    ("rule", "finnish", "swedish", "english"),
    [
        ("by 01-31 +1", "viimeistään 31.1.2025", "senast 31.1.2025", "by 31 January 2025"),
        (
            "by 01-31, 08-31",
            "kahdesti vuodessa: 31.1. ja 31.8.",
            "två gånger om året: 31.1. och 31.8.",
            "twice a year: 31 January and 31 August",
        ),
        (
            "by 08-31, 10-31, 01-31 +1",
            "3 kertaa vuodessa: 31.8., 31.10. ja 31.1.2025",
            "3 gånger om året: 31.8., 31.10. och 31.1.2025",
            "3 times a year: 31 August, 31 October and 31 January 2025",
        ),
        ("half-yearly", "kahdesti vuodessa", "två gånger om året", "twice a year"),
        (
            "half-yearly by 08-31, 01-31 +1",
            "kahdesti vuodessa: 31.8. ja 31.1.2025",
            "två gånger om året: 31.8. och 31.1.2025",
            "twice a year: 31 August and 31 January 2025",
        ),
        (
            "half-yearly by 08-31",
            "tammikuu–kesäkuu: viimeistään 31.8.",
            "januari–juni: senast 31.8.",
            "January–June by 31 August",
        ),
        (
            "monthly by 15",
            "joka kuukausi, viimeistään seuraavan kuukauden 15. päivänä",
            "varje månad, senast den 15 i följande månad",
            "every month, by day 15 of the next month",
        ),
        ("two-monthly", "joka toinen kuukausi", "varannan månad", "every second month"),
        (
            "every 2 years from 2024",
            "joka toinen vuosi: viimeistään 31.12.2024",
            "vartannat år: senast 31.12.2024",
            "every second year: by 31 December 2024",
        ),
        (
            "by 03-31 every 3 years from 2023",
            "joka kolmas vuosi, seuraavan kerran 2026",
            "vart tredje år, nästa gång 2026",
            "every third year, next in 2026",
        ),
        (
            "every 4 years from 2030",
            "4 vuoden välein, seuraavan kerran 2030",
            "vart 4:e år, nästa gång 2030",
            "every 4 years, next in 2030",
        ),
    ],
)
def test_each_rule_is_described(rule: str, finnish: str, swedish: str, english: str) -> None:
    for language, words in (("fi", finnish), ("sv", swedish), ("en", english)):
        with override(language):
            assert due_text(rule, 2024).replace("\xa0", " ") == words


@pytest.mark.parametrize("kind", LENGTHS)
def test_each_kind_that_recurs_has_a_name(kind: str) -> None:
    names = set()
    for language in ("fi", "sv", "en"):
        with override(language):
            names.add(due_text(kind, 2024))
    assert len(names) == 3
    assert not any("yearly" in name or "monthly" in name for name in names)


def test_the_months_of_a_due_day_are_named() -> None:
    with override("fi"):
        rule = parse("half-yearly by 08-31, 01-31 +1")
        named = [period_text(rule, period) for period in periods(rule, 2024)]
        assert named == ["tammikuu–kesäkuu", "heinäkuu–joulukuu"]
        monthly = parse("monthly")
        assert period_text(monthly, periods(monthly, 2024)[1]) == "helmikuu"
        assert period_text(parse("by 01-31"), periods(parse("by 01-31"), 2024)[0]) == ""
