"""What a room declares of an import, and what comes of a file's rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from kimppa.core.area import areas
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.columns import Column
from kimppa.core.imports.models import Import
from kimppa.core.imports.places import Places
from kimppa.core.imports.tables import FindHeading, Limits
from kimppa.core.permissions import Actor

type Text = str | Promise


class State(StrEnum):
    """What becomes of a row. The first three write something."""

    ADDED = "added"
    SIMILAR = "similar"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


WRITTEN = (State.ADDED, State.SIMILAR, State.CHANGED)


class FileRefusedError(ValueError):
    """A file that is not of the import's kind; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a file from being taken: where, and what to do. Row 0 is all of the sheet;
    `cell` is what stands there, empty where the message says it."""

    row: int
    column: str
    message: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.sheet, _("row %(row)d") % {"row": self.row} if self.row else "", self.column]
        position = ", ".join(part for part in parts if part)
        return ": ".join(filter(None, (position, self.quote, self.message)))

    @property
    def quote(self) -> str:
        """What stands in the cell, in quotes."""
        return _("“%(text)s”") % {"text": self.cell} if self.cell else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row; `changes` are (column, before, after), `note` says more of it,
    `label` what the room calls the state, and `place` is a name in it of which people may say
    whose it is."""

    title: str
    state: State
    note: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    row: int = 0
    sheet: str = ""
    place: str = ""
    label: str = ""


@dataclass(slots=True)
class Intake:
    """What becomes of a file, or why nothing does. `lacking` are the columns that it must have
    and that nobody has pointed out yet, `warnings` what is to be looked at before it is taken."""

    outcomes: list[Outcome] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lacking: list[Column] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def count(self, *states: State) -> int:
        """How many rows come to one of the states."""
        return sum(outcome.state in states for outcome in self.outcomes)

    @property
    def good(self) -> bool:
        """Whether there is something to take and nothing against it."""
        return not self.faults and not self.lacking and self.count(*WRITTEN) > 0


@dataclass(frozen=True, slots=True)
class Record:
    """A row as read. `lenient` is an entry of another system's file, which nobody here can
    correct: what is wrong with it leaves it out, and does not stop the others. `skip` says why it
    is left out from the start. `headings` are those of its table by column, `cell_of(name)` says
    what stands in the column there."""

    row: int
    values: Mapping[str, Any]
    lenient: bool = False
    skip: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    cell_of: Callable[[str], str] = field(default=lambda _name: "", compare=False, repr=False)


@dataclass
class Context:
    """Who takes the rows, of which file, and what was said of it beside it; `warnings` are what
    the taking noticed that is to be looked at, `registers` what the room reads once for all."""

    by: Actor
    options: Mapping[str, Any] = field(default_factory=dict)
    example: bool = False
    upload: Import | None = None
    warnings: list[str] = field(default_factory=list)
    registers: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def places(self) -> Places:
        """The matcher of place names."""
        return Places()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A row model: its columns, and the action that takes one row in.

    `take` raises ValidationError (by column or of the row) and PermissionDenied. A sheet with a
    name is one of a workbook that goes out and comes back: it has all its columns and no other.

    What is slow to read of a row is read by `prepare`, before anything is locked; it raises
    ValidationError. `judge` tells of all rows at once, in few queries, what would become of each:
    then a look writes nothing that has to be rolled back, and only rows that it says are written
    are taken.
    """

    columns: tuple[Column, ...]
    take: Callable[[Record, Context], Outcome]
    name: str = ""
    in_others: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[Record, Context], Record] | None = None
    judge: Callable[[Sequence[Record], Context], Iterable[Outcome]] | None = None

    def name_in(self, language: str) -> str:
        """The sheet's name as it is written in a language."""
        return self.in_others.get(language, self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The name in each language."""
        return (self.name, *self.in_others.values())

    def title_of(self, name: str, language: str) -> str:
        """The title of the column that fills a value; the name itself when none does."""
        name_without_id = name.removesuffix("_id")
        columns = (column for column in self.columns if column.name in (name, name_without_id))
        return next((column.title_in(language) for column in columns), name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """An import of a room.

    `permission` is asked of whoever looks, takes or undoes; rights on the rows stay in the actions
    of `Sheet.take`. `read(content, name, options)` gives the records of files that are no tables,
    None for one that is; it raises FileRefusedError. `find_heading` finds the headings of a table
    below a title, where somebody can also say their row; without it they are on the first row.
    `conclude` tells what no row of it does, once all are taken, and may warn.
    `undo` takes back what a taken file wrote and says so. `forget` is after how many days the
    original of a taken file is removed; None keeps it for good. `address` is the name of its page
    of files. `cover` covers what is personal in a cell that is shown as an example of its column.
    """

    slug: str
    title: Text
    permission: Permission
    address: str
    undo: Callable[[Actor, Import], str]
    sheets: tuple[Sheet, ...]
    read: Callable[[bytes, str, Mapping[str, Any]], Iterable[Record] | None] | None = None
    find_heading: FindHeading | None = None
    conclude: Callable[[Context], Iterable[Outcome]] | None = None
    types: tuple[str, ...] = (".xlsx", ".csv")
    limits: Limits = field(default_factory=Limits)
    forget: int | None = None
    cover: Callable[[str], str] = str


def importers() -> Iterator[Importer]:
    """Every import of the house."""
    for area in areas():
        for path in area.imports:
            yield import_string(path)


def importer_of(slug: str) -> Importer:
    """An import by its slug. Raises LookupError."""
    for importer in importers():
        if importer.slug == slug:
            return importer
    raise LookupError(slug)
