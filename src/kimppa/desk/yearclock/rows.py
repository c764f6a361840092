"""The year clock's rows: each line of the agreement, question or kind of work once, with all its
days of the year."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kimppa.core.area import Due
from kimppa.desk.yearclock.matters import is_same, matters
from kimppa.documents.charts import STATES, State

SOON = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Month:
    """How each duty of a month stands."""

    number: int
    states: tuple[State, ...] = ()

    @property
    def done_count(self) -> int:
        return self.states.count("done")

    @property
    def late(self) -> int:
        return self.states.count("late")

    @property
    def coming(self) -> int:
        return len(self.states) - self.done_count - self.late


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One duty and its days in order. `next` is the first day that is not done, None when all is;
    `late` how many of them are past.
    """

    title: str
    url: str
    dues: tuple[Due, ...]
    next: Due | None
    late: int

    def states(self, today: dt.date, year: int) -> list[tuple[int, State]]:
        """(month, state) of each day of the year."""
        return [
            (due.date.month, state_of(due, today)) for due in self.dues if due.date.year == year
        ]

    def by_month(self, today: dt.date, year: int) -> dict[int, State]:
        """Its most pressing state in each month of the year. Late it is once: in the month since
        which it is.
        """
        states: dict[int, State] = {}
        for month, state in self.states(today, year):
            if state != "late" or self._is_late_since(year, month):
                earlier_state = states.get(month, state)
                states[month] = min(state, earlier_state, key=STATES.index)
        return states

    def _is_late_since(self, year: int, month: int) -> bool:
        return self.next is not None and (self.next.date.year, self.next.date.month) == (
            year,
            month,
        )


def state_of(due: Due, today: dt.date) -> State:
    """How a day stands: done, late, near or later in the year."""
    if due.done:
        return "done"
    if due.date < today:
        return "late"
    return "due" if due.date <= today + SOON else "planned"


def clock_rows(dues: Iterable[Due], today: dt.date) -> list[ClockRow]:
    """The rows: late with the oldest first, then by the next day, the done last."""
    dues = list(dues)
    lines: dict[str, list[Due]] = {}
    for due in dues:
        if due.clause:
            lines.setdefault(due.topic, []).append(due)
    groups: dict[object, list[Due]] = {}
    for due in dues:
        groups.setdefault(_key(due, lines.get(due.topic, ())), []).append(due)
    rows = [_row(group, today) for group in groups.values()]
    return sorted(rows, key=lambda row: (row.next is None, _day(row), row.title))


def _day(row: ClockRow) -> dt.date:
    return row.next.date if row.next else row.dues[0].date


def _key(due: Due, of_topic: Sequence[Due]) -> object:
    """What makes dues one row: their line of the agreement, also of a task that is part of its
    work; else the kind that the room names.
    """
    if due.clause:
        return due.clause, due.topic
    line = next((line for line in of_topic if line.room != due.room and is_same(line, due)), None)
    return (line.clause, line.topic) if line else due.group or (due.title, due.url)


def _row(dues: Sequence[Due], today: dt.date) -> ClockRow:
    title, url = _name(dues)
    days = tuple(matters(dues))
    open_days = [due for due in days if not due.done]
    late_count = sum(due.date < today for due in open_days)
    return ClockRow(title, url, days, next(iter(open_days), None), late_count)


def _name(dues: Sequence[Due]) -> tuple[str, str]:
    """The agreement's own name of a line, else what several are called together."""
    line = next((due for due in dues if due.room == "agreement"), dues[0])
    if line.group and (len(dues) > 1 or line.clause):
        open_dues = [due for due in dues if not due.done and due.group == line.group]
        return line.group.text(open_dues or dues), line.group.url
    return line.title, line.url


def months_of(rows: Iterable[ClockRow], today: dt.date, year: int) -> list[Month]:
    """The year's twelve months: each row once in every month that it has a day in."""
    states_by_month: dict[int, Counter[State]] = {month: Counter() for month in range(1, 13)}
    for row in rows:
        for month, state in row.by_month(today, year).items():
            states_by_month[month][state] += 1
    return [Month(month, tuple(counts.elements())) for month, counts in states_by_month.items()]


def late_before(rows: Iterable[ClockRow], year: int) -> int:
    """How many rows are late since an earlier year."""
    return sum(row.late > 0 and row.next is not None and row.next.date.year < year for row in rows)


def days_of(rows: Iterable[ClockRow], year: int) -> list[Due]:
    """Each row once on each of its days of a year, in the order of days: what several rooms have
    due of one duty on one day is one, and done when all is.
    """
    days = []
    for row in rows:
        dues_by_day: dict[dt.date, list[Due]] = {}
        for due in row.dues:
            dues_by_day.setdefault(due.date, []).append(due)
        days += [_one_of(dues, row) for day, dues in dues_by_day.items() if day.year == year]
    return sorted(days, key=lambda due: (due.date, due.title))


def _one_of(dues: Sequence[Due], row: ClockRow) -> Due:
    first_due = next((due for due in dues if not due.done), dues[0])
    return first_due if len(dues) == 1 else replace(first_due, title=row.title, url=row.url)
