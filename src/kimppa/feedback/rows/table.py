"""A file of rows, read within bounds: CSV of any usual kind or the first sheet of a workbook."""

from dataclasses import dataclass

from kimppa.documents.csvfile import read_csv
from kimppa.documents.spreadsheets import Cell, SpreadsheetError, column_letter
from kimppa.documents.xlsx import read_xlsx

TYPES = (".csv", ".xlsx")
MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 5_000_000, 1_000, 60


@dataclass(frozen=True, slots=True)
class Table:
    """`lines[i]` is the line of the file that row i stands on. `formulas` are places (line,
    column from 0) whose value a formula or a fault has made."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def read_table(content: bytes) -> Table:
    """The table of a file, whatever its name says it is. Raises SpreadsheetError."""
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        found = _workbook(content)
    else:
        told = read_csv(content, max_bytes=MOST_BYTES, max_rows=MOST_ROWS)
        found = Table(told.header, told.rows, told.lines)
    if not found.rows:
        raise SpreadsheetError("no_rows")
    if len(found.header) > MOST_COLUMNS:
        raise SpreadsheetError("too_many_cells", limit=MOST_COLUMNS * MOST_ROWS)
    return found


def _workbook(content: bytes) -> Table:
    sheets = read_xlsx(
        content,
        max_bytes=MOST_BYTES,
        max_rows=MOST_ROWS + 1,
        max_cells=MOST_COLUMNS * (MOST_ROWS + 1),
    )
    sheet = next((one for one in sheets if one.rows and not one.hidden), None)
    if sheet is None:
        raise SpreadsheetError("no_rows")
    header, *rest = sheet.rows
    kept = [(n, row) for n, row in enumerate(rest, 2) if any(cell is not None for cell in row)]
    marked = {*sheet.formulas, *sheet.errors}
    places = {
        (line, place)
        for line in (1, *(n for n, _row in kept))
        for place in range(len(header))
        if marked and f"{column_letter(place + 1)}{line}" in marked
    }
    return Table(
        tuple("" if cell is None else str(cell).strip() for cell in header),
        tuple(row for _n, row in kept),
        tuple(n for n, _row in kept),
        frozenset(places),
    )
