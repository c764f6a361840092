"""Due rules are read, written back and turned into days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.duties.rules import DueRuleError, due_dates, parse, window


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("by 01-31 +1", [dt.date(2025, 1, 31)]),
        ("by 03-31", [dt.date(2024, 3, 31)]),
        ("by 12-15 -1", [dt.date(2023, 12, 15)]),
        ("yearly", [dt.date(2024, 12, 31)]),
        (
            "quarterly",
            [
                dt.date(2024, 3, 31),
                dt.date(2024, 6, 30),
                dt.date(2024, 9, 30),
                dt.date(2024, 12, 31),
            ],
        ),
        ("continuous", []),
        ("as-needed", []),
        ("within 14d", []),
    ],
)
def test_days_of_2024(rule: str, days: list[dt.date]) -> None:
    assert list(due_dates(parse(rule), 2024)) == days


def test_a_monthly_duty_falls_due_on_leap_day() -> None:
    assert due_dates(parse("monthly"), 2024)[1] == dt.date(2024, 2, 29)


@given(st.dates(dt.date(2023, 1, 1), dt.date(2023, 12, 31)), st.integers(-9, 9))
def test_a_rule_reads_back_what_it_writes(day: dt.date, offset: int) -> None:
    text = f"by {day:%m-%d}" + (f" {offset:+d}" if offset else "")
    assert str(parse(text)) == text


@given(st.text(max_size=30))
def test_other_text_is_refused_and_never_crashes(text: str) -> None:
    try:
        rule = parse(text)
    except DueRuleError:
        return
    assert parse(str(rule)) == rule


@pytest.mark.parametrize("text", ["by 02-30", "by 13-01", "by 1-1", "within d", "daily", ""])
def test_what_is_no_rule_is_named(text: str) -> None:
    with pytest.raises(DueRuleError):
        parse(text)


def test_work_for_next_years_delivery_may_stand_after_the_year() -> None:
    assert window(parse("by 01-31 +1")) == (1, 13)
    assert window(parse("by 03-31")) == (0, 13)


def test_the_29th_of_february_is_the_last_day_of_every_february() -> None:
    rule = parse("by 02-29 +1")
    assert str(rule) == "by 02-29 +1"
    assert due_dates(rule, 2023) == (dt.date(2024, 2, 29),)
    assert due_dates(rule, 2024) == (dt.date(2025, 2, 28),)


@given(
    st.sampled_from(["monthly", "quarterly", "yearly"])
    | st.builds(
        lambda day, offset: f"by {day:%m-%d} {offset:+d}",
        st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
        st.integers(-9, 9),
    ),
    st.integers(1990, 2100),
)
def test_every_rule_gives_days_in_every_year(text: str, year: int) -> None:
    days = due_dates(parse(text), year)
    assert days == tuple(sorted(set(days)))
    assert len(days) in (1, 4, 12)
