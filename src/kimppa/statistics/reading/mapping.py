"""The mapping assistant: where a file's table stands and what its columns and rows mean."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kimppa.core.imports.names import Match
from kimppa.documents.spreadsheets import Cell
from kimppa.statistics.reading.grids import Grid
from kimppa.statistics.reading.vocabulary import Vocabulary, measure_of

_LOOKED_AT = 60  # rows and columns in which a header may stand
_TOTAL = re.compile(
    r"(?:kaikki\s+)?(?:yhteensä|summa|totalt|sammanlagt|total|grand total)\s*:?", re.IGNORECASE
)


class Layout(StrEnum):
    """How a table lies."""

    PLACES_DOWN = "places-down"
    VARIABLES_DOWN = "variables-down"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Heading:
    """A name in the file with what it is proposed to mean; row and column counted from 0."""

    name: str
    row: int
    column: int
    match: Match


@dataclass(frozen=True, slots=True)
class Plan:
    """How a grid is read: its layout, where the names stand, and what each means."""

    layout: Layout
    header: int
    label: int
    variables: tuple[Heading, ...]
    places: tuple[Heading, ...]
    value: int = -1
    variable_column: int = -1

    @property
    def open(self) -> tuple[Heading, ...]:
        """Names that wait for somebody's word."""
        return tuple(
            heading for heading in (*self.variables, *self.places) if not heading.match.settled
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or column with the names found in it."""

    index: int
    score: int


def is_total(name: str) -> bool:
    """Whether a name stands for a sum of the others."""
    return bool(_TOTAL.fullmatch(name.strip()))


def propose(grid: Grid, words: Vocabulary) -> Plan | None:
    """The plan that recognises most names; None when the grid has no table."""
    if not words.measure:
        titles = [grid.name, *_texts(row for row in grid.rows[:3] if _filled(row) <= 2)]
        words = replace(words, measure=measure_of(" ".join(titles)))
    rows = [row[:_LOOKED_AT] for row in grid.rows[:_LOOKED_AT]]
    width = max((len(row) for row in rows), default=0)
    columns = [[row[c] if c < len(row) else None for row in rows] for c in range(width)]
    variable_row = _best(rows, lambda name: words.weight("variable", name))
    variable_column = _best(columns, lambda name: words.weight("variable", name))
    place_row = _best(rows, lambda name: words.weight("place", name))
    place_column = _best(columns, lambda name: words.weight("place", name))
    # In a long table each row has one variable and one place, and their columns have many.
    beside = place_column.index != variable_column.index and variable_row.score <= 2
    variables = variable_column.score > variable_row.score
    if beside and variables and place_column.score > place_row.score:
        return _long(grid, words, variable_column.index, place_column.index)
    if max(variable_row.score, place_column.score) == 0 and variable_column.score == 0:
        return None
    if variable_row.score >= variable_column.score:
        return _places_down(grid, words, variable_row.index, place_column.index)
    return _variables_down(grid, words, place_row.index, variable_column.index)


def _best(lines: Sequence[Sequence[Cell]], ask: Callable[[str], int]) -> _Line:
    """The line with the most known names; a near one counts for half."""
    scores = [
        sum(ask(cell) for cell in line if isinstance(cell, str) and _is_name(cell))
        for line in lines
    ]
    top = max(scores, default=0)
    return _Line(scores.index(top) if top else 0, top)


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell)


def _filled(row: Sequence[Cell]) -> int:
    return sum(cell not in (None, "") for cell in row)


def _texts(rows: Iterable[Sequence[Cell]]) -> list[str]:
    return [cell for row in rows for cell in row if isinstance(cell, str)]


def _names(
    cells: Iterable[tuple[int, int, Cell]], ask: Callable[[str], Match]
) -> tuple[Heading, ...]:
    """Headings of the named cells, sums left out."""
    return tuple(
        Heading(cell.strip(), row, column, ask(cell))
        for row, column, cell in cells
        if isinstance(cell, str) and cell.strip() and not is_total(cell)
    )


def _down(grid: Grid, header: int, column: int) -> Iterable[tuple[int, int, Cell]]:
    for number in range(header + 1, len(grid.rows)):
        row = grid.rows[number]
        if column < len(row) and _filled(row) > 1:
            yield number, column, row[column]


def _across(grid: Grid, header: int, label: int) -> Iterable[tuple[int, int, Cell]]:
    for column, cell in enumerate(grid.rows[header]):
        if column != label:
            yield header, column, cell


def _places_down(grid: Grid, words: Vocabulary, header: int, label: int) -> Plan:
    places = _names(_down(grid, header, label), words.place)
    variables = tuple(
        replace(
            heading, match=_under(words, heading.name, _above(grid, heading.row, heading.column))
        )
        for heading in _names(_across(grid, header, label), words.variable)
    )
    return Plan(Layout.PLACES_DOWN, header, label, variables, places)


def _variables_down(grid: Grid, words: Vocabulary, header: int, label: int) -> Plan:
    places = _names(_across(grid, header, label), words.place)
    variables = tuple(
        replace(heading, match=_under(words, heading.name, _section(grid, heading.row, label)))
        for heading in _names(_down(grid, header, label), words.variable)
    )
    return Plan(Layout.VARIABLES_DOWN, header, label, variables, places)


def _under(words: Vocabulary, name: str, title: str) -> Match:
    """What a name means beneath a title: "Kirjat" beneath "Hankinnat" are acquired books."""
    measure = measure_of(title)
    return replace(words, measure=measure).variable(name) if measure else words.variable(name)


def _above(grid: Grid, header: int, column: int) -> str:
    """The title over a column: a merged cell stands at the left of those it covers."""
    if header == 0:
        return ""
    over = grid.rows[header - 1][: column + 1]
    return next((cell for cell in reversed(over) if isinstance(cell, str) and cell.strip()), "")


def _section(grid: Grid, row: int, label: int) -> str:
    """The title above a row: the last row that has a name and nothing else."""
    for number in range(row - 1, -1, -1):
        cells = grid.rows[number]
        cell = cells[label] if label < len(cells) else None
        if isinstance(cell, str) and cell.strip() and _filled(cells) == 1:
            return cell
    return ""


def _long(grid: Grid, words: Vocabulary, variable: int, place: int) -> Plan | None:
    header = next(
        (n for n, row in enumerate(grid.rows) if _filled(row) > 2 and _is_name(row[place])), 0
    )
    value = _value_column(grid, header, {variable, place})
    if value < 0:
        return None
    variables = _names(_down(grid, header, variable), words.variable)
    places = _names(_down(grid, header, place), words.place)
    return Plan(Layout.LONG, header, place, variables, places, value, variable)


def _value_column(grid: Grid, header: int, used: set[int]) -> int:
    """The column called a value, else the last one with numbers."""
    names = {"arvo", "luku", "value", "värde", "määrä", "antal", "lukumäärä"}
    for column, cell in enumerate(grid.rows[header]):
        if column not in used and str(cell).strip().casefold() in names:
            return column
    rows = grid.rows[header + 1 : header + 20]
    counts = {
        column: sum(_is_numeric(row[column]) for row in rows if column < len(row))
        for column in range(len(grid.rows[header]))
        if column not in used
    }
    numeric = [column for column, count in counts.items() if count]
    return numeric[-1] if numeric else -1


def _is_numeric(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(re.fullmatch(r"-?[\d\s.,]+", cell.strip() or "x"))
    return isinstance(cell, int | float) and not isinstance(cell, bool)
