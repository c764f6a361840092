"""A COUNTER report as a table: 12 or 13 rows of header, an empty one, columns, rows of a metric."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from operator import add
from typing import Final, NoReturn, cast

from kimppa.documents.spreadsheets import Cell as SheetCell
from kimppa.documents.spreadsheets import column_letter
from kimppa.sources.usage.cells import count_of, month_of, text_of
from kimppa.sources.usage.counter.judging import (
    concluded,
    judge_columns,
    judge_identity,
    judge_metric,
    judge_months,
)
from kimppa.sources.usage.counter.reports import Header, period_in, release_of, troubles_in
from kimppa.sources.usage.grids import Grid
from kimppa.sources.usage.model import Cell, Usage
from kimppa.sources.usage.problems import Place, Problems, RefusedError

_ABOVE: Final = 40  # rows in which the columns are looked for
_METRIC, _TOTAL = "Metric_Type", "Reporting_Period_Total"
_COUNTED: Final = {"Database": "DR", "Title": "TR", "Item": "IR"}
_PARTS: Final = ("Platform", "Institution_Name", "Data_Type", "Access_Method")
_MOST_KEYS: Final = 50_000
_LONGEST: Final = 200  # letters of a name that are kept
_QUICK: Final = 4_000  # digits that int() takes for sure
_MOST: Final = 10**15  # more than this is no count


def is_counter(cells: Sequence[SheetCell]) -> bool:
    """Whether a first row begins a COUNTER report, or is its columns without a header."""
    texts = [text_of(cell) for cell in cells]
    return texts[:1] in (["Report_Name"], ["Report_ID"]) or {_METRIC, _TOTAL} <= set(texts)


def read_tabular(
    first_row: tuple[int, Sequence[SheetCell]], grid: Grid, problems: Problems
) -> Usage:
    """The report that begins with the row `first_row`."""
    header, rows = Header(), 0
    with suppress(RefusedError):
        columns = _header(header, chain([first_row], grid.rows), grid, problems)
        table = _Table(header, columns, grid, problems)
        for row, record in grid.rows:
            table.add(row, record)
        rows = table.rows
        judge_months(header, table.months, problems)
        return concluded(header, rows, table.counts(), problems)
    return concluded(header, rows, {}, problems)


def _header(
    header: Header,
    rows: Iterator[tuple[int, Sequence[SheetCell]]],
    grid: Grid,
    problems: Problems,
) -> tuple[int, list[SheetCell]]:
    """Reads the rows above the columns; the row and the cells of these."""
    place_by_name: dict[str, Place] = {}
    last_row = 0
    for row, cells in rows:
        titles = [text_of(cell) for cell in cells]
        if _METRIC in titles:
            judge_identity(header, problems, place_by_name)
            if "Registry_Record" in place_by_name and header.release == "5":
                problems.ask("release-row", place_by_name["Registry_Record"])
            return row, list(cells)
        last_row = row
        if row > _ABOVE:
            break
        if len(cells) > 1 and titles[1]:
            place_by_name[titles[0]] = grid.place(row, "B")
            _take(header, titles[0], cells[1])
    problems.refuse("columns-missing", grid.place(last_row))
    raise RefusedError


def _take(header: Header, name: str, cell: SheetCell) -> None:
    text = text_of(cell)[:5_000]
    match name:
        case "Report_ID":
            header.report = text[:40].upper()
        case "Release":
            header.release = release_of(cell)
        case "Institution_Name":
            header.institution = text[:_LONGEST]
        case "Created":
            header.created = text[:40]
        case "Reporting_Period":
            header.period = period_in(text)
        case "Exceptions":
            header.troubles = troubles_in(text)


@dataclass
class _Table:
    """Sums the rows by what they count."""

    header: Header
    heading: tuple[int, list[SheetCell]]
    grid: Grid
    problems: Problems

    def __post_init__(self) -> None:
        self.rows = 0
        self.line, cells = self.heading
        self.titles = [text_of(cell) for cell in cells]
        while self.titles and not self.titles[-1]:
            self.titles.pop()
        self.width = len(self.titles)
        columns_by_month: dict[dt.date, list[int]] = {}
        for index, cell in enumerate(cells):
            if month := month_of(cell):
                columns_by_month.setdefault(month, []).append(index)
        self._check(columns_by_month)
        self.months = list(columns_by_month)
        self.months_at = [index[0] for index in columns_by_month.values()]
        first_column, end_column = self.months_at[0], self.months_at[-1] + 1
        self.together = (
            slice(first_column, end_column)
            if end_column - first_column == len(self.months)
            else None
        )
        key_names = (_METRIC, *_PARTS)
        self.key_at = [self.titles.index(name) if name in self.titles else -1 for name in key_names]
        self.total_at = self.titles.index(_TOTAL) if _TOTAL in self.titles else -1
        self.sums: dict[tuple[SheetCell, ...], list[int]] = {}

    def _check(self, columns_by_month: dict[dt.date, list[int]]) -> None:
        place = self.grid.place(self.line)
        masters = [master for title, master in _COUNTED.items() if title in self.titles]
        judge_columns(self.header, (masters or ["PR"])[0], self.problems, place)
        if self.header.release == "5.1" and "Section_Type" in self.titles:
            index = self.titles.index("Section_Type")
            self.problems.refuse("releases-mixed", self._place_of_heading(index))
        if not columns_by_month:
            self.problems.refuse("totals-only", place)
        self._check_months(columns_by_month)
        if self.problems.is_refused:
            raise RefusedError

    def _check_months(self, columns_by_month: dict[dt.date, list[int]]) -> None:
        for month, columns in columns_by_month.items():
            if len(columns) > 1:
                second_place = self._place_of_heading(columns[1])
                self.problems.refuse("month-twice", second_place, month=f"{month:%Y-%m}")
        if _TOTAL in self.titles:
            month_columns = {index for columns in columns_by_month.values() for index in columns}
            for index in range(self.titles.index(_TOTAL) + 1, self.width):
                if index not in month_columns:
                    odd_place = self._place_of_heading(index)
                    self.problems.refuse("month-odd", odd_place, heading=self.titles[index])

    def _place_of_heading(self, index: int) -> Place:
        return self.grid.place(self.line, column_letter(index + 1))

    def add(self, row: int, record: Sequence[SheetCell]) -> None:
        if len(record) != self.width and not self._fits(row, record):
            return
        counts = self._quick_counts(record) or self._counts(row, record)
        if counts is None:
            return
        key = tuple([record[index] if index >= 0 else "" for index in self.key_at])
        sums = self.sums.get(key)
        if sums is None and not self._is_welcome(row, record, counts):
            return
        self.sums[key] = list(map(add, sums, counts)) if sums else counts
        self.rows += 1
        if self.total_at >= 0:
            self._compare(row, record[self.total_at], sum(counts))

    def _fits(self, row: int, record: Sequence[SheetCell]) -> bool:
        """Whether a row of another width can be read; an empty one is passed over."""
        filled_columns = [index for index, cell in enumerate(record) if cell not in (None, "")]
        if not filled_columns:
            return False
        if text_of(record[0]) in ("Report_Name", "Report_ID"):
            self._refuse_second(row)
        if len(record) < self.width or filled_columns[-1] >= self.width:
            place = self.grid.place(row)
            self.problems.refuse("cut-row", place, cells=len(record), expected=self.width)
            return False
        return True

    def _refuse_second(self, row: int) -> NoReturn:
        self.problems.refuse("reports-several", self.grid.place(row))
        raise RefusedError

    def _quick_counts(self, record: Sequence[SheetCell]) -> list[int] | None:
        """The counts of a row of digits alone; None for any other, which is looked at slowly."""
        if self.together is None or self.grid.formulas or not isinstance(record[0], str):
            return None
        cells = cast("Sequence[str]", record[self.together])
        with suppress(TypeError):  # other cells than texts are looked at slowly
            digits = "".join(cells)
            if digits.isascii() and digits.isdigit() and len(digits) < _QUICK:
                counts = [int(cell) if cell else 0 for cell in cells]
                return counts if sum(counts) < _MOST else None
        return None

    def _counts(self, row: int, record: Sequence[SheetCell]) -> list[int] | None:
        if all(cell in (None, "") for cell in record):
            return None
        counts = [
            self.grid.count(self.problems, row, index, record[index]) for index in self.months_at
        ]
        counts_known = [count for count in counts if count is not None]
        return counts_known if len(counts_known) == len(counts) else None

    def _is_welcome(self, row: int, record: Sequence[SheetCell], counts: Sequence[int]) -> bool:
        """Judges what a first row of its kind counts; False where there is nothing to count."""
        if text_of(record[0]) in ("Report_Name", "Report_ID"):
            self._refuse_second(row)
        metric, _platform, _member, data_type, _access = self._key(record)
        place = self.grid.place(row, column_letter(self.key_at[0] + 1))
        if not metric:
            if any(counts):
                self.problems.refuse("metric-missing", place)
            return False
        judge_metric(self.header, metric, data_type, self.problems, place)
        if len(self.sums) >= _MOST_KEYS:
            self.problems.refuse("many-facts", place, limit=_MOST_KEYS)
            raise RefusedError
        return True

    def _key(self, record: Sequence[SheetCell]) -> list[str]:
        texts = [text_of(record[index])[:_LONGEST] if index >= 0 else "" for index in self.key_at]
        return ["".join(texts[0].split()), *texts[1:]]

    def _compare(self, row: int, cell: SheetCell, total: int) -> None:
        if cell == str(total) or cell in (None, "") or count_of(cell) == total:
            return
        place = self.grid.place(row, column_letter(self.total_at + 1))
        self.problems.ask("total-differs", place, total=text_of(cell), months=total)

    def counts(self) -> dict[Cell, int]:
        """By metric, month, platform, member, type and access; months without use left out."""
        counts: Counter[Cell] = Counter()
        for key, sums in self.sums.items():
            metric, platform, member, data_type, access = (text_of(content) for content in key)
            for month, count in zip(self.months, sums, strict=True):
                if count:
                    cell = Cell(
                        "".join(metric.split())[:_LONGEST],
                        month,
                        platform[:_LONGEST],
                        member[:_LONGEST],
                        format=data_type[:_LONGEST],
                        access=access[:_LONGEST],
                    )
                    counts[cell] += count
        return dict(sorted(counts.items()))
