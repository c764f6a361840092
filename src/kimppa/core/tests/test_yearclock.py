"""Due rules are read, written back and turned into days and the periods they ask work of."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.duties.rules import (
    LENGTHS,
    DueRuleError,
    Period,
    due_dates,
    parse,
    periods,
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("by 01-31 +1", "2025-01-31"),
        ("by 03-31", "2024-03-31"),
        ("by 12-15 -1", "2023-12-15"),
        ("by 01-31, 08-31", "2024-01-31 2024-08-31"),
        ("by 01-31 +1, 08-31", "2024-08-31 2025-01-31"),
        ("yearly", "2024-12-31"),
        ("half-yearly", "2024-06-30 2024-12-31"),
        ("half-yearly by 08-31", "2024-08-31"),
        ("half-yearly by 01-31 +1", "2025-01-31"),
        ("half-yearly by 08-31, 01-31 +1", "2024-08-31 2025-01-31"),
        ("half-yearly by 15", "2024-07-15 2025-01-15"),
        ("four-monthly", "2024-04-30 2024-08-31 2024-12-31"),
        ("quarterly", "2024-03-31 2024-06-30 2024-09-30 2024-12-31"),
        ("quarterly by 31", "2024-04-30 2024-07-31 2024-10-31 2025-01-31"),
        (
            "two-monthly",
            "2024-02-29 2024-04-30 2024-06-30 2024-08-31 2024-10-31 2024-12-31",
        ),
        ("every 2 years from 2022", "2024-12-31"),
        ("every 2 years from 2023", ""),
        ("every 2 years from 2026", ""),
        ("by 03-31 every 3 years from 2021", "2024-03-31"),
        ("half-yearly every 2 years from 2024", "2024-06-30 2024-12-31"),
        ("continuous", ""),
        ("as-needed", ""),
        ("within 14d", ""),
    ],
)
def test_days_of_2024(rule: str, days: str) -> None:
    assert list(due_dates(parse(rule), 2024)) == [day(text) for text in days.split()]


def test_a_monthly_duty_falls_due_on_leap_day() -> None:
    assert due_dates(parse("monthly"), 2024)[1] == dt.date(2024, 2, 29)
    assert due_dates(parse("monthly by 31"), 2024)[0] == dt.date(2024, 2, 29)
    assert due_dates(parse("monthly by 15"), 2024)[11] == dt.date(2025, 1, 15)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("by 03-31", ["2023-01-01 2024-03-31 2024-03-31"]),
        ("by 01-31 +1", ["2024-01-01 2025-01-31 2025-01-31"]),
        (
            "by 01-31, 08-31",
            ["2023-01-01 2024-01-31 2024-01-31", "2024-02-01 2024-08-31 2024-08-31"],
        ),
        ("half-yearly by 08-31", ["2024-01-01 2024-06-30 2024-08-31"]),
        ("half-yearly by 01-31 +1", ["2024-07-01 2024-12-31 2025-01-31"]),
        ("half-yearly by 06-30", ["2024-01-01 2024-06-30 2024-06-30"]),
        ("two-monthly by 02-29", ["2024-01-01 2024-02-29 2024-02-29"]),
        ("monthly by 02-28", ["2024-01-01 2024-01-31 2024-02-28"]),
        ("yearly", ["2024-01-01 2024-12-31 2024-12-31"]),
    ],
)
def test_each_day_asks_work_of_its_own_period(rule: str, expected: list[str]) -> None:
    spans = [Period(*map(day, line.split())) for line in expected]
    assert list(periods(parse(rule), 2024)) == spans


@pytest.mark.parametrize(
    "text",
    [
        *("by 01-31 +1", "by 12-15 -1", "monthly", "quarterly", "yearly", "within 14d"),
        *("continuous", "as-needed", "by 01-31, 08-31", "half-yearly by 08-31, 01-31 +1"),
        *("monthly by 15", "every 2 years from 2024", "by 03-31 every 3 years from 2021"),
    ],
)
def test_what_is_stored_is_written_as_it_was(text: str) -> None:
    assert str(parse(text)) == text


def test_days_stand_in_order() -> None:
    assert str(parse("by 01-31 +1, 08-31")) == "by 08-31, 01-31 +1"


@given(st.text(max_size=30))
def test_other_text_is_refused_and_never_crashes(text: str) -> None:
    try:
        rule = parse(text)
    except DueRuleError:
        return
    assert parse(str(rule)) == rule


@pytest.mark.parametrize(
    "text",
    [
        *("by 02-30", "by 13-01", "by 1-1", "by 00-10", "within d", "daily", "", "by", "by "),
        *("by 15", "monthly by 0", "monthly by 32", "monthly by", "by monthly", "yearly by 12-31"),
        *("by 01-31, 01-31", "by 02-28, 02-29", "by 01-31,08-31", "by 01-31 08-31"),
        *("half-yearly by 03-31", "half-yearly by 07-31, 08-31", "quarterly by 01-31"),
        *("every 1 years from 2024", "every 2 years", "every 2 years from 24"),
        *("continuous every 2 years from 2024", "within 14d every 2 years from 2024"),
        "by " + ", ".join(f"01-{number:02d}" for number in range(1, 14)),
    ],
)
def test_what_is_no_rule_is_named(text: str) -> None:
    with pytest.raises(DueRuleError):
        parse(text)


def test_the_29th_of_february_is_the_last_day_of_every_february() -> None:
    rule = parse("by 02-29 +1")
    assert str(rule) == "by 02-29 +1"
    assert due_dates(rule, 2023) == (dt.date(2024, 2, 29),)
    assert due_dates(rule, 2024) == (dt.date(2025, 2, 28),)


year_days = st.builds(
    lambda day, offset: f"{day:%m-%d}" + (f" {offset:+d}" if offset else ""),
    st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    st.integers(-9, 9),
)
several = st.lists(year_days, min_size=1, max_size=4).map(", ".join)
dated = st.builds(
    lambda kind, by, cycle: f"{kind}{by}{cycle}".strip(),
    st.sampled_from([*LENGTHS, ""]),
    st.just("") | several.map(" by {}".format) | st.integers(1, 31).map(" by {}".format),
    st.just("")
    | st.builds(" every {} years from {}".format, st.integers(2, 9), st.integers(1900, 2099)),
)


@given(dated, st.integers(1990, 2100))
def test_every_rule_gives_days_with_periods_in_order(text: str, year: int) -> None:
    try:
        rule = parse(text)
    except DueRuleError:
        return
    assert parse(str(rule)) == rule
    asked = periods(rule, year)
    assert bool(asked) == rule.asks(year)
    assert list(asked) == sorted(asked)
    dues = due_dates(rule, year)
    assert list(dues) == sorted(set(dues))
    for period in asked:
        assert period.first <= period.last <= period.due
    for earlier, later in pairwise(asked):
        assert earlier.last < later.first
    if rule.kind in LENGTHS:
        assert {period.first.year for period in asked} <= {year}
        assert {period.last.year for period in asked} <= {year}
