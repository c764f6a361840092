"""E-kirjasto's export of loans: title × municipality × format, CSV or XLSX.

Its columns have moved over the years, so they are found by their headings. Fiction and fact are
not offered: E-kirjasto writes "tietokirjallisuus" also where it does not know.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from kimppa.documents.spreadsheets import Cell as SheetCell
from kimppa.documents.spreadsheets import column_letter
from kimppa.sources.usage.cells import text_of
from kimppa.sources.usage.grids import Grid
from kimppa.sources.usage.model import Cell, Kind, Period, Usage
from kimppa.sources.usage.problems import Problems, RefusedError

LOANS: Final = "Kaikki lainat"
REPORT: Final = "lainaukset"
PLATFORM: Final = "E-kirjasto"
IDENTIFIER: Final = "Tunniste"
_MUNICIPALITY, _FORMAT, _LIBRARY = "Sijainti", "Formaatti", "Kirjasto"
_NEEDED: Final = (_MUNICIPALITY, _FORMAT, LOANS)
_DAY: Final = r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])"
_NAMES: Final = (
    re.compile(rf"(?<![0-9]){_DAY}[^0-9]{{1,6}}{_DAY}"),
    re.compile(rf"circulation_events_({_DAY})"),
)
_CODE: Final = re.compile(r"[0-9]{1,3}")
_MOST_CELLS: Final = 50_000  # municipalities × formats


def is_ekirjasto(heading: Sequence[SheetCell]) -> bool:
    titles = {text_of(cell) for cell in heading}
    return LOANS in titles and bool(titles & {_MUNICIPALITY, _FORMAT})


def period_of(name: str) -> Period | None:
    """The period in a file's name, the end not checked against the beginning; a single day is
    the whole period where E-kirjasto itself has named it.

    >>> print(period_of("circulation_events_2025-01-01-to-2025-12-31 (1).csv"))
    1.1.2025–31.12.2025
    """
    text = PurePath(name).name[:200]
    match = next(filter(None, (pattern.search(text) for pattern in _NAMES)), None)
    if not match:
        return None
    try:
        return Period(dt.date.fromisoformat(match[1]), dt.date.fromisoformat(match[2]))
    except ValueError:
        return None


def read_ekirjasto(
    heading: tuple[int, Sequence[SheetCell]],
    grid: Grid,
    problems: Problems,
    *,
    name: str,
    period: Period | None = None,
    made: dt.date | None = None,
) -> Usage:
    """The loans below `heading`. `made` is the day of the export; `period` goes before that of
    the name."""
    period = period or period_of(name)
    usage = Usage(Kind.EKIRJASTO, REPORT, period=period)
    _judge(period, made, problems)
    with suppress(RefusedError):
        loans = _Loans(_columns(heading, problems, grid), len(heading[1]), grid, problems)
        for row, cells in grid.rows:
            loans.add(row, cells)
        loans.judge()
        problems.note("no-streaming")
        problems.note("no-fiction")
        return replace(
            usage,
            rows=loans.rows,
            counts=dict(sorted(loans.counts.items())),
            institution=" | ".join(sorted(loans.libraries)),
        )
    return usage


def _judge(period: Period | None, made: dt.date | None, problems: Problems) -> None:
    if period is None:
        problems.ask("no-period")
    elif period.last < period.first:
        problems.refuse("period-turned", period=period)
    elif period.first == period.last:
        problems.ask("one-day", period=period)
    elif made and period.last >= made:
        code = "ends-today" if period.last == made else "not-over"
        problems.ask(code, day=f"{period.last:%-d.%-m.%Y}")
    elif period.year is None:
        problems.ask("over-years", period=period)
    elif not period.is_year:
        problems.ask("part-of-year", period=period)


def _columns(
    heading: tuple[int, Sequence[SheetCell]], problems: Problems, grid: Grid
) -> dict[str, int]:
    line, cells = heading
    titles = [text_of(cell) for cell in cells]
    for column in _NEEDED:
        if column not in titles:
            problems.refuse("column-missing", column=column)
        elif titles.count(column) > 1:
            letter = column_letter(titles.index(column, titles.index(column) + 1) + 1)
            problems.refuse("column-twice", grid.place(line, letter), column=column)
    if problems.is_refused:
        raise RefusedError
    return {title: index for index, title in enumerate(titles) if title}


@dataclass
class _Loans:
    """Gathers loans by municipality and format."""

    columns: dict[str, int]
    width: int
    grid: Grid
    problems: Problems

    def __post_init__(self) -> None:
        self.rows = 0
        self.counts: Counter[Cell] = Counter()
        self.libraries: set[str] = set()
        self.saved_again = 0

    def add(self, row: int, cells: Sequence[SheetCell]) -> None:
        if not any(cell not in (None, "") for cell in cells):
            return
        if len(cells) != self.width:
            place = self.grid.place(row)
            self.problems.refuse("cut-row", place, cells=len(cells), expected=self.width)
            return
        loans_column = self.columns[LOANS]
        count = self.grid.count(self.problems, row, loans_column, cells[loans_column])
        if count is None:
            return
        self.rows += 1
        municipality = text_of(cells[self.columns[_MUNICIPALITY]])
        if _CODE.fullmatch(municipality):
            self.saved_again = self.saved_again or (row if len(municipality) < 3 else 0)
            municipality = municipality.zfill(3)
        cell = Cell(
            LOANS,
            platform=PLATFORM,
            municipality=municipality[:100],
            format=text_of(cells[self.columns[_FORMAT]])[:100],
        )
        self.counts[cell] += count
        if _LIBRARY in self.columns and len(self.libraries) < 20:
            self.libraries.add(text_of(cells[self.columns[_LIBRARY]])[:100])
        if len(self.counts) > _MOST_CELLS:
            self.problems.refuse("many-facts", limit=_MOST_CELLS)
            raise RefusedError

    def judge(self) -> None:
        if not self.rows and not self.problems.is_refused:
            self.problems.refuse("no-loans")
        if self.saved_again:
            self.problems.ask("saved-again", self.grid.place(self.saved_again))
        if len(self.libraries) > 1:
            self.problems.ask("libraries", names=", ".join(sorted(self.libraries)))
        for fact, code in (("municipality", "no-municipality"), ("format", "no-format")):
            count = sum(
                use_count for cell, use_count in self.counts.items() if not getattr(cell, fact)
            )
            if count:
                self.problems.note(code, count=count)
