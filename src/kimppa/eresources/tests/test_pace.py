"""The pace of a cap as a rule: what is used, left, and the day on which it is full."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.eresources.terms.pace import Use, month_of
from kimppa.eresources.terms.shares import Span
from tests.examples import drawn

COUNTS = st.integers(0, 100_000).map(Decimal)
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2027, 12, 31))
BEYOND = dt.date.max


def use(cap: int, used: int, day: int, step: int = 1) -> Use:
    when = dt.date(2025, 1, day)
    return Use(Decimal(cap), Decimal(used), when, month_of(when), Decimal(step))


def test_four_fifths_by_the_middle_of_january_last_three_or_four_days_more() -> None:
    drawn_page = use(200, 164, 14)
    assert (drawn_page.rest, drawn_page.share) == (36, Decimal("0.82"))
    assert drawn_page.full_on() == dt.date(2025, 1, 18)
    assert (drawn_page.earliest, drawn_page.latest) == (
        dt.date(2025, 1, 17),
        dt.date(2025, 1, 18),
    )
    assert drawn_page.is_short


def test_a_letter_is_worth_it_before_the_20th_only() -> None:
    assert use(200, 161, 19).is_short
    assert not use(200, 161, 20).is_short
    assert not use(200, 160, 10).is_short  # a fifth is left


def test_what_lasts_the_month_has_no_day() -> None:
    assert use(200, 40, 14).earliest is None
    assert use(200, 0, 14).full_on() is None
    assert use(200, 200, 14).full_on() == dt.date(2025, 1, 14)


def test_a_period_without_an_end_has_a_pace_too() -> None:
    year = Use(Decimal(1000), Decimal(500), dt.date(2025, 6, 30), Span(dt.date(2025, 1, 1)))
    assert year.full_on() == dt.date(2025, 12, 28)


@settings(max_examples=drawn(300))
@given(cap=COUNTS, used=COUNTS, day=DAYS, step=st.integers(1, 50))
def test_the_range_holds_the_day_and_both_lie_in_the_month(
    cap: Decimal, used: Decimal, day: dt.date, step: int
) -> None:
    month = month_of(day)
    state = Use(cap, used, day, month, Decimal(step))
    days = [state.earliest, state.full_on(), state.latest]
    assert days == sorted(days, key=lambda each: each or BEYOND)
    assert all(each is None or day <= each <= (month.last or BEYOND) for each in days)
    assert state.rest + min(used, cap) == cap
    assert state.share >= 0
    assert not cap or (state.share > 1) == (state.over > 0)


@settings(max_examples=drawn(200))
@given(cap=st.integers(1, 10_000), used=st.integers(0, 10_000), more=st.integers(0, 500), day=DAYS)
def test_more_use_never_lasts_longer_and_a_higher_cap_never_shorter(
    cap: int, used: int, more: int, day: dt.date
) -> None:
    def full(limit: int, count: int) -> dt.date:
        state = Use(Decimal(limit), Decimal(count), day, month_of(day))
        return state.full_on() or BEYOND

    assert full(cap, used + more) <= full(cap, used) <= full(cap + more, used)
