"""The mapping assistant: where a file's table stands and what its columns and rows mean."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kimppa.core.imports.names import NO_MATCH, Match, plain_name
from kimppa.core.imports.places import MUNICIPALITY
from kimppa.documents.spreadsheets import Cell
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid, is_about_report, metadata
from kimppa.statistics.reading.layout import (
    PIVOT_WORDS,
    body_of,
    by_month,
    cell_at,
    filled,
    is_numeric,
    is_total,
    label_columns,
    months_across,
    other_year,
    rows_of_year,
    second_heading,
    text_at,
    width,
)
from kimppa.statistics.reading.vocabulary import (
    BRANCH_LABELS,
    LABELS,
    MEASURES,
    TOWN_NUMBERS,
    Vocabulary,
    measure_of,
)

_LOOKED_AT = 60  # rows and columns in which a header may stand


class Layout(StrEnum):
    """How a table lies."""

    PLACES_DOWN = "places-down"
    VARIABLES_DOWN = "variables-down"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Heading:
    """A name in the file with what it is proposed to mean; row and column counted from 0. `key` is
    under which a person's word on it is remembered."""

    name: str
    row: int
    column: int
    match: Match
    key: str = ""


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
    faults: tuple[Fault, ...] = ()

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


def propose(grid: Grid, words: Vocabulary) -> Plan | None:
    """The plan that recognises most names; None when the grid has no table."""
    if not words.measure:
        words = replace(words, measure=measure_of(title_of(grid)))
    rows = [row[:_LOOKED_AT] for row in grid.rows[:_LOOKED_AT]]
    width_read = min(width(grid), _LOOKED_AT)
    tabular = [row for row in rows if filled(row) > 1]  # what stands alone is a title
    columns = [[row[c] if c < len(row) else None for row in tabular] for c in range(width_read)]
    variable_column = _best_line(columns, lambda name: words.weight("variable", name))
    place_row = _best_line(rows, lambda name: words.weight("place", name))
    place_column = _place_column(columns, words)
    headers = [() if _is_title(row, place_column.index) else row for row in rows]
    variable_row = _best_line(headers, lambda name: words.weight("variable", name))
    # In a long table each row has one variable and one place, and their columns have many.
    is_apart = place_column.index != variable_column.index and variable_row.score <= 2
    has_names_down = variable_column.score > variable_row.score
    if is_apart and has_names_down and place_column.score > place_row.score:
        return _long_plan(grid, words, variable_column.index, place_column.index)
    if max(variable_row.score, place_column.score) == 0 and variable_column.score == 0:
        header_label = _labelled_header(grid)
        return None if header_label is None else _places_down(grid, words, *header_label)
    if variable_row.score >= variable_column.score:
        header = variable_row.index if variable_row.score else _above_places(grid, words)
        label = place_column.index if place_column.score else _label_in(grid.rows[header])
        return _places_down(grid, words, header, label)
    return _variables_down(grid, words, place_row.index, variable_column.index)


def year_text(grid: Grid, year: int) -> str:
    """The time that a sheet says it is of, when that is not of the year; else empty."""
    about = metadata(grid)
    if not about.within(year) and about.start and about.end:
        return f"{about.start:%-d.%-m.%Y}–{about.end:%-d.%-m.%Y}"
    title = re.sub(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d", " ", title_of(grid))
    years = re.findall(r"\b(?:19|20)\d\d\b", title)
    return "" if not years or str(year) in years else years[0]


def _best_line(lines: Sequence[Sequence[Cell]], weigh: Callable[[str], int]) -> _Line:
    """The line with the most known names; a near one counts for half."""
    scores = [
        sum(weigh(cell) for cell in line if isinstance(cell, str) and _is_name(cell))
        for line in lines
    ]
    top = max(scores, default=0)
    return _Line(scores.index(top) if top else 0, top)


def _place_column(columns: Sequence[Sequence[Cell]], words: Vocabulary) -> _Line:
    """The column of places: where municipalities stand beside their branches, that of branches."""
    best_line = _best_line(columns, lambda name: words.weight("place", name))
    for index, column in enumerate(columns):
        names = {cell for cell in column if isinstance(cell, str)}
        known_places = {name for name in names if words.weight("place", name) > 1}
        if known_places and any(plain_name(name) in BRANCH_LABELS for name in names):
            return _Line(index, max(best_line.score, 2 * len(known_places)))
    return best_line


def _above_places(grid: Grid, words: Vocabulary) -> int:
    """The row above the first that names a place: the header of a table whose headings nobody
    knows yet.
    """
    place_rows = (
        number
        for number, row in enumerate(grid.rows)
        if any(_is_name(cell) and words.weight("place", str(cell)) > 1 for cell in row)
    )
    return max(0, next(place_rows, 1) - 1)


def _labelled_header(grid: Grid) -> tuple[int, int] | None:
    """The header and the column of labels of a table in which no name is known yet: by a usual word
    over the labels, and figures below.
    """
    for number, row in enumerate(grid.rows[:_LOOKED_AT]):
        cells_below = grid.rows[number + 1] if number + 1 < len(grid.rows) else ()
        has_label = any(plain_name(cell) in LABELS for cell in row if isinstance(cell, str))
        if has_label and filled(row) > 1 and any(map(is_numeric, cells_below)):
            return number, _label_in(row)
    return None


def _label_in(cells: Sequence[Cell]) -> int:
    """The column of branches in a header, else of what else labels are called, else the first."""
    names = [plain_name(cell) if isinstance(cell, str) else "" for cell in cells]
    for labels in (BRANCH_LABELS, LABELS):
        if columns := [column for column, name in enumerate(names) if name in labels]:
            return columns[0]
    return 0


def _is_title(cells: Sequence[Cell], label: int) -> bool:
    """Whether a row has nothing but a text where the labels stand, or left of them."""
    return filled(cells) == 1 and any(cell not in (None, "") for cell in cells[: label + 1])


def _is_name(cell: Cell) -> bool:
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell)


