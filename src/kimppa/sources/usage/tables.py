"""A table of any vendor: what its columns are, and its counts once somebody has said what is what.

Without roles the columns are told with their sums. With roles, remembered by heading from the last
year's file, the table has counts as the other kinds have.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice
from typing import Final

from kimppa.documents.spreadsheets import Cell as SheetCell
from kimppa.documents.spreadsheets import column_letter
from kimppa.sources.usage.cells import count_of, is_formula, month_of, number_of, text_of
from kimppa.sources.usage.grids import Grid
from kimppa.sources.usage.model import Cell, Column, ColumnKind, Kind, Period, Usage
from kimppa.sources.usage.problems import Problems, RefusedError

USE: Final = "use"
"""The metric of counts by month, where no column names another."""
_ABOVE: Final = 30  # rows in which a heading is looked for
_EXAMPLES: Final = 5
_LONGEST: Final = 200  # letters of a name that are kept
_MOST_CELLS: Final = 200_000
_CODE: Final = re.compile(r"0[0-9]+|[0-9]{8,}")  # an identifier, not a number
_CHANGE: Final = re.compile("muutos|kasvu|erotus|förändring|ändring|change|growth|differ|[%+±]")
_TOTALS: Final = {
    "yhteensä", "kaikki yhteensä", "summa", "total", "grand total", "totals", "totalt",
    "sammanlagt", "sum",
}  # fmt: skip
type Row = tuple[int, Sequence[SheetCell]]


class Role(StrEnum):
    """What a column is of a count. `COUNT` may be of several columns, each its own metric."""

    COUNT = "count"
    METRIC = "metric"
    MONTH = "month"
    PLATFORM = "platform"
    MEMBER = "member"
    MUNICIPALITY = "municipality"
    FORMAT = "format"


_PARTS: Final = (Role.PLATFORM, Role.MEMBER, Role.MUNICIPALITY, Role.FORMAT)


def read_table(
    first_row: Row,
    grid: Grid,
    problems: Problems,
    *,
    roles: Mapping[str, Role] | None = None,
    period: Period | None = None,
) -> Usage:
    """The table that begins with the row `first_row`. `roles` are by heading; a heading without one
    is passed over, and columns of months count where no other does."""
    usage = Usage(Kind.TABLE, period=period)
    with suppress(RefusedError):
        top_rows = [first_row, *islice(grid.rows, _ABOVE)]
        heading, rows_below = _heading(top_rows, problems)
        year = period.year if period else None
        table = _Table(heading, grid, problems, roles, year)
        for row, cells in chain(rows_below, grid.rows):
            table.add(row, cells)
        return table.usage(period)
    return usage


def heading_line(rows: Sequence[Row]) -> int:
    """The line of the headings among the first rows of a table; 0 when none is like them."""
    index = _place_of_heading(rows)
    return 0 if index < 0 else rows[index][0]


def _heading(rows: Sequence[Row], problems: Problems) -> tuple[Row, Sequence[Row]]:
    """The headings and the rows below them."""
    index = _place_of_heading(rows)
    if index < 0 or index + 1 == len(rows):
        start = " ".join(text_of(cell) for _row, cells in rows[:3] for cell in cells[:5])
        problems.refuse("no-table", start=start)
        raise RefusedError
    return rows[index], rows[index + 1 :]


def _place_of_heading(rows: Sequence[Row]) -> int:
    """The first of the widest rows that are words rather than numbers; -1 without one."""
    best_index, most_filled = -1, 1
    for index, (_row, cells) in enumerate(rows):
        filled_cells = [cell for cell in cells if cell not in (None, "")]
        words = sum(number_of(cell) is None or month_of(cell) is not None for cell in filled_cells)
        if len(filled_cells) > most_filled and 2 * words >= len(filled_cells):
            best_index, most_filled = index, len(filled_cells)
    return best_index


@dataclass
class _Facts:
    """What is noticed of a column, row by row."""

    heading: str
    letter: str
    month: dt.date | None = None
    total: int | float = 0
    filled: int = 0
    numbers: int = 0
    examples: dict[str, None] = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        """Whether it says how something has changed, which can be less than nothing."""
        return bool(_CHANGE.search(self.heading.casefold()))

    def note(self, cell: SheetCell) -> int | float | None:
        """The number in the cell."""
        if cell is None or cell == "":
            return None
        self.filled += 1
        number = number_of(cell)
        if isinstance(cell, str) and _CODE.fullmatch(cell.strip()[:40]):
            number = None
        if number is None:
            if len(self.examples) < _EXAMPLES:
                self.examples[text_of(cell)[:_LONGEST]] = None
        else:
            self.numbers += 1
            self.total += number
        return number

    def column(self) -> Column:
        kind = ColumnKind.TEXT
        if not self.filled:
            kind = ColumnKind.EMPTY
        elif self.numbers == self.filled:
            kind = ColumnKind.MONTH if self.month else ColumnKind.NUMBER
        total = self.total if kind in (ColumnKind.NUMBER, ColumnKind.MONTH) else 0
        return Column(self.heading, self.letter, kind, self.month, total, tuple(self.examples))


class _Table:
    def __init__(
        self,
        heading: Row,
        grid: Grid,
        problems: Problems,
        roles: Mapping[str, Role] | None,
        year: int | None = None,
    ) -> None:
        self.line, cells = heading
        self.grid = grid
        self.problems = problems
        self.roles = roles
        self.year = year
        self.rows = 0
        self.counts: Counter[Cell] = Counter()
        self.columns = [_facts(index, cell, year) for index, cell in enumerate(cells)]
        self._check_months()
        self.places = self._places(roles or {})
        if problems.is_refused:
            raise RefusedError

    def _check_months(self) -> None:
        months = Counter(column.month for column in self.columns if column.month)
        for column in self.columns:
            if column.month and months[column.month] > 1:
                place = self.grid.place(self.line, column.letter)
                self.problems.refuse("month-twice", place, month=f"{column.month:%Y-%m}")
                break

    def _places(self, roles: Mapping[str, Role]) -> dict[Role, list[int]]:
        columns_by_role: dict[Role, list[int]] = {}
        headings = [column.heading for column in self.columns]
        for heading, role in roles.items():
            if heading not in headings:
                self.problems.refuse("column-missing", column=heading)
            elif headings.count(heading) > 1:
                self.problems.refuse("column-twice", column=heading)
            else:
                columns_by_role.setdefault(role, []).append(headings.index(heading))
        if roles and Role.COUNT not in roles.values():
            months = [index for index, column in enumerate(self.columns) if column.month]
            columns_by_role[Role.COUNT] = months
            if not months:
                self.problems.refuse("no-count-column")
        return columns_by_role

    def add(self, row: int, cells: Sequence[SheetCell]) -> None:
        filled_columns = [index for index, cell in enumerate(cells) if cell not in (None, "")]
        if not filled_columns:
            return
        if text_of(cells[filled_columns[0]]).casefold().rstrip(":") in _TOTALS:
            self.problems.note("total-row", self.grid.place(row))
            return
        if filled_columns[-1] >= len(self.columns):
            place = self.grid.place(row)
            self.problems.refuse("cut-row", place, cells=len(cells), expected=len(self.columns))
            return
        self.rows += 1
        for index in filled_columns:
            self._note(row, index, cells[index])
        if self.roles:
            self._count(row, cells)

    def _note(self, row: int, index: int, cell: SheetCell) -> None:
        column = self.columns[index]
        if is_formula(cell) or f"{column.letter}{row}" in self.grid.formulas:
            self.problems.refuse("formula", self.grid.place(row, column.letter))
            return
        number = column.note(cell)
        may_count = index in self.places.get(Role.COUNT, ()) if self.roles else not column.is_change
        if number is not None and number < 0 and (column.month or may_count):
            place = self.grid.place(row, column.letter)
            self.problems.refuse("negative", place, count=number)

    def _count(self, row: int, cells: Sequence[SheetCell]) -> None:
        texts = {role.value: self._text(cells, role) for role in _PARTS}
        metric = self._text(cells, Role.METRIC)
        month = self._month(row, cells)
        for index in self.places[Role.COUNT]:
            column = self.columns[index]
            count = count_of(cells[index]) if index < len(cells) else 0
            if count is None:
                place = self.grid.place(row, column.letter)
                self.problems.refuse("no-number", place, cell=text_of(cells[index]))
            elif count:
                name = metric or (USE if column.month else column.heading)
                self.counts[Cell(name, column.month or month, **texts)] += count
        if len(self.counts) > _MOST_CELLS:
            self.problems.refuse("many-facts", self.grid.place(row), limit=_MOST_CELLS)
            raise RefusedError

    def _text(self, cells: Sequence[SheetCell], role: Role) -> str:
        index = self.places.get(role, [len(cells)])[0]
        return text_of(cells[index])[:_LONGEST] if index < len(cells) else ""

    def _month(self, row: int, cells: Sequence[SheetCell]) -> dt.date | None:
        if Role.MONTH not in self.places:
            return None
        index = self.places[Role.MONTH][0]
        cell = cells[index] if index < len(cells) else None
        month = month_of(cell, self.year)
        if month is None:
            place = self.grid.place(row, self.columns[index].letter)
            self.problems.refuse("month-odd", place, heading=text_of(cell))
        return month

    def usage(self, period: Period | None) -> Usage:
        if not self.rows:
            self.problems.ask("no-rows")
        columns = tuple(facts.column() for facts in self.columns)
        months = {cell.month for cell in self.counts if cell.month}
        months |= {
            column.month
            for column in columns
            if column.month and column.kind is not ColumnKind.TEXT
        }
        if period is None and months:
            last_month = max(months)
            period = Period(min(months), Period.month(last_month.year, last_month.month).last)
        counts = dict(sorted(self.counts.items(), key=lambda pair: _order(pair[0])))
        return Usage(Kind.TABLE, period=period, rows=self.rows, counts=counts, columns=columns)


def _order(cell: Cell) -> tuple[str, ...]:
    return (cell.metric, str(cell.month or ""), cell.platform, cell.municipality, cell.format)


def _facts(index: int, cell: SheetCell, year: int | None) -> _Facts:
    letter = column_letter(index + 1)
    month = month_of(cell, year)
    heading = f"{month:%Y-%m}" if month and not isinstance(cell, str) else text_of(cell)
    return _Facts(heading[:_LONGEST] or letter, letter, month)
