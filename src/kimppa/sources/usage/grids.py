"""The rows of a table in a file, one after another: text of any usual kind, or a workbook.

Text is never held whole, so its size does not matter; a workbook is, within bounds.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from kimppa.documents.spreadsheets import Cell, SpreadsheetError, column_letter
from kimppa.documents.xlsx import read_xlsx
from kimppa.sources.usage.cells import count_of, is_formula
from kimppa.sources.usage.problems import Place, Problems, RefusedError

WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS: Final = "\t;,"
_SAMPLE: Final = 65_536  # bytes that decide the encoding and the delimiter
_LONGEST_LINE: Final = 1_000_000
_MOST_COLUMNS: Final = 2_000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read: `size` bytes of any, and of a workbook, which is held in
    memory, `workbook` bytes, `rows` of a sheet and `cells` of all sheets."""

    size: int = 2_000_000_000
    workbook: int = 20_000_000
    rows: int = 200_000
    cells: int = 4_000_000


LARGEST: Final = Limits()
UPLOAD: Final = Limits(size=20_000_000, rows=100_000, cells=2_000_000)


@dataclass(slots=True)
class Grid:
    """Rows with their numbers, counted from 1; `lines` of text are read as they are asked for.

    `formulas` are addresses (C7) of a workbook's cells that a formula or a fault has made.
    """

    rows: Iterator[tuple[int, Sequence[Cell]]]
    sheet: str = ""
    formulas: frozenset[str] = field(default_factory=frozenset)

    def place(self, row: int = 0, column: str = "") -> Place:
        return Place(row, column, self.sheet)

    def count(self, problems: Problems, row: int, index: int, cell: Cell) -> int | None:
        """The whole number in a cell; None where it is none, which is refused."""
        letter = column_letter(index + 1)
        place = self.place(row, letter)
        count = count_of(cell)
        if is_formula(cell) or f"{letter}{row}" in self.formulas:
            problems.refuse("formula", place)
        elif count is None:
            problems.refuse("no-number", place, cell=cell)
        elif count < 0:
            problems.refuse("negative", place, count=count)
        else:
            return count
        return None


def grids(file: BinaryIO, problems: Problems, limits: Limits) -> list[Grid]:
    """The table of a text, or those of a workbook's visible sheets. Raises RefusedError."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(WORKBOOK):
        return _sheets(file, problems, limits)
    return [Grid(_text_rows(file, problems))]


def _sheets(file: BinaryIO, problems: Problems, limits: Limits) -> list[Grid]:
    try:
        sheets = read_xlsx(
            file.read(limits.workbook + 1),
            max_bytes=limits.workbook,
            max_rows=limits.rows,
            max_cells=limits.cells,
        )
    except SpreadsheetError as error:
        place = Place(error.row, error.column, error.sheet)
        problems.refuse(f"workbook-{error.problem}", place, **error.facts)
        raise RefusedError from error
    return [
        Grid(
            enumerate(sheet.rows, 1),
            sheet.name if len(sheets) > 1 else "",
            frozenset((*sheet.formulas, *sheet.errors)),
        )
        for sheet in sheets
        if sheet.rows and not sheet.hidden
    ]


def _text_rows(file: BinaryIO, problems: Problems) -> Iterator[tuple[int, Sequence[Cell]]]:
    lines = text_lines(file, problems)
    start = []
    size = 0
    for line in lines:
        start.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    delimiter = _delimiter(start)
    reader = csv.reader(_chained(start, lines), delimiter=delimiter)
    row = 1
    try:
        for record in reader:
            if len(record) > _MOST_COLUMNS:
                problems.refuse("many-columns", Place(row), limit=_MOST_COLUMNS)
                raise RefusedError
            yield row, record
            row = reader.line_num + 1
    except csv.Error as error:
        problems.refuse("open-quote", Place(row))
        raise RefusedError from error


def _chained(start: list[str], other_lines: Iterator[str]) -> Iterator[str]:
    yield from start
    start.clear()
    yield from other_lines


def _delimiter(lines: list[str]) -> str:
    """What cuts most lines of the start into one and the same number of cells."""

    def score(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            for record in csv.reader(lines, delimiter=delimiter):
                widths[len(record)] += len(record) > 1
        width, line_count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return line_count, width

    return max(_DELIMITERS, key=score)


def text_lines(file: BinaryIO, problems: Problems) -> Iterator[str]:
    """The lines of a text with their ends, without a byte order mark: UTF-8, UTF-16, or
    Windows-1252 line by line. Two encodings in one file are told. Raises RefusedError.
    """
    encoding = _encoding(file)
    if encoding != "utf-8":
        wrapper = io.TextIOWrapper(file, encoding, errors="replace", newline="")
        try:
            while line := wrapper.readline(_LONGEST_LINE):
                yield _bounded(line, problems)
        finally:
            wrapper.detach()
        return
    line_number = 0
    cp1252_line = utf8_line = 0
    while raw := file.readline(_LONGEST_LINE):
        line_number += 1
        if raw.isascii():
            yield _bounded(raw.decode("ascii"), problems)
            continue
        try:
            line = raw.decode()
            utf8_line = utf8_line or line_number
        except UnicodeDecodeError:
            line = raw.decode("cp1252", "replace")
            cp1252_line = cp1252_line or line_number
        yield _bounded(line, problems)
    if cp1252_line and utf8_line:
        problems.ask("two-encodings", Place(max(cp1252_line, utf8_line)))


def _bounded(line: str, problems: Problems) -> str:
    if len(line) >= _LONGEST_LINE and not line.endswith("\n"):
        problems.refuse("long-line", limit=_LONGEST_LINE)
        raise RefusedError
    return line


def _encoding(file: BinaryIO) -> str:
    """Of the start of the file, which is left behind its byte order mark."""
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            file.seek(len(mark))
            return encoding
    file.seek(0)
    if start[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" and start[1:2] != b"\0" and len(start) > 1 else "utf-8"
