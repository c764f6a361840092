"""How a table lies on its sheet: headings of two rows, labels, where its rows end, and what in it
cannot be read by row and column. Rows and columns are counted from 0."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kimppa.core.imports.names import plain_name
from kimppa.documents.spreadsheets import Cell
from kimppa.statistics.reading.cells import MONTHS
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid
from kimppa.statistics.reading.vocabulary import LABELS, MONTH_HEADS, YEARS, Vocabulary, measure_of

_TOTAL = re.compile(
    r"(?:kaikki\s+|kaikkien\s+)?(?:yhteensä|summa|loppusumma|totalt|totalsumma|summa totalt|"
    r"sammanlagt|total|grand total|sum)\s*:?",
    re.IGNORECASE,
)
PIVOT_WORDS = frozenset(
    {
        *("sarakeotsikot", "riviotsikot", "rivinimet", "arvot"),
        *("kolumnetiketter", "radetiketter", "värden"),
        *("column labels", "row labels", "values"),
    }
)


@dataclass(frozen=True, slots=True)
class Body:
    """The rows of a table, and what is wrong in how it lies."""

    rows: tuple[int, ...]
    faults: tuple[Fault, ...] = ()


def is_total(name: str) -> bool:
    """Whether a name stands for a sum of the others."""
    return bool(_TOTAL.fullmatch(name.strip()))


def width(grid: Grid) -> int:
    """Of the widest row."""
    return max((len(row) for row in grid.rows), default=0)


def filled(cells: Sequence[Cell]) -> int:
    """How many cells have something."""
    return sum(cell not in (None, "") for cell in cells)


def cell_at(grid: Grid, row: int, column: int) -> Cell:
    """A cell; None outside the sheet."""
    cells = grid.rows[row] if 0 <= row < len(grid.rows) else ()
    return cells[column] if column < len(cells) else None


def text_at(grid: Grid, row: int, column: int) -> str:
    """A cell's text; a year is text too, other numbers are none."""
    cell = cell_at(grid, row, column)
    if isinstance(cell, str):
        return cell.strip()
    return str(cell) if isinstance(cell, int) and 1990 <= cell < 2100 else ""


def is_numeric(cell: Cell) -> bool:
    """Whether a cell looks like a figure."""
    if isinstance(cell, str):
        return bool(re.fullmatch(r"-?[\s.,]*\d[\d\s.,]*%?", cell.strip()))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def second_heading(grid: Grid, header: int, label: int) -> int:
    """The row of the lower headings: the header itself, or the row below when it goes on there."""
    lower_row = header + 1
    columns = [column for column in range(width(grid)) if column != label]
    texts = [column for column in columns if text_at(grid, lower_row, column)]
    numbers = [c for c in columns if is_numeric(cell_at(grid, lower_row, c)) and c not in texts]
    has_numbers_below = any(is_numeric(cell_at(grid, lower_row + 1, column)) for column in columns)
    return (
        lower_row
        if texts and has_numbers_below and not numbers and not text_at(grid, lower_row, label)
        else header
    )


def label_columns(grid: Grid, words: Vocabulary, header: int, label: int) -> set[int]:
    """Columns that only tell which row it is: those before the first variable, and the usual."""
    names = [text_at(grid, header, column) for column in range(width(grid))]
    first_variable = next(
        (c for c, name in enumerate(names) if words.weight("variable", name) > 1), 0
    )
    rows = range(header + 1, min(len(grid.rows), header + 20))
    text_columns = {
        column
        for column in range(max(first_variable, label))
        if not any(is_numeric(cell_at(grid, row, column)) for row in rows)
    }
    return (
        text_columns | {label} | {c for c, name in enumerate(names) if plain_name(name) in LABELS}
    )


def body_of(grid: Grid, words: Vocabulary, header: int, label: int, columns: Sequence[int]) -> Body:
    """The rows below a header until another table begins; headings repeated on each page are
    passed. `columns` are those with figures."""
    end_row, faults = len(grid.rows), []
    repeated_rows: set[int] = set()
    for row in range(header + 1, end_row):
        if _is_header(grid, words, row, columns):
            if _same_row(grid, header, row) and not measure_of(_title_before(grid, row)):
                repeated_rows.add(row)
                continue
            faults.append(Fault("second-table", grid.lines[row], 0, _title_before(grid, row)))
            end_row = row
            break
    rows = [row for row in rows_of_year(grid, words, header, set(columns)) if row < end_row]
    rows = [row for row in rows if row not in repeated_rows]
    if not rows and not faults and len(grid.rows) > header + 1:
        faults += [other_year(grid, words, header)] if _year_column(grid, header) >= 0 else []
    month_faults = by_month(grid, header, rows, [c for c in range(width(grid)) if c not in columns])
    faults += month_faults or _nameless_faults(grid, words, rows, label, columns)
    faults += _faults_beside(grid, words, header, rows, columns)
    return Body(tuple(row for row in rows if filled(grid.rows[row]) > 1), tuple(faults))


def _is_header(grid: Grid, words: Vocabulary, row: int, columns: Sequence[int]) -> bool:
    texts = [text for column in columns if (text := text_at(grid, row, column))]
    if any(is_numeric(cell_at(grid, row, column)) for column in columns):
        return False
    known_count = sum(words.weight("variable", text) > 1 for text in texts)
    return known_count >= max(1, min(2, len(columns)))


