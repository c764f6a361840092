"""A table in a file, read within bounds: CSV of any usual kind, or the sheets of a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kimppa.documents.csvfile import read_csv, read_grid
from kimppa.documents.spreadsheets import Cell, SheetData, SpreadsheetError, column_letter
from kimppa.documents.xlsx import read_xlsx

_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")
type Row = tuple[int, Sequence[Cell]]
type FindHeading = Callable[[Sequence[Row]], int]
"""The line of the headings among the first rows of a file; 0 when none is like them."""
_ABOVE = 30  # rows among which the headings are looked for


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read."""

    size: int = 5_000_000  # bytes
    rows: int = 2_000
    columns: int = 60


@dataclass(frozen=True, slots=True)
class Table:
    """`lines[i]` is the line of the file that row i stands on, `line` that of the headings.
    `formulas` are places (line, column from 0) whose value a formula or a fault has made."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    sheet: str = ""
    line: int = 1


def read_table(
    content: bytes, limits: Limits, *, find: FindHeading | None = None, line: int = 0
) -> Table:
    """The table of a file, whatever its name says it is: of a workbook the first visible sheet.

    The headings are on `line`, else where `find` finds them, else on the first row; what stands
    above them is passed over. Raises SpreadsheetError.
    """
    if content.startswith(_WORKBOOK):
        table = _first_table(read_sheets(content, limits), find, line)
    elif line or find:
        table = _table_below_title(content, limits, find, line)
    else:
        csv = read_csv(content, max_bytes=limits.size, max_rows=limits.rows)
        table = Table(csv.header, csv.rows, csv.lines)
    if not table.rows:
        raise SpreadsheetError("no_rows")
    if len(table.header) > limits.columns:
        raise SpreadsheetError("too_many_cells", limit=limits.columns * limits.rows)
    return table


def _first_table(sheets: Sequence[SheetData], find: FindHeading | None, line: int) -> Table:
    sheet = next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), None)
    if sheet is None:
        raise SpreadsheetError("no_rows")
    if find and not line:
        line = find(list(enumerate(sheet.rows[:_ABOVE], 1)))
    return sheet_table(sheet, line or 1)


def _table_below_title(
    content: bytes, limits: Limits, find: FindHeading | None, line: int
) -> Table:
    """The table of a text that may have a title above its headings."""
    grid = read_grid(content, max_bytes=limits.size, max_rows=limits.rows)
    numbered_rows = list(zip(grid.lines, grid.rows, strict=True))
    if find and not line:
        line = find(numbered_rows[:_ABOVE])
    (heading_line, header), *rows_below = [row for row in numbered_rows if row[0] >= line] or [
        (line, ())
    ]
    for number, cells in rows_below:
        if len(cells) != len(header):
            raise SpreadsheetError("row_width", row=number, found=len(cells), expected=len(header))
    lines = tuple(number for number, _cells in rows_below)
    return Table(header, tuple(cells for _line, cells in rows_below), lines, line=heading_line)


def read_sheets(content: bytes, limits: Limits) -> list[SheetData]:
    """The sheets of a workbook. Raises SpreadsheetError."""
    most_rows = limits.rows + 1  # the header is one
    return read_xlsx(
        content, max_bytes=limits.size, max_rows=most_rows, max_cells=limits.columns * most_rows
    )


def sheet_table(sheet: SheetData, first: int = 1) -> Table:
    """A sheet as a table: its header is on the row `first`, empty rows are left out."""
    header, *rows_below = sheet.rows[first - 1 :] or [()]
    filled_rows = [
        (line, cells)
        for line, cells in enumerate(rows_below, first + 1)
        if any(cell not in (None, "") for cell in cells)
    ]
    marked_addresses = {*sheet.formulas, *sheet.errors}
    formulas = {
        (line, index)
        for line in (first, *(line for line, _cells in filled_rows))
        for index in range(len(header))
        if marked_addresses and f"{column_letter(index + 1)}{line}" in marked_addresses
    }
    return Table(
        tuple("" if cell is None else str(cell).strip() for cell in header),
        tuple(cells for _line, cells in filled_rows),
        tuple(line for line, _cells in filled_rows),
        frozenset(formulas),
        sheet.name,
        first,
    )
