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


def read_tabular(first: tuple[int, Sequence[SheetCell]], grid: Grid, problems: Problems) -> Usage:
    """The report that begins with the row `first`."""
    header, rows = Header(), 0
    with suppress(RefusedError):
        columns = _header(header, chain([first], grid.rows), grid, problems)
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
    places: dict[str, Place] = {}
    last = 0
    for row, cells in rows:
        titles = [text_of(cell) for cell in cells]
        if _METRIC in titles:
            judge_identity(header, problems, places)
            if "Registry_Record" in places and header.release == "5":
                problems.ask("release-row", places["Registry_Record"])
            return row, list(cells)
        last = row
        if row > _ABOVE:
            break
        if len(cells) > 1 and titles[1]:
            places[titles[0]] = grid.place(row, "B")
            _take(header, titles[0], cells[1])
    problems.refuse("columns-missing", grid.place(last))
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
        places: dict[dt.date, list[int]] = {}
        for at, cell in enumerate(cells):
            if month := month_of(cell):
                places.setdefault(month, []).append(at)
        self._check(places)
        self.months = list(places)
        self.months_at = [at[0] for at in places.values()]
        first, last = self.months_at[0], self.months_at[-1] + 1
        self.together = slice(first, last) if last - first == len(self.months) else None
        names = (_METRIC, *_PARTS)
        self.key_at = [self.titles.index(name) if name in self.titles else -1 for name in names]
        self.total_at = self.titles.index(_TOTAL) if _TOTAL in self.titles else -1
        self.sums: dict[tuple[SheetCell, ...], list[int]] = {}

    def _check(self, places: dict[dt.date, list[int]]) -> None:
        place = self.grid.place(self.line)
        counted = [master for title, master in _COUNTED.items() if title in self.titles]
        judge_columns(self.header, (counted or ["PR"])[0], self.problems, place)
        if self.header.release == "5.1" and "Section_Type" in self.titles:
            at = self.titles.index("Section_Type")
            self.problems.refuse("releases-mixed", self._place_of_heading(at))
        if not places:
            self.problems.refuse("totals-only", place)
        self._check_months(places)
        if self.problems.is_refused:
            raise RefusedError

    def _check_months(self, places: dict[dt.date, list[int]]) -> None:
        for month, columns in places.items():
            if len(columns) > 1:
                twice = self._place_of_heading(columns[1])
                self.problems.refuse("month-twice", twice, month=f"{month:%Y-%m}")
        if _TOTAL in self.titles:
            known = {at for columns in places.values() for at in columns}
            for at in range(self.titles.index(_TOTAL) + 1, self.width):
                if at not in known:
                    odd = self._place_of_heading(at)
                    self.problems.refuse("month-odd", odd, heading=self.titles[at])

    def _place_of_heading(self, at: int) -> Place:
        return self.grid.place(self.line, column_letter(at + 1))

    def add(self, row: int, record: Sequence[SheetCell]) -> None:
        if len(record) != self.width and not self._fits(row, record):
            return
        counts = self._quick_counts(record) or self._counts(row, record)
        if counts is None:
            return
        key = tuple([record[at] if at >= 0 else "" for at in self.key_at])
        sums = self.sums.get(key)
        if sums is None and not self._is_welcome(row, record, counts):
            return
        self.sums[key] = list(map(add, sums, counts)) if sums else counts
        self.rows += 1
        if self.total_at >= 0:
            self._compare(row, record[self.total_at], sum(counts))

    def _fits(self, row: int, record: Sequence[SheetCell]) -> bool:
        """Whether a row of another width can be read; an empty one is passed over."""
        filled = [at for at, cell in enumerate(record) if cell not in (None, "")]
        if not filled:
            return False
        if text_of(record[0]) in ("Report_Name", "Report_ID"):
            self._refuse_second(row)
        if len(record) < self.width or filled[-1] >= self.width:
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
        counts = [self.grid.count(self.problems, row, at, record[at]) for at in self.months_at]
        known = [count for count in counts if count is not None]
        return known if len(known) == len(counts) else None

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
        texts = [text_of(record[at])[:_LONGEST] if at >= 0 else "" for at in self.key_at]
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
            metric, platform, member, data_type, access = (text_of(part) for part in key)
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
