"""Days and times as people type them."""

import datetime as dt

import pytest
from pytest_django import Settings

from kimppa.ui.when import read_day, read_time


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14.1.2025", dt.date(2025, 1, 14)),
        ("14.01.2025", dt.date(2025, 1, 14)),
        ("14. 1. 2025", dt.date(2025, 1, 14)),
        ("14.1.25", dt.date(2025, 1, 14)),
        ("2025-01-14", dt.date(2025, 1, 14)),
        ("29.2.2024", dt.date(2024, 2, 29)),
    ],
)
def test_a_whole_day(text: str, day: dt.date) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2025-01-14", "5.2.", dt.date(2025, 2, 5)),
        ("2025-01-14", "5.2", dt.date(2025, 2, 5)),
        ("2025-01-14", " 03.01. ", dt.date(2025, 1, 3)),
        ("2025-01-14", "20.12.", dt.date(2024, 12, 20)),
        ("2025-11-20", "5.2.", dt.date(2026, 2, 5)),
        ("2025-06-01", "5.2.", dt.date(2025, 2, 5)),
        ("2025-01-14", "29.2.", dt.date(2024, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_nearest(
    settings: Settings, today: str, text: str, day: dt.date
) -> None:
    settings.KIMPPA_TODAY = today
    assert read_day(text) == day


def test_a_day_without_a_year_is_of_the_year_that_is_told() -> None:
    assert read_day("24.2.", year=2027) == dt.date(2027, 2, 24)
    assert read_day("24.2.2025", year=2027) == dt.date(2025, 2, 24)


@pytest.mark.parametrize(
    "text", ["", "5", "32.1.", "5.13.", "29.2.2025", "5.2.2", "5..2", "0.1.", "1.1.20255", "ti"]
)
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("17", dt.time(17)),
        ("17.30", dt.time(17, 30)),
        ("18:30", dt.time(18, 30)),
        ("9.05", dt.time(9, 5)),
        (" klo 18 ", dt.time(18)),
        ("klo 18.15", dt.time(18, 15)),
        ("kl. 18", dt.time(18)),
        ("KLO 8", dt.time(8)),
        ("at 18:30", dt.time(18, 30)),
        ("0", dt.time(0)),
    ],
)
def test_a_time(text: str, time: dt.time) -> None:
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["", "24", "17.60", "17.3", "1730", "klo", "18 h 30", "illalla"])
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None
