"""CSV out for Excel in Finland, and in from anywhere."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from kimppa.documents.spreadsheets import FORMULA_START, Cell, SpreadsheetError
from kimppa.documents.text import fit

BOM = "\ufeff"
_DELIMITERS = ";\t,"
_ESCAPED = re.compile(rf"'+{FORMULA_START.pattern}")
_NEGATIVE = re.compile(r"-\d+([.,]\d+)?")
_SAMPLE = 50  # records that decide the delimiter


@dataclass(frozen=True, slots=True)
class CsvData:
    """A CSV file as read: header, rows of the header's width, and what the file turned out to
    be. `lines[i]` is the line of the file where row i starts, counted from 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str
    delimiter: str


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, semicolons, a decimal comma, ISO dates.

    Text that a spreadsheet program would take for a formula gets an apostrophe before it, which
    `read_csv` takes away. Raises SpreadsheetError for a row of another width than the header.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_escape_formula(fit(title)) for title in header])
    for number, cells in enumerate(rows, 2):
        if len(cells) != len(header):
            raise SpreadsheetError("row_width", row=number, found=len(cells), expected=len(header))
        writer.writerow([_cell_text(cell) for cell in cells])
    return (BOM + stream.getvalue()).encode()


def _cell_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _escape_formula(fit(cell))
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int):
        return str(cell)
    if hasattr(cell, "isoformat"):
        return str(cell.isoformat())
    return format(cell, "f" if not isinstance(cell, float) else "").replace(".", ",")


def _escape_formula(text: str) -> str:
    if _NEGATIVE.fullmatch(text):
        return text
    risky = FORMULA_START.match(text) or _ESCAPED.match(text)
    return f"'{text}" if risky else text


def read_csv(content: bytes, *, max_bytes: int = 20_000_000, max_rows: int = 500_000) -> CsvData:
    """Reads CSV of any usual encoding (UTF-8, UTF-16, Windows-1252) and delimiter (; tab ,).

    Empty rows are left out. Raises SpreadsheetError with the row: too_large, no_rows,
    too_many_rows, row_width, open_quote.
    """
    if len(content) > max_bytes:
        raise SpreadsheetError("too_large", limit=max(1, max_bytes // 1_000_000))
    text, encoding = _decode(content)
    delimiter = _delimiter(text)
    records = _records(text, delimiter, max_rows)
    if not records:
        raise SpreadsheetError("no_rows")
    header = records[0][1]
    for line, record in records:
        if len(record) != len(header):
            raise SpreadsheetError("row_width", row=line, found=len(record), expected=len(header))
    rows = tuple(tuple(_unescape_formula(cell) for cell in record) for _line, record in records[1:])
    lines = tuple(line for line, _record in records[1:])
    return CsvData(
        tuple(_unescape_formula(c).strip() for c in header), rows, lines, encoding, delimiter
    )


@dataclass(frozen=True, slots=True)
class CsvGrid:
    """A CSV file as it lies: rows of any width, lines above the header among them."""

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str
    delimiter: str


def read_grid(content: bytes, *, max_bytes: int = 20_000_000, max_rows: int = 500_000) -> CsvGrid:
    """Reads a report whose title and period stand above its table, so that widths differ.

    Encodings and delimiters as `read_csv`. Raises SpreadsheetError: too_large, no_rows,
    too_many_rows, open_quote.
    """
    if len(content) > max_bytes:
        raise SpreadsheetError("too_large", limit=max(1, max_bytes // 1_000_000))
    text, encoding = _decode(content)
    delimiter = max(_DELIMITERS, key=lambda mark: _usual_width(text, mark))
    records = _records(text, delimiter, max_rows)
    if not records:
        raise SpreadsheetError("no_rows")
    rows = tuple(
        tuple(_unescape_formula(cell).strip() for cell in record) for _line, record in records
    )
    return CsvGrid(rows, tuple(line for line, _record in records), encoding, delimiter)


def _usual_width(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows of the start are of the most usual width above one, and that width."""
    reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    with suppress(csv.Error):
        for _number, record in zip(range(_SAMPLE), reader, strict=False):
            widths[len(record)] += len(record) > 1
    width, row_count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return row_count, width


def _unescape_formula(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def _decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; every byte sequence has one."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    if content[1:2] == b"\0":
        return content.decode("utf-16-le", "replace"), "utf-16-le"
    if content[:1] == b"\0":
        return content.decode("utf-16-be", "replace"), "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def _delimiter(text: str) -> str:
    """The delimiter that gives the most columns in the most rows; a semicolon if all tie."""
    start = text[:200_000]

    def score(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
        widths: list[int] = []
        try:
            for record in reader:
                if record:
                    widths.append(len(record))
                if len(widths) == _SAMPLE:
                    break
        except csv.Error:
            return (0, 0)
        same_width_count = (
            sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0
        )
        return (same_width_count, widths[0] if widths else 0)

    return max(_DELIMITERS, key=score)


def _records(text: str, delimiter: str, max_rows: int) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, each with the number of the line where it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for record in reader:
            if any(_unescape_formula(cell).strip() for cell in record):
                records.append((line, record))
            if len(records) > max_rows + 1:
                raise SpreadsheetError("too_many_rows", limit=max_rows)
            line = reader.line_num + 1
    except csv.Error as error:
        raise SpreadsheetError("open_quote", row=line) from error
    return records
