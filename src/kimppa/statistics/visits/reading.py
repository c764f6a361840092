"""Visits of a web service: read from a file's table or from what a Matomo told. Pure.

A table has a column of periods (days, months or years) and one of visits. Visits of days are
summed by month. A month without a figure is missing, which is not the same as 0.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from kimppa.core.imports.names import plain_name
from kimppa.documents.spreadsheets import Cell, SpreadsheetError
from kimppa.sources.matomo import Year
from kimppa.statistics.reading.cells import MONTHS, CellError
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid, read_grids, read_value

_PERIODS: Final = (
    *("kuukausi", "kk", "jakso", "ajanjakso", "päivä", "päivämäärä", "pvm", "vuosi", "aika"),
    *("månad", "period", "dag", "datum", "år", "month", "date", "day", "year", "label"),
)
_VISITS: Final = (
    *("käynnit", "verkkokäynnit", "käyntejä", "käyntien määrä", "istunnot", "vierailut"),
    *("besök", "webbesök", "antal besök", "sessioner", "visits", "web visits", "sessions"),
    *("nb visits", "nb_visits"),
)
_TOTALS: Final = ("yhteensä", "summa", "kaikki", "totalt", "sammanlagt", "total", "sum")
_ABOVE: Final = 15  # rows in which the heads of the columns are looked for


@dataclass(frozen=True, slots=True)
class VisitReport:
    """Visits of a year; `whole_year` is the year's own figure where there is one, `months` those
    that have a figure; `expected` is how many should have one.
    """

    year: int
    whole_year: int | None = None
    months: dict[int, int] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    skipped: int = 0
    expected: int = 12

    @property
    def visits(self) -> int | None:
        """The year's visits: as told, else the sum of its months; None without either."""
        if self.whole_year is not None:
            return self.whole_year
        return sum(self.months.values()) if self.months else None

    @property
    def missing(self) -> list[int]:
        """Months without a figure, of a year that is told by month."""
        if not self.months:
            return []
        return [month for month in range(1, self.expected + 1) if month not in self.months]

    @property
    def row(self) -> list[int | None]:
        """Twelve months, None where there is no figure; nothing of a year told as one."""
        return [self.months.get(month) for month in range(1, 13)] if self.months else []

    @property
    def fit(self) -> bool:
        """Whether it can be taken into use."""
        return not self.faults and self.visits is not None


def from_matomo(answer: Year, *, site: int, segment: str) -> bytes:
    """What a Matomo told, to be kept and read again by `read_visits`."""
    document = {
        "matomo": {"site": site, "segment": segment},
        "year": answer.year,
        "visits": answer.whole.visits,
        "visitors": answer.whole.visitors,
        "months": {
            str(month): month_visits.visits for month, month_visits in answer.months.items()
        },
    }
    return json.dumps(document, indent=1, sort_keys=True).encode()


def read_visits(content: bytes, year: int) -> VisitReport:
    """The visits of a year. Raises SpreadsheetError for a file that cannot be read."""
    if content.startswith(b"{"):
        return _of_matomo(content, year)
    grids = read_grids(content)
    for grid in grids:
        if (head := _find_head(grid)) is not None:
            return _table_report(grid, year, *head)
    return VisitReport(year, faults=(Fault("no-visits"),))


def _of_matomo(content: bytes, year: int) -> VisitReport:
    try:
        document = json.loads(content)
        months = {
            int(month): count for month, count in document["months"].items() if count is not None
        }
    except (ValueError, RecursionError, LookupError, AttributeError, TypeError) as error:
        raise SpreadsheetError("broken") from error
    return VisitReport(year, document["visits"], months, expected=len(document["months"]))


def _find_head(grid: Grid) -> tuple[int, int, int] | None:
    """The row of the heads, the column of the periods and that of the visits."""
    for number, row in enumerate(grid.rows[:_ABOVE]):
        names = [plain_name(str(cell)) if cell is not None else "" for cell in row]
        period = next((index for index, name in enumerate(names) if name in _PERIODS), None)
        visits = next((index for index, name in enumerate(names) if name in _VISITS), None)
        if period is not None and visits is not None:
            return number, period, visits
    return None