def _same_row(grid: Grid, header: int, row: int) -> bool:
    return all(
        text_at(grid, header, column) == text_at(grid, row, column) for column in range(width(grid))
    )


def _title_before(grid: Grid, row: int) -> str:
    """What stands alone on the row above."""
    if row < 1 or filled(grid.rows[row - 1]) != 1:
        return ""
    return next((str(cell) for cell in grid.rows[row - 1] if cell not in (None, "")), "")


def _nameless_faults(
    grid: Grid, words: Vocabulary, rows: Iterable[int], label: int, columns: Sequence[int]
) -> list[Fault]:
    """Rows that have figures and no name: of a merged cell, or a sum that nobody named."""
    nameless_rows = []
    for row in rows:
        texts = [text_at(grid, row, column) for column in range(width(grid))]
        has_figures = any(is_numeric(cell_at(grid, row, column)) for column in columns)
        is_sum = any(is_total(text) or words.is_sum_of_town(text) for text in texts)
        if has_figures and cell_at(grid, row, label) in (None, "") and not is_sum:
            nameless_rows.append(row)
    if not nameless_rows:
        return []
    facts = {"rows": str(len(nameless_rows))}
    return [Fault("nameless-row", grid.lines[nameless_rows[0]], label + 1, facts=facts)]


def _faults_beside(
    grid: Grid, words: Vocabulary, header: int, rows: Sequence[int], columns: Sequence[int]
) -> list[Fault]:
    """Columns of figures without a heading, and names of places right of figures: another table."""
    faults: list[Fault] = []
    first_column = min(columns, default=width(grid))
    for column in range(first_column + 1, width(grid)):
        place_rows = [row for row in rows if _is_place(words, cell_at(grid, row, column))]
        if len(place_rows) > 1:
            text = text_at(grid, header, column)
            return [*faults, Fault("second-table", grid.lines[header], column + 1, text)]
        numbers = [row for row in rows if is_numeric(cell_at(grid, row, column))]
        titles_above = [text_at(grid, row, column) for row in (header, header - 1)]
        if column not in columns and numbers and not any(titles_above):
            faults.append(Fault("no-heading", grid.lines[header], column + 1))
    return faults


def _is_place(words: Vocabulary, cell: Cell) -> bool:
    return isinstance(cell, str) and not is_numeric(cell) and words.weight("place", cell) > 1


def by_month(grid: Grid, header: int, rows: Sequence[int], columns: Iterable[int]) -> list[Fault]:
    """The first cell with a month, when the rows are months."""
    for column in columns:
        has_month_head = plain_name(text_at(grid, header, column)) in MONTH_HEADS
        month_rows = [
            row for row in rows if _is_month(cell_at(grid, row, column), bare=has_month_head)
        ]
        if len(month_rows) > 1:
            cell = cell_at(grid, month_rows[0], column)
            text = cell.isoformat()[:7] if isinstance(cell, dt.date) else str(cell).strip()
            return [Fault("by-month", grid.lines[month_rows[0]], column + 1, text)]
    return []


def months_across(grid: Grid, row: int, columns: Sequence[int]) -> list[int]:
    """The columns that are months, when a year's are side by side."""
    month_columns = [
        column for column in columns if _is_month(text_at(grid, row, column), bare=False)
    ]
    return month_columns if len(month_columns) > 2 else []


def _is_month(cell: Cell, *, bare: bool) -> bool:
    """A month by its name; where the heading says that months follow, also a number or a day."""
    if bare and isinstance(cell, dt.date | int | float):
        return True
    text = str(cell or "").casefold()
    if bare and re.fullmatch(r"(?:\d{4}[-/.])?\d{1,2}(?:[./-]\d{4})?", text.strip()):
        return True
    word = re.sub(r"[\d\s.,/-]+", "", text)
    return len(word) > 2 and any(
        word == name or word == f"{name}kuu" or (len(word) == 3 and name.startswith(word))
        for names in MONTHS
        for name in names
    )


def _year_column(grid: Grid, header: int) -> int:
    names = [plain_name(text_at(grid, header, column)) for column in range(width(grid))]
    return next((column for column, name in enumerate(names) if name in YEARS), -1)


def rows_of_year(grid: Grid, words: Vocabulary, header: int, columns: Iterable[int]) -> list[int]:
    """The rows below a header, without those that a column of years says are of another."""
    rows, column = range(header + 1, len(grid.rows)), _year_column(grid, header)
    if column < 0 or words.year is None or column in columns:
        return list(rows)
    return [row for row in rows if _year_of(grid, row, column) in ("", str(words.year))]


def _year_of(grid: Grid, row: int, column: int) -> str:
    match = re.search(r"\b(?:19|20)\d\d\b", str(cell_at(grid, row, column) or ""))
    return match[0] if match else ""


def other_year(grid: Grid, words: Vocabulary, header: int) -> Fault:
    """Every row is of another year than the one that is wanted."""
    column = _year_column(grid, header)
    text = text_at(grid, header + 1, column)
    return Fault(
        "other-year", grid.lines[header + 1], column + 1, text, facts={"year": str(words.year)}
    )
