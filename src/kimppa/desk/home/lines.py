"""The agreement's lines as the home page shows them. Pure.

Beside each line stand what has been done in sentences, its newest work and one next step.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kimppa.agreement.coverage.matrix import (
    CellState,
    Coverage,
    DutyKind,
    DutyRow,
    Row,
    State,
)
from kimppa.core.area import Sentence
from kimppa.core.duties.rules import AFTER, BEFORE, column
from kimppa.core.duties.subjects import topic_of
from kimppa.core.evidence.fitting import fitted
from kimppa.core.evidence.queries import LatestWork
from kimppa.documents.charts import Month

NEWEST = 3  # pieces of work that an opened row shows
MANY = 30  # lines from which on a section shows its most urgent ones and folds the rest
URGENT = 3  # of them so many


class StepKind(StrEnum):
    """What can be next for a clause."""

    DELIVER = "deliver"
    DELIVER_REST = "deliver-rest"
    RECORD = "record"
    RECORD_NEED = "record-need"
    GO_ON = "go-on"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step of a clause: what, for which topic, by when, for whom it is missing; of
    the programme's its title and page.
    """

    kind: StepKind
    topic: str
    due: dt.date | None = None
    missing: tuple[str, ...] = ()
    duty: int = 0
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One clause of the agreement: what is said of it and how it stands."""

    row: Row
    sentences: tuple[Sentence, ...]
    step: Step | None

    @property
    def headline(self) -> tuple[str, str]:
        """The number and the unit that stand for it: the first that a room gives."""
        return next((s.headline for s in self.sentences if s.headline[0]), ("", ""))


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the agreement with its lines."""

    number: str
    title: str
    short_title: str
    lines: tuple[Line, ...]


def sections(
    coverage: Coverage, sentences: Mapping[int, Sequence[Sentence]]
) -> tuple[Section, ...]:
    """The agreement's sections in order; `sentences` holds them by the duty's id."""
    lines_by_section: dict[str, list[Line]] = {}
    first_rows: dict[str, Row] = {}
    for row in coverage.rows:
        first_rows.setdefault(row.clause.section_number, row)
        line = _line(row, sentences)
        lines_by_section.setdefault(row.clause.section_number, []).append(line)
    return tuple(
        Section(
            number,
            first_rows[number].clause.section_title,
            first_rows[number].clause.short_title,
            tuple(lines),
        )
        for number, lines in lines_by_section.items()
    )


def by_urgency(sections: Iterable[Section]) -> list[Line]:
    """All lines, the late first, then by the next day, the settled last."""
    return sorted((line for section in sections for line in section.lines), key=_rank)


_ORDER = (State.LATE, State.PARTIAL, State.ONGOING)


def _rank(line: Line) -> tuple[int, bool, dt.date]:
    state, due = line.row.state, line.row.next_due
    order = _ORDER.index(state) if state in _ORDER else len(_ORDER)
    return (order, due is None, due or dt.date.max)


def _line(row: Row, sentences_by_duty: Mapping[int, Sequence[Sentence]]) -> Line:
    sentences = [s for duty in row.clause.duties for s in sentences_by_duty.get(duty.id, ())]
    return Line(row, tuple(fitted(sentences)), next_step(row))


def months_of(row: Row, today: dt.date, year: int) -> list[Month]:
    """The strip of a line: before the year, its months, after it."""
    late_columns: set[int] = set()
    due_columns: set[int] = set()
    days = [day for duty in row.duties for day in duty.open_days]
    for day in [*days, *(step.due for step in row.open_steps)]:
        (late_columns if day < today else due_columns).add(column(day, year))
    return [
        Month(
            cell.count if cell.state is not CellState.NO_NEED else 0,
            late=cell.slot in late_columns and cell.slot != BEFORE,
            due=cell.slot in due_columns,
            no_need=cell.state is CellState.NO_NEED,
        )
        for cell in row.cells[BEFORE : AFTER + 1]
    ]


def newest_by_line(
    coverage: Coverage, works: Iterable[LatestWork]
) -> dict[str, tuple[LatestWork, ...]]:
    """The newest works of each line, by its number, those of its duties together."""
    clauses = {duty.id: row.clause.number for row in coverage.rows for duty in row.clause.duties}
    works_by_line: dict[str, list[LatestWork]] = defaultdict(list)
    for work in works:
        works_by_line[clauses[work.duty_id]].append(work)
    return {number: tuple(group[:NEWEST]) for number, group in works_by_line.items()}


def delivered_share(row: Row) -> tuple[int, int]:
    """To how many municipalities of how many what the line delivers has gone; (0, 0) where it
    delivers nothing.
    """
    delivers = [duty for duty in row.duties if duty.duty.kind == DutyKind.DELIVERABLE]
    if not delivers or not row.marks:
        return 0, 0
    has_all = [
        all(duty.marks[index].state is State.DONE for duty in delivers)
        for index in range(len(row.marks))
    ]
    return sum(has_all), len(has_all)


def late_steps(row: Row, today: dt.date) -> list[tuple[dt.date, str]]:
    """The programme's steps that should be done by now and are not, by day and title."""
    return [(step.due, step.title) for step in row.open_steps if step.due < today]


def is_behind(row: Row, today: dt.date) -> bool:
    """Whether something of a line should be done by now and is not, whatever else of it is done."""
    if row.state is State.LATE:
        return True
    days = (day for duty in row.duties for day in duty.open_days)
    return any(day < today for day in days) or bool(late_steps(row, today))


def next_step(row: Row) -> Step | None:
    """The most pressing thing to do for a clause; None when it is settled or under way."""
    steps = [step for duty in row.duties if (step := _duty_step(duty))]
    steps += [
        Step(StepKind.PLANNED, "", step.due, title=step.title, url=str(step.url))
        for step in row.open_steps[:1]
    ]
    return min(steps, key=_urgency, default=None)


def _urgency(step: Step) -> tuple[bool, dt.date]:
    return (step.due is None, step.due or dt.date.max)


_CLOSED = frozenset({State.DONE, State.NO_NEED, State.NOT_ASKED, State.CALLED_OFF})


def _duty_step(duty: DutyRow) -> Step | None:
    topic, pk = topic_of(duty.duty.subject), duty.duty.id
    if duty.state in _CLOSED or not topic:
        return None
    open_towns = tuple(mark.name for mark in duty.marks if mark.state is not State.DONE)
    if duty.duty.kind == DutyKind.DELIVERABLE:
        if duty.fulfilled:
            return Step(StepKind.DELIVER_REST, topic, duty.next_due, open_towns, pk)
        return Step(StepKind.DELIVER, topic, duty.next_due, duty=pk)
    if not duty.count and duty.duty.kind == DutyKind.AS_NEEDED:
        return Step(StepKind.RECORD_NEED, topic, duty.next_due, duty=pk)
    if not duty.count or duty.state in (State.LATE, State.PARTIAL):
        return Step(StepKind.RECORD, topic, duty.next_due, duty=pk)
    return Step(StepKind.GO_ON, topic, duty.next_due, duty=pk) if duty.next_due else None
