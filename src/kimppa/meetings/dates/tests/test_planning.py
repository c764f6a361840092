"""The year's days: around the duties, off the holidays and the marked weeks, each with its why."""

import datetime as dt
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.meetings.dates.holidays import holidays
from kimppa.meetings.dates.planning import (
    Busy,
    Duty,
    Habit,
    Plan,
    PlanningError,
    Proposal,
    Reason,
    Wish,
    plan,
)

YEAR = Wish(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
HOLIDAYS = holidays(2025)
DUTIES = (
    Duty(dt.date(2025, 1, 31), "Lyhyt raportti", before=7),
    Duty(dt.date(2025, 3, 15), "Tilastoluvut", before=5),
    Duty(dt.date(2025, 9, 30), "Talousarvio", before=14),
    Duty(dt.date(2025, 11, 30), "Toimintaohjelma", before=7),
)
JULY = Busy("Forssa", dt.date(2025, 7, 1), dt.date(2025, 7, 31))


def days(result: Plan) -> list[dt.date]:
    return [proposal.start.date() for proposal in result.proposals]


def on(result: Plan, day: str) -> Proposal:
    (proposal,) = (each for each in result.proposals if each.start.date().isoformat() == day)
    return proposal


def test_a_year_is_proposed_around_its_duties() -> None:
    result = plan(YEAR, DUTIES, HOLIDAYS, [JULY])
    assert len(result.proposals) == 6
    assert result.unserved == ()
    for duty in DUTIES:
        assert any(duty.is_served(day) for day in days(result))
    assert {day.weekday() for day in days(result)} == {2}
    reasons = [proposal.reasons for proposal in result.proposals]
    assert reasons[0] == (Reason("duty", "Lyhyt raportti", dt.date(2025, 1, 31)), Reason("habit"))
    assert (Reason("even"), Reason("habit")) in reasons


def test_the_hour_is_helsinkis_in_summer_and_in_winter() -> None:
    hours = {
        (proposal.start.hour, proposal.start.astimezone(dt.UTC).hour)
        for proposal in plan(YEAR, DUTIES, HOLIDAYS).proposals
    }
    assert hours == {(9, 7), (9, 6)}


def test_the_same_question_gets_the_same_answer() -> None:
    assert plan(YEAR, DUTIES, HOLIDAYS, [JULY]) == plan(YEAR, DUTIES, HOLIDAYS, [JULY])


def week(day: str, **changes: Any) -> Wish:
    first = dt.date.fromisoformat(day)
    return Wish(first, first + dt.timedelta(days=6), count=1, **changes)


def test_a_holiday_moves_the_meeting_in_its_week() -> None:
    result = plan(week("2025-12-22"), holidays=HOLIDAYS)  # Wednesday is Christmas Eve
    assert days(result) == [dt.date(2025, 12, 23)]
    assert result.proposals[0].reasons == (
        Reason("even"), Reason("holiday", "christmas_eve", dt.date(2025, 12, 24)),
    )  # fmt: skip


def test_a_day_that_a_municipality_has_marked_moves_it_too() -> None:
    tuesday, wednesday = dt.date(2025, 2, 4), dt.date(2025, 2, 5)
    busy = [Busy("Jokioinen", wednesday, wednesday), Busy("Jokioinen", tuesday, wednesday)]
    result = plan(week("2025-02-03"), busy=busy)
    assert days(result) == [dt.date(2025, 2, 6)]
    assert result.proposals[0].reasons[1:] == (Reason("busy", "Jokioinen", wednesday),)


def test_a_week_that_does_not_suit_is_proposed_only_when_that_is_allowed() -> None:
    busy = [Busy("Tammela", dt.date(2025, 2, 3), dt.date(2025, 2, 9))]
    with pytest.raises(PlanningError) as error:
        plan(week("2025-02-03"), busy=busy)
    assert (error.value.code, error.value.most) == ("few", 0)
    result = plan(week("2025-02-03", tolerance=1), busy=busy)
    assert result.proposals[0].reasons == (
        Reason("even"), Reason("habit"), Reason("tolerated", "Tammela", dt.date(2025, 2, 5)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wish", "code", "most"),
    [
        (Wish(YEAR.first, YEAR.last, count=0), "count", 0),
        (Wish(YEAR.first, YEAR.last, count=8, gap=10), "few", 6),
        (Wish(YEAR.first, YEAR.last, habit=Habit(())), "weekdays", 0),
        (Wish(YEAR.first, YEAR.last, habit=Habit((5,))), "weekdays", 0),
        (Wish(YEAR.last, YEAR.first), "span", 0),
        (Wish(YEAR.first, dt.date(2030, 1, 1)), "span", 0),
    ],
)
def test_what_cannot_be_says_why(wish: Wish, code: str, most: int) -> None:
    with pytest.raises(PlanningError) as error:
        plan(wish, DUTIES, HOLIDAYS)
    assert (error.value.code, error.value.most) == (code, most)


def test_a_duty_that_no_meeting_can_serve_is_told() -> None:
    early = Duty(dt.date(2025, 1, 7), "Liian aikainen", before=10)
    crowded = [Duty(dt.date(2025, month, 28), f"kuu {month}", window=7) for month in (2, 3, 4)]
    result = plan(Wish(YEAR.first, YEAR.last, count=4, gap=8), [early, *crowded], HOLIDAYS)
    assert early in result.unserved
    assert len(result.unserved) == 2


def test_a_meeting_after_the_deadline_does_not_serve() -> None:
    duty = Duty(dt.date(2025, 5, 20), "Hakemus", before=10, window=14)
    assert [duty.is_served(dt.date(2025, 5, day)) for day in (11, 10)] == [False, True]
    assert not duty.is_served(dt.date(2025, 4, 25))


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def most_that_fit(wish: Wish, free: Collection[dt.date], busy: Sequence[Busy]) -> int:
    """Counted another way: day by day."""
    count, day = 0, wish.first
    while day <= wish.last:
        is_free = day.weekday() < 5 and day not in free
        if is_free and not any(each.first <= day <= each.last for each in busy):
            count, day = count + 1, monday(day) + dt.timedelta(weeks=wish.gap)
        else:
            day += dt.timedelta(days=1)
    return count


@given(
    count=st.integers(4, 8),
    gap=st.integers(1, 6),
    weekday=st.integers(0, 4),
    year=st.integers(2020, 2040),
    weeks=st.sets(st.integers(0, 51), max_size=12),
)
def test_every_year_keeps_its_promises(
    count: int, gap: int, weekday: int, year: int, weeks: set[int]
) -> None:
    first = dt.date(year, 1, 1)
    marked = [first + dt.timedelta(weeks=number) for number in sorted(weeks)]
    busy = [Busy("Forssa", day, day + dt.timedelta(days=6)) for day in marked]
    habit = Habit((weekday, *(day for day in range(5) if day != weekday)))
    wish = Wish(first, dt.date(year, 12, 31), count, gap, habit)
    free = holidays(year)
    if (most := most_that_fit(wish, free, busy)) < count:
        with pytest.raises(PlanningError) as error:
            plan(wish, [], free, busy)
        assert (error.value.code, error.value.most) == ("few", most)
        return
    result = plan(wish, [], free, busy)
    chosen = days(result)
    assert len(chosen) == count
    weeks_between = [
        (monday(after) - monday(before)).days // 7 for before, after in pairwise(chosen)
    ]
    assert min(weeks_between) >= gap
    assert not any(day in free or day.weekday() > 4 for day in chosen)
    assert not any(each.first <= day <= each.last for day in chosen for each in busy)
    assert all(len(proposal.reasons) >= 2 for proposal in result.proposals)


def test_forty_municipalities_and_many_duties_are_quick() -> None:
    busy = [
        Busy(f"kunta {n}", dt.date(2025, 1 + n % 12, 1), dt.date(2025, 1 + n % 12, 5))
        for n in range(40)
    ]
    duties = [Duty(dt.date(2025, 1 + n % 12, 20), f"tehtävä {n}") for n in range(40)]
    assert len(plan(Wish(YEAR.first, YEAR.last, count=8), duties, HOLIDAYS, busy).proposals) == 8
