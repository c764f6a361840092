"""What the coverage matrix is made of: the clauses it is drawn for, what was done, and its cells.

Columns are 0 before the agreement year, 1–12 its months, 13 after it. Pure.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Self

from kimppa.core.duties.limits import NO_LIMIT, Limit, concerns_any
from kimppa.core.duties.rules import AFTER, BEFORE, Period

SLOTS = range(BEFORE, AFTER + 1)
MONTHS = range(1, 13)
DONE_KINDS = ("work", "delivery")
CALLED_OFF = "called-off"  # the kind of what did not take place


class State(StrEnum):
    """How a duty, a clause or a municipality's share of it stands."""

    DONE = "done"
    PARTIAL = "partial"
    ONGOING = "ongoing"
    LATE = "late"
    NO_NEED = "no-need"
    NOT_ASKED = "not-asked"
    CALLED_OFF = "called-off"


class CellState(StrEnum):
    """What one cell says; an empty text is a cell with nothing to say."""

    DONE = "done"
    PARTIAL = "partial"
    ONGOING = "ongoing"
    LATE = "late"
    WAITING = "waiting"
    NO_NEED = "no-need"
    CALLED_OFF = "called-off"
    NOTHING = ""


class DutyKind(StrEnum):
    """The kinds of `core.duties.Duty`."""

    DUTY = "duty"
    DELIVERABLE = "deliverable"
    AS_NEEDED = "as_needed"


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty as the rules need it; `due` is a due rule's text."""

    id: int
    topic: str
    kind: str = DutyKind.DUTY
    due: str = "continuous"
    service_id: int | None = None
    service: str = ""
    responsible: str = ""
    subject: str = ""
    asks_topic: bool = False
    asks_due: bool = False


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One line of the agreement with its section and its duties."""

    number: str
    text: str
    section_number: str
    section_title: str
    short_title: str
    duties: tuple[DutyView, ...] = ()
    name: str = ""
    """Its short name (`coverage.naming`), the same in rows, menus, matrix, report and search."""
    lead: str = ""
    """The beginning of the sentence that its words end."""
    draft: bool = False
    """Its agreement is read but not in force yet."""
    limit: Limit = NO_LIMIT
    """The ids of the municipalities that it concerns; empty = all."""
    places: tuple[tuple[str, str], ...] = ()
    """Their codes and names."""
    of_nobody: bool = False
    """None of them is a party any more."""

    @property
    def place_names(self) -> str:
        """The names of those that it concerns; empty = all."""
        return ", ".join(name for _code, name in self.places)

    @property
    def words(self) -> str:
        """The whole sentence."""
        return f"{self.lead} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Party:
    """A municipality concerned: id, Statistics Finland's code, name; in which columns (bit n =
    column n) what was done for all was done for it too.
    """

    id: int
    code: str
    name: str
    there: int = (1 << len(SLOTS)) - 1


@dataclass(frozen=True, slots=True)
class Work:
    """How many pieces of work for a duty, by kind, stand in a column; None = for no duty."""

    duty_id: int | None
    slot: int
    kind: str
    count: int
    handwritten: int = 0
    unsettled: int = 0


class Reach(NamedTuple):
    """In which columns (bit n = column n) work reached a municipality, None = all of them;
    `period` is the span that a delivery tells of.
    """

    duty_id: int
    kind: str
    municipality_id: int | None
    slots: int
    period: str = ""

    def slots_for(self, party: Party) -> int:
        """The columns in which it reached a party; what concerned all, while it was there."""
        if self.municipality_id is None:
            return self.slots & party.there
        return self.slots if self.municipality_id == party.id else 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of the programme for a clause, due in the year; `municipalities` None = all. `url` is
    an address once it is read as text.
    """

    clause: str
    due: dt.date
    done: bool
    municipalities: frozenset[int] | None = None
    title: str = ""
    url: object = ""


@dataclass(frozen=True)  # without slots: a matrix of thousands is pickled ten times as fast
class Cell:
    """One cell. `reached`/`concerned` count municipalities, for deliverables only."""

    slot: int
    state: CellState = CellState.NOTHING
    count: int = 0
    handwritten: int = 0
    reached: int = 0
    concerned: int = 0

    @property
    def label(self) -> str:
        """The figure of the cell: "4/5" for deliveries, else the number of pieces of work."""
        if self.reached:
            return f"{self.reached}/{self.concerned}"
        return str(self.count) if self.count else ""


class Mark(NamedTuple):
    """How a clause stands for one municipality."""

    code: str
    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Lack:
    """A period whose day has passed without its work, or for which it was called off: in some
    municipalities by name, or in all. `period` is None for what has no day of its own.
    """

    period: Period | None
    names: tuple[str, ...] = ()
    called_off: bool = False


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty's cells and state: of `total` times or municipalities `fulfilled` are there;
    `open_days` are the due days whose work is not done, nor called off.
    """

    duty: DutyView
    cells: tuple[Cell, ...]
    state: State
    fulfilled: int
    total: int
    marks: tuple[Mark, ...]
    next_due: dt.date | None = None
    handwritten_only: bool = False
    open_days: tuple[dt.date, ...] = ()
    lacks: tuple[Lack, ...] = ()

    @property
    def label(self) -> str:
        """ "4/5", or empty where there is nothing to count."""
        return share_of(self.fulfilled, self.total)

    @property
    def undone_in_year(self) -> bool:
        """Whether what has no day of its own was not done, everywhere, by the end of its year."""
        return any(lack.period is None and not lack.called_off for lack in self.lacks)

    @property
    def count(self) -> int:
        """All pieces of work of the duty."""
        return sum(cell.count for cell in self.cells)


def share_of(fulfilled: int, total: int) -> str:
    """ "4/5"; empty while nothing is done and where one thing is asked."""
    return f"{fulfilled}/{total}" if fulfilled and total > 1 else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One clause: its duties and the programme's steps together. `label` is "4/5" and the like."""

    clause: ClauseView
    duties: tuple[DutyRow, ...]
    cells: tuple[Cell, ...]
    state: State
    label: str
    marks: tuple[Mark, ...]
    next_due: dt.date | None = None
    open_steps: tuple[Planned, ...] = ()

    @property
    def count(self) -> int:
        """All pieces of work of the clause."""
        return sum(cell.count for cell in self.cells)

    @property
    def handwritten_only(self) -> bool:
        """Whether everything done is known only from what people wrote by hand."""
        return self.count > 0 and self.count == sum(cell.handwritten for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of a year. `unplaced` counts work that no clause asks for, `unsettled` work
    whose line has to be chosen.
    """

    year: int
    today: dt.date
    parties: tuple[Party, ...]
    rows: tuple[Row, ...]
    unplaced: int = 0
    unsettled: int = 0

    def within(self, own_ids: Limit | None) -> Self:
        """Of its lines those that concern some of the municipalities; None = all lines."""
        rows = (row for row in self.rows if concerns_any(row.clause.limit, own_ids))
        return self if own_ids is None else replace(self, rows=tuple(rows))

    def states(self) -> dict[State, int]:
        """How many clauses stand in each state, all states named."""
        counts = dict.fromkeys(State, 0)
        for row in self.rows:
            counts[row.state] += 1
        return counts
