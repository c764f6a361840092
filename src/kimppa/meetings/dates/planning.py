"""The year's meetings proposed around what they have to be held for. Pure.

One day of a week can be a meeting: the first one of the habit's weekdays that is neither a holiday
nor marked by a municipality. Of those days the proposal takes the ones that serve the duties best
and lie evenly; the same question gets the same answer.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from kimppa.core.clock import ZONE

# Worth of days: a duty without a meeting weighs more than any unevenness of a year.
UNSERVED = 10_000.0
OFF_HABIT = 2.0  # as much as lying some ten days off an even gap
EARLY = 0.5  # a week between the meeting and the day by which the duty wants it
NEVER = float("inf")
LONGEST = dt.timedelta(days=800)


class PlanningError(ValueError):
    """No such year. `code`: count (below 1), weekdays (none, or none of 0–4), span (it ends before
    it begins, or is over two years), few (only `most` meetings fit between holidays, marked weeks
    and the gap)."""

    def __init__(self, code: str, most: int = 0) -> None:
        super().__init__(code)
        self.code, self.most = code, most


@dataclass(frozen=True, slots=True)
class Duty:
    """What a meeting is wanted for: held at least `before` days ahead of `date`, and at most
    `window` days ahead of that."""

    date: dt.date
    title: str
    before: int = 0
    window: int = 28

    @property
    def deadline(self) -> dt.date:
        """The last day on which the meeting serves."""
        return self.date - dt.timedelta(days=self.before)

    def is_served(self, day: dt.date) -> bool:
        """Whether a meeting on the day comes in time, and not too early."""
        return 0 <= (self.deadline - day).days <= self.window


@dataclass(frozen=True, slots=True)
class Busy:
    """Days, both ends among them, that do not suit a municipality."""

    municipality: str
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Habit:
    """When meetings are usually held: weekdays (0 is Monday), the best first, and the hour."""

    weekdays: tuple[int, ...] = (2, 3, 1)
    at: dt.time = dt.time(9)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `gap` is by how many calendar weeks a meeting follows another at least,
    `tolerance` to how many municipalities a day may be busy and still be proposed."""

    first: dt.date
    last: dt.date
    count: int = 6
    gap: int = 4
    habit: Habit = Habit()
    tolerance: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is as it is. `subject` is a duty's title, a holiday's code, or a municipality.

    `code`: duty (held in time for it), even (keeps the year even), habit (the usual weekday);
    holiday, busy (another weekday, since the usual day `date` is one); tolerated (busy to it).
    """

    code: str
    subject: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A day for a meeting, aware in Helsinki's time, and why."""

    start: dt.datetime
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The year: days in order, and the duties that no meeting serves."""

    proposals: tuple[Proposal, ...]
    unserved: tuple[Duty, ...]


@dataclass(slots=True)
class _Candidate:
    day: dt.date
    reasons: list[Reason] = field(default_factory=list)
    is_usual: bool = True


def plan(
    wish: Wish,
    duties: Sequence[Duty] = (),
    holidays: Mapping[dt.date, str] | None = None,
    busy: Sequence[Busy] = (),
) -> Plan:
    """The best days of a span. Raises PlanningError."""
    _check(wish)
    candidates = _candidates(wish, holidays or {}, busy)
    chosen_candidates = _choose(wish, candidates, duties)
    days = [candidate.day for candidate in chosen_candidates]
    return Plan(
        tuple(_proposal(wish, candidate, duties, days) for candidate in chosen_candidates),
        tuple(duty for duty in duties if not any(map(duty.is_served, days))),
    )


def alternatives(
    wish: Wish,
    start: dt.datetime,
    holidays: Mapping[dt.date, str] | None = None,
    busy: Sequence[Busy] = (),
    count: int = 1,
) -> list[dt.datetime]:
    """Other days for a proposed meeting, at most `count`: of its week, of the next, of the one
    before; by the habit, and neither holidays nor busy."""
    monday = start.date() - dt.timedelta(days=start.weekday())
    days = [
        monday + dt.timedelta(days=7 * week + weekday)
        for week in (0, 1, -1)
        for weekday in wish.habit.weekdays
    ]
    free_days = [
        day
        for day in days
        if day != start.date()
        and wish.first <= day <= wish.last
        and day not in (holidays or {})
        and len(_busy_towns(day, busy)) <= wish.tolerance
    ]
    return [dt.datetime.combine(day, wish.habit.at, ZONE) for day in free_days[:count]]


def _check(wish: Wish) -> None:
    if wish.count < 1:
        raise PlanningError("count")
    if not wish.habit.weekdays or not set(wish.habit.weekdays) <= set(range(5)):
        raise PlanningError("weekdays")
    if not dt.timedelta(0) <= wish.last - wish.first <= LONGEST:
        raise PlanningError("span")


def _candidates(
    wish: Wish, holidays: Mapping[dt.date, str], busy: Sequence[Busy]
) -> list[_Candidate]:
    """At most one day a week, in order."""
    monday = wish.first - dt.timedelta(days=wish.first.weekday())
    candidates = []
    while monday <= wish.last:
        if candidate := _day_of_week(monday, wish, holidays, busy):
            candidates.append(candidate)
        monday += dt.timedelta(days=7)
    return candidates


def _day_of_week(
    monday: dt.date, wish: Wish, holidays: Mapping[dt.date, str], busy: Sequence[Busy]
) -> _Candidate | None:
    hindrances: list[Reason] = []
    for weekday in wish.habit.weekdays:
        day = monday + dt.timedelta(days=weekday)
        if not wish.first <= day <= wish.last:
            continue
        towns = _busy_towns(day, busy)
        if day not in holidays and len(towns) <= wish.tolerance:
            is_usual = weekday == wish.habit.weekdays[0]
            reasons = [Reason("habit")] if is_usual else hindrances
            reasons = [*reasons, *(Reason("tolerated", town, day) for town in towns)]
            return _Candidate(day, reasons, is_usual)
        if not hindrances:  # of the usual day alone: that one is asked about
            hindrances = (
                [Reason("holiday", holidays[day], day)]
                if day in holidays
                else [Reason("busy", town, day) for town in towns]
            )
    return None


def _busy_towns(day: dt.date, busy: Sequence[Busy]) -> list[str]:
    return list(dict.fromkeys(b.municipality for b in busy if b.first <= day <= b.last))


def _choose(
    wish: Wish, candidates: Sequence[_Candidate], duties: Sequence[Duty]
) -> list[_Candidate]:
    """The cheapest row of days, by the cheapest rows that end in each day."""
    if (fitting_count := _most_meetings(wish, candidates)) < wish.count:
        raise PlanningError("few", fitting_count)
    days = [candidate.day for candidate in candidates]
    day_costs = [0.0 if candidate.is_usual else OFF_HABIT for candidate in candidates]
    costs = [
        cost + _cost_between(wish, None, day, duties)
        for cost, day in zip(day_costs, days, strict=True)
    ]
    pairs = [
        (before, after, day_costs[after] + _cost_between(wish, days[before], days[after], duties))
        for before, after in combinations(range(len(days)), 2)
        if _weeks_between(days[before], days[after]) >= wish.gap
    ]
    steps: list[dict[int, int]] = []
    for _step in range(wish.count - 1):
        step: dict[int, int] = {}
        next_costs = [NEVER] * len(days)
        for before, after, cost in pairs:
            if costs[before] + cost < next_costs[after]:
                step[after], next_costs[after] = before, costs[before] + cost
        steps.append(step)
        costs = next_costs
    ends = [
        cost + _cost_between(wish, day, None, duties) for cost, day in zip(costs, days, strict=True)
    ]
    positions = [ends.index(min(ends))]
    for step in reversed(steps):
        positions.append(step[positions[-1]])
    return [candidates[number] for number in reversed(positions)]


def _most_meetings(wish: Wish, candidates: Sequence[_Candidate]) -> int:
    """How many meetings fit: each as early as it can be."""
    count, last_day = 0, None
    for candidate in candidates:
        if last_day is None or _weeks_between(last_day, candidate.day) >= wish.gap:
            count, last_day = count + 1, candidate.day
    return count


def _weeks_between(first_day: dt.date, second_day: dt.date) -> int:
    """Calendar weeks from one day's to another's."""
    return ((second_day - first_day).days + first_day.weekday() - second_day.weekday()) // 7


def _cost_between(
    wish: Wish, previous_day: dt.date | None, next_day: dt.date | None, duties: Sequence[Duty]
) -> float:
    """What it costs that no meeting is held between two days; None is an end of the span.

    A duty's meeting is the last one by its deadline, so each duty is weighed in one place.
    """
    ideal = ((wish.last - wish.first).days + 1) / 7 / wish.count
    gap = ((next_day or wish.last) - (previous_day or wish.first)).days / 7
    cost = (gap - (ideal if previous_day and next_day else ideal / 2)) ** 2
    for duty in duties:
        if (previous_day is None or previous_day <= duty.deadline) and (
            next_day is None or duty.deadline < next_day
        ):
            if previous_day and duty.is_served(previous_day):
                cost += EARLY * (duty.deadline - previous_day).days / 7
            else:
                cost += UNSERVED
    return cost


def _proposal(
    wish: Wish, candidate: _Candidate, duties: Sequence[Duty], days: Sequence[dt.date]
) -> Proposal:
    """The day with its reasons: what it serves first, then why this day of the week."""
    next_day = dict(pairwise(days)).get(candidate.day)
    purposes = [
        Reason("duty", duty.title, duty.date)
        for duty in duties
        if duty.is_served(candidate.day) and (next_day is None or duty.deadline < next_day)
    ]
    start = dt.datetime.combine(candidate.day, wish.habit.at, ZONE)
    return Proposal(start, (*(purposes or [Reason("even")]), *candidate.reasons))
