"""What a file of use says, whatever its kind: period, counts, and what is to be asked."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from kimppa.sources.usage.problems import Level, Problem


class Kind(StrEnum):
    """What a file is."""

    COUNTER = "counter"
    EKIRJASTO = "ekirjasto"
    TABLE = "table"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: dt.date
    last: dt.date

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        return cls(dt.date(year, month, 1), dt.date(year, month, _days(year, month)))

    @property
    def year(self) -> int | None:
        """The year in which all of it is."""
        return self.first.year if self.first.year == self.last.year else None

    @property
    def is_year(self) -> bool:
        """Whether it is one whole calendar year."""
        year = self.first.year
        return (self.first, self.last) == (dt.date(year, 1, 1), dt.date(year, 12, 31))

    def __str__(self) -> str:
        return f"{self.first:%-d.%-m.%Y}–{self.last:%-d.%-m.%Y}"


def _days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What a count is of. A part that the file does not tell is empty.

    `metric` is the file's own word (Total_Item_Requests, Kaikki lainat). `municipality` is the
    code of three digits, or the name as written; `member` the institution of a report that tells
    several; `format` COUNTER's Data_Type or E-kirjasto's Formaatti; `access` COUNTER's
    Access_Method (TDM is machines' reading); `month` the first day of a month, None where the
    count is of the whole period.
    """

    metric: str
    month: dt.date | None = None
    platform: str = ""
    member: str = ""
    municipality: str = ""
    format: str = ""
    access: str = ""


class ColumnKind(StrEnum):
    """What stands in a column of a table."""

    TEXT = "text"
    NUMBER = "number"
    MONTH = "month"  # numbers of the month that the heading names
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table of unknown kind: `letter` is its place, `examples` its first texts."""

    heading: str
    letter: str
    kind: ColumnKind
    month: dt.date | None = None
    total: int | float = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """A file as read. One that is refused has neither rows nor counts: nothing is half taken.

    `report` is COUNTER's Report_ID or "lainaukset"; `release` COUNTER's 5 or 5.1. `institution`
    is whose figures they are and `created` when they were made, as the file says. `counts` may be
    summed over everything but metrics: Total and Unique, Investigations and Requests are
    different counts of the same use. `columns` are those of a table, which has counts once somebody
    has said what they are.
    """

    kind: Kind
    report: str = ""
    release: str = ""
    period: Period | None = None
    rows: int = 0
    counts: Mapping[Cell, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    institution: str = ""
    created: str = ""
    columns: tuple[Column, ...] = ()

    @property
    def metrics(self) -> dict[str, int | float]:
        """The sum of each metric; of a table nobody has explained, of each column of numbers."""
        sums: dict[str, int | float] = {}
        for cell, count in self.counts.items():
            sums[cell.metric] = sums.get(cell.metric, 0) + count
        if not self.counts:
            numbers = (ColumnKind.NUMBER, ColumnKind.MONTH)
            sums = {c.heading: c.total for c in self.columns if c.kind in numbers}
        return dict(sorted(sums.items()))

    @property
    def is_refused(self) -> bool:
        return any(problem.level is Level.REFUSED for problem in self.problems)

    @property
    def is_fine(self) -> bool:
        """Whether nothing is to be asked or mended."""
        return all(problem.level is Level.NOTE for problem in self.problems)

    def by(self, *names: str, metric: str) -> dict[tuple[object, ...], int]:
        """The sums of one metric by parts of `Cell`, as by("municipality", "format", …)."""
        sums: dict[tuple[object, ...], int] = {}
        for cell, count in self.counts.items():
            if cell.metric == metric:
                key = tuple(getattr(cell, name) for name in names)
                sums[key] = sums.get(key, 0) + count
        return sums