def title_of(grid: Grid) -> str:
    """What a sheet calls itself: its name, and what stands above its table."""
    cells_above = (cell for row in grid.rows[:3] if filled(row) <= 2 for cell in row)
    return " ".join([grid.name, *(cell for cell in cells_above if isinstance(cell, str))])


def _headings(
    cells: Iterable[tuple[int, int, Cell]], words: Vocabulary, kind: str
) -> tuple[Heading, ...]:
    """Headings of the named cells, sums left out."""
    match_name = words.place if kind == "place" else words.variable
    return tuple(
        Heading(cell.strip(), row, column, match_name(cell), words.remembered_as(kind, cell))
        for row, column, cell in cells
        if isinstance(cell, str) and cell.strip() and not is_total(cell)
    )


def _places_down(grid: Grid, words: Vocabulary, header: int, label: int) -> Plan:
    lower = second_heading(grid, header, label)
    labels = label_columns(grid, words, lower, label)
    titles = _titles_over(grid, words, header, lower, max(labels) + 1)
    variables = tuple(
        heading
        for column in range(width(grid))
        if column not in labels
        if (heading := _column_heading(grid, words, titles.get(column, ""), lower, header, column))
    )
    months = months_across(grid, lower, [heading.column for heading in variables])
    variables = tuple(heading for heading in variables if heading.column not in months)
    body = body_of(grid, words, lower, label, [*months, *(h.column for h in variables)])
    cells = (_label_cell(grid, words, row, lower, label, labels) for row in body.rows)
    places = _headings(cells, words, "place")
    faults = [*body.faults, *_wrong_numbers(grid, lower, label, places)]
    if months:
        text = text_at(grid, lower, months[0])
        faults.append(Fault("by-month", grid.lines[lower], months[0] + 1, text))
    return Plan(Layout.PLACES_DOWN, lower, label, variables, places, faults=tuple(faults))


def _label_cell(
    grid: Grid, words: Vocabulary, row: int, header: int, label: int, labels: Collection[int]
) -> tuple[int, int, Cell]:
    """Where a row's name stands: a municipality's sum may be named beside the branches, and a code
    may be a number."""
    cell = cell_at(grid, row, label)
    if cell in (None, ""):
        sum_columns = (c for c in sorted(labels) if words.is_sum_of_town(text_at(grid, row, c)))
        column = next(sum_columns, label)
        return row, column, cell_at(grid, row, column)
    number = _whole_number(cell)
    if number and plain_name(text_at(grid, header, label)) in LABELS:
        return row, label, number
    return row, label, cell