@dataclass(slots=True)
class _Rows:
    """The rows of a table as they are read: visits of days and months, of the year, of all."""

    parts: dict[tuple[int, int], int] = field(default_factory=dict)
    whole: tuple[int, int] | None = None  # the year's own row, and what it says
    total: tuple[int, int] | None = None  # that of all rows
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)

    def months(self) -> dict[int, int]:
        """The days of a month together."""
        sums: dict[int, int] = {}
        for (month, _day), count in self.parts.items():
            sums[month] = sums.get(month, 0) + count
        return sums


def _table_report(
    grid: Grid, year: int, head_row: int, period_at: int, visits_at: int
) -> VisitReport:
    rows = _read_rows(grid, year, head_row, period_at, visits_at)
    months, year_row = rows.months(), rows.whole
    if year_row is None and not rows.skipped and months:
        year_row = rows.total
    if year_row and months and sum(months.values()) != year_row[1]:
        line, facts = grid.lines[year_row[0]], {"sum": str(sum(months.values()))}
        rows.faults.append(Fault("visits-sum", line, visits_at + 1, str(year_row[1]), facts=facts))
    if not (rows.faults or year_row or months):
        rows.faults.append(Fault("no-visits-of-year", text=str(year)))
    return VisitReport(
        year, year_row[1] if year_row else None, months, tuple(rows.faults), rows.skipped
    )


def _read_rows(grid: Grid, year: int, head_row: int, period_at: int, visits_at: int) -> _Rows:
    rows = _Rows()
    for number, period, count in _visit_lines(grid, head_row, period_at, visits_at, rows.faults):
        if isinstance(period, str):
            rows.total = (number, count)
        elif period[0] != year:
            rows.skipped += 1
        elif period[1:] in rows.parts or (period[1] == 0 and rows.whole):
            text = "-".join(f"{part:02d}" for part in period if part)
            rows.faults.append(Fault("twice", grid.lines[number], period_at + 1, text))
        elif period[1] == 0:
            rows.whole = (number, count)
        else:
            rows.parts[period[1], period[2]] = count
    return rows


type _Period = tuple[int, int, int]
"""Year, month and day; 0 for a whole month or year."""


def _visit_lines(
    grid: Grid, head_row: int, period_at: int, visits_at: int, faults: list[Fault]
) -> Iterator[tuple[int, _Period | str, int]]:
    """Row, period or "total", visits; what is wrong goes to `faults`, empty cells are passed."""
    for number, row in enumerate(grid.rows[head_row + 1 :], head_row + 1):
        cells = [row[at] if at < len(row) else None for at in (period_at, visits_at)]
        if cells[0] is None or not str(cells[0]).strip():
            continue
        period = _period(cells[0])
        if period is None:
            text = str(cells[0]).strip()
            faults.append(Fault("no-period", grid.lines[number], period_at + 1, text))
            continue
        try:
            number_of_visits = _visit_count(grid, number, visits_at, cells[1])
        except CellError as error:
            faults.append(Fault(error.problem, grid.lines[number], visits_at + 1, error.text))
            continue
        if number_of_visits is not None:
            yield number, period, int(number_of_visits)


def _visit_count(grid: Grid, row: int, column: int, cell: Cell) -> Decimal | None:
    content = read_value(grid, row, column, cell)  # a mark for what is missing has no value
    return content.value if content else None


_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?:[ T].*)?",
        r"(?:(?P<d>\d{1,2})\.)?(?P<m>\d{1,2})[./](?P<y>\d{4})",
        r"(?P<y>\d{4})(?:\.0)?",
    )
)


def _period(cell: Cell) -> _Period | str | None:
    """A day, month or year as it is written; "total"; None for what is no period."""
    if isinstance(cell, dt.date):
        return cell.year, cell.month, cell.day
    text = str(cell).strip()
    if plain_name(text) in _TOTALS:
        return "total"
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month, day = int(parts.get("m") or 0), int(parts.get("d") or 0)
            return (int(parts["y"]), month, day) if month <= 12 and day <= 31 else None
    return _month_named(plain_name(text))


def _month_named(text: str) -> _Period | None:
    """A month by its name, with the year before or after it."""
    year = re.search(r"\b\d{4}\b", text)
    word = re.sub(r"\b\d{4}\b", "", text).strip()
    if year is None or len(word) < 3:
        return None
    for names in MONTHS:
        for month, name in enumerate(names, 1):
            if word == name or word == f"{name}kuu" or (len(word) == 3 and name.startswith(word)):
                return int(year[0]), month, 0
    return None
