"""A table in a file, read within bounds: CSV of any usual kind, or the sheets of a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from kimppa.documents.csvfile import read_csv
from kimppa.documents.spreadsheets import Cell, SheetData, SpreadsheetError, column_letter
from kimppa.documents.xlsx import read_xlsx

_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read."""

    size: int = 5_000_000  # bytes
    rows: int = 2_000
    columns: int = 60


@dataclass(frozen=True, slots=True)
class Table:
    """`lines[i]` is the line of the file that row i stands on. `formulas` are places (line,
    column from 0) whose value a formula or a fault has made."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    sheet: str = ""


def read_table(content: bytes, limits: Limits) -> Table:
    """The table of a file, whatever its name says it is: of a workbook the first visible sheet.

    Raises SpreadsheetError.
    """
    if content.startswith(_WORKBOOK):
        table = _first(read_sheets(content, limits))
    else:
        csv = read_csv(content, max_bytes=limits.size, max_rows=limits.rows)
        table = Table(csv.header, csv.rows, csv.lines)
    if not table.rows:
        raise SpreadsheetError("no_rows")
    if len(table.header) > limits.columns:
        raise SpreadsheetError("too_many_cells", limit=limits.columns * limits.rows)
    return table


def _first(sheets: Sequence[SheetData]) -> Table:
    sheet = next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), None)
    if sheet is None:
        raise SpreadsheetError("no_rows")
    return sheet_table(sheet)


def read_sheets(content: bytes, limits: Limits) -> list[SheetData]:
    """The sheets of a workbook. Raises SpreadsheetError."""
    rows = limits.rows + 1  # the header is one
    return read_xlsx(content, max_bytes=limits.size, max_rows=rows, max_cells=limits.columns * rows)


def sheet_table(sheet: SheetData) -> Table:
    """A sheet as a table: its first row is the header, empty rows are left out."""
    header, *rest = sheet.rows
    filled = [
        (line, cells)
        for line, cells in enumerate(rest, 2)
        if any(cell not in (None, "") for cell in cells)
    ]
    marked = {*sheet.formulas, *sheet.errors}
    formulas = {
        (line, place)
        for line in (1, *(line for line, _cells in filled))
        for place in range(len(header))
        if marked and f"{column_letter(place + 1)}{line}" in marked
    }
    return Table(
        tuple("" if cell is None else str(cell).strip() for cell in header),
        tuple(cells for _line, cells in filled),
        tuple(line for line, _cells in filled),
        frozenset(formulas),
        sheet.name,
    )