def _whole_number(cell: Cell) -> str:
    """A spreadsheet's number as a code; empty for what is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == int(cell):
        return str(int(cell))
    return ""


def _wrong_numbers(
    grid: Grid, header: int, label: int, places: Sequence[Heading]
) -> Iterator[Fault]:
    """Rows whose municipality has another number than the one beside it."""
    names = [plain_name(text_at(grid, header, column)) for column in range(width(grid))]
    column = next((c for c, name in enumerate(names) if name in TOWN_NUMBERS and c != label), -1)
    for heading in places if column >= 0 else ():
        kind, _colon, code = heading.match.target.partition(":")
        cell = cell_at(grid, heading.row, column)
        number = _whole_number(cell) or str(cell or "").strip()
        if kind == MUNICIPALITY and number.isdecimal() and int(number) != int(code):
            facts = {"name": heading.name, "code": code}
            yield Fault(
                "wrong-municipality", grid.lines[heading.row], column + 1, number, facts=facts
            )


def _column_heading(
    grid: Grid, words: Vocabulary, title: str, lower: int, header: int, column: int
) -> Heading | None:
    row = lower if text_at(grid, lower, column) else header
    name = text_at(grid, row, column)
    if not name or (is_total(name) and not title):
        return None
    heading = _titled(words, name, title if row == lower else "", row, column)
    return None if is_total(name) and not heading.match.target else heading


def _titles_over(
    grid: Grid, words: Vocabulary, header: int, lower: int, first_column: int
) -> dict[int, str]:
    """The title over each column: a merged cell stands at the left of those it covers."""
    row = header if lower != header else header - 1
    if row < 0:
        return {}
    texts = {column: text_at(grid, row, column) for column in range(width(grid))}
    titles_there = {column: text for column, text in texts.items() if text}
    is_single = len(titles_there) == 1 and not measure_of(*titles_there.values())
    if lower == header and (is_single or any(map(is_about_report, titles_there.values()))):
        return {}
    titles, title = {}, ""
    for column in range(first_column, width(grid)):
        title = texts[column] or title
        titles[column] = "" if plain_name(title) in PIVOT_WORDS else title
        if not text_at(grid, lower, column):
            title = ""  # a heading of both rows covers its own column alone
    return titles


def _titled(words: Vocabulary, name: str, title: str, row: int, column: int) -> Heading:
    """What a name means beneath a title: "Kirjat" beneath "Hankinnat" are acquired books, and
    "Lainat" beneath "Kirjat" are lent books.

    Beneath a title that nobody knows, a name that depends on a measure is asked about as a whole.
    """
    measure = measure_of(title)
    if not title or (measure and not words.of_other_year(title)):
        words = replace(words, measure=measure) if measure else words
        return Heading(
            name, row, column, words.variable(name), words.remembered_as("variable", name)
        )
    full_name = f"{title} {name}"
    match = words.variable(full_name)
    if not match.settled and (measure := measure_of(name)) in MEASURES:
        match = replace(words, measure=measure).variable(title)
    if match.settled:
        return Heading(full_name, row, column, match, words.remembered_as("variable", full_name))
    match = words.variable(name)
    if match.settled and (match.target[:3] not in MEASURES or words.same_material(title, match)):
        return Heading(name, row, column, match, words.remembered_as("variable", name))
    return Heading(full_name, row, column, NO_MATCH, words.remembered_as("variable", full_name))


def _variables_down(grid: Grid, words: Vocabulary, header: int, label: int) -> Plan:
    heading_cells = ((header, column, cell) for column, cell in enumerate(grid.rows[header]))
    places = _headings((cell for cell in heading_cells if cell[1] != label), words, "place")
    body = body_of(grid, words, header, label, [heading.column for heading in places])
    variables = tuple(
        _titled(words, name, _section(grid, row, label), row, label)
        for row in body.rows
        if (name := text_at(grid, row, label)) and not is_total(name)
    )
    faults = body.faults
    if (lower := second_heading(grid, header, label)) != header:
        texts = [text_at(grid, lower, column) for column in range(width(grid))]
        text = ", ".join(text for text in texts if text)
        faults = (Fault("two-headings", grid.lines[lower], 0, text), *faults)
    return Plan(Layout.VARIABLES_DOWN, header, label, variables, places, faults=faults)


def _section(grid: Grid, below_row: int, label_column: int) -> str:
    """The title nearest above a row: of a row that has a name and nothing else; "" without one."""
    for row in range(below_row - 1, -1, -1):
        if filled(grid.rows[row]) == 1 and (title := text_at(grid, row, label_column)):
            return title
    return ""


def _long_plan(
    grid: Grid, words: Vocabulary, variable_column: int, place_column: int
) -> Plan | None:
    header = next(
        (n for n, row in enumerate(grid.rows) if filled(row) > 2 and _is_name(row[place_column])), 0
    )
    value_column = _value_column(grid, header, {variable_column, place_column})
    if value_column < 0:
        return None
    rows = rows_of_year(grid, words, header, {variable_column, place_column})
    body = [row for row in rows if filled(grid.rows[row]) > 1]
    faults = by_month(grid, header, body, [c for c in range(width(grid)) if c != value_column])
    if not rows:
        faults = [other_year(grid, words, header), *faults]
    variables, places = (
        _headings(((row, column, cell_at(grid, row, column)) for row in body), words, kind)
        for column, kind in ((variable_column, "variable"), (place_column, "place"))
    )
    return Plan(
        Layout.LONG,
        header,
        place_column,
        variables,
        places,
        value_column,
        variable_column,
        tuple(faults),
    )


def _value_column(grid: Grid, header: int, used_columns: set[int]) -> int:
    """The column called a value, else the last one with numbers."""
    names = {"arvo", "luku", "value", "värde", "määrä", "antal", "lukumäärä"}
    for column, cell in enumerate(grid.rows[header]):
        if column not in used_columns and str(cell).strip().casefold() in names:
            return column
    rows = grid.rows[header + 1 : header + 20]
    counts = {
        column: sum(is_numeric(row[column]) for row in rows if column < len(row))
        for column in range(len(grid.rows[header]))
        if column not in used_columns
    }
    numeric = [column for column, count in counts.items() if count]
    return numeric[-1] if numeric else -1
