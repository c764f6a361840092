"""A file from a library system or the ministry as grids of cells, whatever its format."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from kimppa.documents.csvfile import read_grid
from kimppa.documents.oldxls import is_xls, read_xls
from kimppa.documents.spreadsheets import Cell, SheetData, column_letter
from kimppa.documents.xlsx import read_xlsx
from kimppa.statistics.reading.cells import MONTHS, CellError, Read, read_cell

TYPES = (".xlsx", ".xls", ".csv", ".txt")
LARGEST_FILE = 20 * 1024 * 1024
_ABOVE = 12  # rows in which a report tells its title, period and day
_DAY = r"(\d{1,2})\.(\d{1,2})\.(\d{4})"
_TO = r"\s*(?:-|–|—|\.\.\.?)\s*"
_PERIOD = re.compile(rf"{_DAY}{_TO}{_DAY}")
_SHORT_PERIOD = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.{_TO}{_DAY}")
_MONTH_PERIOD = re.compile(rf"\b(\d{{1,2}})(?:/(\d{{4}}))?{_TO}(\d{{1,2}})/(\d{{4}})")
_MONTH = "|".join(f"{month}(?:kuu)?" for names in MONTHS for month in names)
_NAMED_PERIOD = re.compile(
    rf"\b({_MONTH})(?:\s+(\d{{4}}))?{_TO}({_MONTH})\s+(\d{{4}})", re.IGNORECASE
)
_ISO_PERIOD = re.compile(r"(\d{4})-(\d\d)-(\d\d)\s*(?:-|–|/|\.\.)\s*(\d{4})-(\d\d)-(\d\d)")
_RUN = re.compile(
    rf"(?:ajettu|ajopäivä|tulostettu|poimittu|poimintapäivä|kört|skriven|run|printed)\D{{0,20}}{_DAY}",
    re.IGNORECASE,
)
_UNITS = {
    "performing": ("suorittava", "lainaava yksikkö", "utförande", "performing"),
    "placing": ("sijoittava", "sijaintiyksikkö", "placerande", "placing"),
    "owning": ("omistava", "kotikirjasto", "ägande", "owning"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of cells; `lines` are the rows' numbers in the file."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]
    formulas: frozenset[str] = frozenset()
    errors: frozenset[str] = frozenset()
    encoding: str = ""

    def address(self, row: int, column: int) -> str:
        """The name of a cell, its row and column counted from 0."""
        return f"{column_letter(column + 1)}{self.lines[row]}"


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a report says of itself above its table. None = it does not say."""

    start: dt.date | None = None
    end: dt.date | None = None
    run: dt.date | None = None
    unit: str = ""

    def within(self, year: int) -> bool:
        """Whether its period is of the year, as far as it says."""
        days = (self.start, self.end)
        return all(day is None or day.year == year for day in days)

    def is_year(self, year: int) -> bool | None:
        """Whether its period is exactly the calendar year."""
        if self.start is None:
            return None
        return (self.start, self.end) == (dt.date(year, 1, 1), dt.date(year, 12, 31))

    def snapshot_days(self, year: int) -> int | None:
        """How many days after the year's last it was run: a stock forgets what was withdrawn
        since."""
        return None if self.run is None else (self.run - dt.date(year, 12, 31)).days


def read_value(
    grid: Grid, row: int, column: int, cell: Cell, *, decimals: bool = False
) -> Read | None:
    """The figure of a grid's cell; None for an empty one. Raises CellError, for formulas too."""
    address = grid.address(row, column)
    if address in grid.errors:
        raise CellError("error", address)
    if address in grid.formulas:
        raise CellError("formula", address)
    return read_cell(cell, decimals=decimals)


def read_grids(content: bytes) -> list[Grid]:
    """Every sheet with cells in it. Raises SpreadsheetError for a file that cannot be read."""
    if content.startswith(b"PK"):
        return _visible_grids(read_xlsx(content))
    if is_xls(content):
        return _visible_grids(read_xls(content))
    grid = read_grid(content)
    return [Grid("", grid.rows, grid.lines, encoding=grid.encoding)]


def _visible_grids(sheets: Iterable[SheetData]) -> list[Grid]:
    """Of the sheets that can be seen; a hidden one is read only where there is no other."""
    sheets = list(sheets)
    return [
        Grid(
            sheet.name,
            sheet.rows,
            tuple(range(1, len(sheet.rows) + 1)),
            frozenset(sheet.formulas),
            frozenset(sheet.errors),
        )
        for sheet in [sheet for sheet in sheets if not sheet.hidden] or sheets
        if any(cell is not None for row in sheet.rows for cell in row)
    ]


def metadata(grid: Grid) -> Metadata:
    """The period, the day it was run and the units counted, as the report tells them."""
    texts = [grid.name] + [
        str(cell) for row in grid.rows[:_ABOVE] for cell in row if isinstance(cell, str)
    ]
    text_above = " | ".join(texts)
    start, end = _period(text_above)
    run = _RUN.search(text_above)
    return Metadata(start, end, _date(*run.groups()[:3]) if run else None, _unit(text_above))


def is_about_report(text: str) -> bool:
    """Whether a cell tells of the report itself: its period, day or units."""
    return _period(text) != (None, None) or bool(_RUN.search(text) or _unit(text))


def _period(text: str) -> tuple[dt.date | None, dt.date | None]:
    if match := _PERIOD.search(text):
        start_texts, end_texts = match.groups()[:3], match.groups()[3:]
        return _date(*start_texts), _date(*end_texts)
    if match := _ISO_PERIOD.search(text):
        start_texts, end_texts = match.groups()[:3], match.groups()[3:]
        return _date(*reversed(start_texts)), _date(*reversed(end_texts))
    if match := _SHORT_PERIOD.search(text):
        day, month, *end = match.groups()
        return _date(day, month, end[2]), _date(*end)
    if match := _MONTH_PERIOD.search(text) or _NAMED_PERIOD.search(text):
        first_month, year, last_month, end_year = match.groups()
        return _months(first_month, year or end_year, last_month, end_year)
    return None, None


def _months(
    first_month: str, year: str, last_month: str, end_year: str
) -> tuple[dt.date | None, dt.date | None]:
    """From the first day of a month to the last of another, by their numbers or names."""
    start = _date("1", _month(first_month), year)
    month_start = _date("1", _month(last_month), end_year)
    if month_start is None:
        return start, None
    end = (month_start.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    return start, end


def _month(text: str) -> str:
    name = text.casefold().removesuffix("kuu")
    numbers = (names.index(name) + 1 for names in MONTHS if name in names)
    return str(next(numbers, text))


def _date(day: str, month: str, year: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _unit(text: str) -> str:
    """Which unit's loans were counted: three different truths, so only what is said counts."""
    lower_text = text.casefold()
    units = [unit for unit, words in _UNITS.items() if any(word in lower_text for word in words)]
    return units[0] if len(units) == 1 else ""
