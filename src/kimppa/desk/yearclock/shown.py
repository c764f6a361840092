"""The year clock's rows and months in the reader's words and pictures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Due
from kimppa.desk.yearclock.rows import ClockRow, Month, months_of, state_of
from kimppa.documents.charts import State, month_marks, month_sign, month_strip, state_word
from kimppa.documents.numbers import month_name
from kimppa.ui.numbers import language, short_day

FEW = 30  # rows of a state that the page begins with; the rest by a link


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One of a row's days."""

    date: dt.date
    title: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A duty: when it is due next or how late it is, its twelve months, and its days inside."""

    title: str
    url: str
    state: str
    when: str
    strip: SafeString
    days: list[ShownDay]


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month of the year at a glance."""

    month: Month
    name: str
    now: bool
    marks: SafeString | None


@dataclass(frozen=True, slots=True)
class ShownRows:
    """The open and the done rows of a page: their numbers and as many of each state as it shows."""

    open_rows: list[ShownRow]
    done_rows: list[ShownRow]
    open_count: int
    done_count: int

    @property
    def is_cut(self) -> bool:
        return self.open_count + self.done_count > len(self.open_rows) + len(self.done_rows)


def shown_rows(
    rows: Sequence[ClockRow], today: dt.date, year: int, *, limit: int | None = FEW
) -> ShownRows:
    """The rows, of each state at most so many: of many late ones the next days stay in view."""
    rows_by_state: dict[str, list[ClockRow]] = {"late": [], "waiting": [], "done": []}
    for row in rows:
        rows_by_state[_row_state(row)].append(row)
    late_rows, waiting_rows, done_rows = (
        [shown_row(row, today, year) for row in group[:limit]] for group in rows_by_state.values()
    )
    done_count = len(rows_by_state["done"])
    return ShownRows([*late_rows, *waiting_rows], done_rows, len(rows) - done_count, done_count)


def _row_state(row: ClockRow) -> str:
    return "late" if row.late else ("waiting" if row.next else "done")


def shown_row(row: ClockRow, today: dt.date, year: int) -> ShownRow:
    """A row as its page shows it."""
    state = _row_state(row)
    this_month = today.month if today.year == year else 0
    strip = month_strip(row.states(today, year), language(), this_month)
    days = [ShownDay(due.date, due.title, due.url, _status(due, today)) for due in row.dues]
    # Safe: the chart escapes every text that it holds.
    return ShownRow(row.title, row.url, state, _due_words(row, today), mark_safe(strip), days)


def legend() -> list[tuple[SafeString, str]]:
    """The strip's marks with their words."""
    states: tuple[State, ...] = ("late", "due", "planned", "done")
    return [(mark_safe(month_sign(state)), state_word(state, language())) for state in states]


def _status(due: Due, today: dt.date) -> str:
    state = state_of(due, today)
    return state if state in ("done", "late") else "waiting"


def _due_words(row: ClockRow, today: dt.date) -> str:
    if row.next is None:
        return _("Done")
    delay = (today - row.next.date).days
    if delay > 0:
        return ngettext("%(count)d day late", "%(count)d days late", delay) % {"count": delay}
    return short_day(row.next.date)


def shown_months(rows: Sequence[ClockRow], today: dt.date, year: int) -> list[ShownMonth]:
    """The year's months with a mark for each duty that stands in them."""
    this_month = today.month if today.year == year else 0
    return [
        ShownMonth(
            month,
            month_name(month.number, language(), short=True),
            month.number == this_month,
            mark_safe(month_marks(month.states, _month_words(month))) if month.states else None,
        )
        for month in months_of(rows, today, year)
    ]


def earlier_marks(count: int) -> SafeString:
    """What is late since earlier years, a mark each."""
    return mark_safe(month_marks(["late"] * count, _late_words(count)))


def _month_words(month: Month) -> str:
    parts = [
        _late_words(month.late) if month.late else "",
        ngettext("%(count)d to come", "%(count)d to come", month.coming) % {"count": month.coming}
        if month.coming
        else "",
        ngettext("%(count)d done", "%(count)d done", month.done_count) % {"count": month.done_count}
        if month.done_count
        else "",
    ]
    return ", ".join(filter(None, parts))


def _late_words(count: int) -> str:
    return ngettext("%(count)d late", "%(count)d late", count) % {"count": count}
