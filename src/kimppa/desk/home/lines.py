""" "Sopimus nyt": the agreement's lines as the home page shows them. Pure.

Beside each clause stand what has been done in a sentence, its months, its municipalities and
one next step.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kimppa.agreement.coverage.matrix import Coverage, DutyKind, DutyRow, Row, State
from kimppa.core.area import Sentence
from kimppa.core.duties.subjects import topic_of


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
    """One clause of the agreement in its own words, and how it stands."""

    row: Row
    sentences: tuple[Sentence, ...]
    step: Step | None

    @property
    def example(self) -> bool:
        """Whether any of what is said rests on made-up demo work."""
        return any(sentence.example for sentence in self.sentences)


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
    grouped: dict[str, list[Line]] = {}
    heads: dict[str, Row] = {}
    for row in coverage.rows:
        heads.setdefault(row.clause.section_number, row)
        grouped.setdefault(row.clause.section_number, []).append(_line(row, sentences))
    return tuple(
        Section(
            number,
            heads[number].clause.section_title,
            heads[number].clause.short_title,
            tuple(lines),
        )
        for number, lines in grouped.items()
    )


def most_urgent(sections: Iterable[Section]) -> Line | None:
    """The line to take up first: what is late, then the earliest day, then the rest in order."""
    lines = [line for section in sections for line in section.lines if line.step]
    return min(lines, key=_rank, default=None)


def _rank(line: Line) -> tuple[bool, bool, dt.date]:
    due = line.step.due if line.step else None
    return (line.row.state is not State.LATE, due is None, due or dt.date.max)


def _line(row: Row, by_duty: Mapping[int, Sequence[Sentence]]) -> Line:
    sentences = tuple(s for duty in row.clause.duties for s in by_duty.get(duty.id, ()))
    return Line(row, sentences, next_step(row))


def next_step(row: Row) -> Step | None:
    """The most pressing thing to do for a clause; None when it is settled or under way."""
    steps = [step for duty in row.duties if (step := _duty_step(duty))]
    steps += [
        Step(StepKind.PLANNED, "", step.due, title=step.title, url=step.url)
        for step in row.open_steps[:1]
    ]
    return min(steps, key=_urgency, default=None)


def _urgency(step: Step) -> tuple[bool, dt.date]:
    return (step.due is None, step.due or dt.date.max)


def _duty_step(duty: DutyRow) -> Step | None:
    topic, pk = topic_of(duty.duty.subject), duty.duty.id
    if duty.state in (State.DONE, State.NO_NEED, State.NOT_ASKED) or not topic:
        return None
    missing = tuple(mark.name for mark in duty.marks if mark.state is not State.DONE)
    if duty.duty.kind == DutyKind.DELIVERABLE:
        if duty.fulfilled:
            return Step(StepKind.DELIVER_REST, topic, duty.next_due, missing, pk)
        return Step(StepKind.DELIVER, topic, duty.next_due, duty=pk)
    if not duty.count and duty.duty.kind == DutyKind.AS_NEEDED:
        return Step(StepKind.RECORD_NEED, topic, duty.next_due, duty=pk)
    if not duty.count or duty.state in (State.LATE, State.PARTIAL):
        return Step(StepKind.RECORD, topic, duty.next_due, duty=pk)
    return Step(StepKind.GO_ON, topic, duty.next_due, duty=pk) if duty.next_due else None
