"""Reading a report by its plan: figures by place and variable, and every fault with its cell."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from string import ascii_uppercase

from kimppa.core.imports.names import Certainty
from kimppa.documents.spreadsheets import Cell
from kimppa.statistics.reading.cells import CellError, State, is_broken
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid, Metadata, metadata, read_value
from kimppa.statistics.reading.layout import is_total
from kimppa.statistics.reading.mapping import Heading, Layout, Plan, propose
from kimppa.statistics.reading.vocabulary import Vocabulary
from kimppa.statistics.variables.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """One figure of a file: of which place and variable, and in which cell it stands."""

    place: str
    variable: str
    value: Decimal | None
    state: State
    address: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a grid gives. With faults nothing of it is taken into use."""

    figures: tuple[ReadFigure, ...]
    faults: tuple[Fault, ...]
    plan: Plan | None
    metadata: Metadata

    @property
    def places(self) -> set[str]:
        """The places that have figures."""
        return {figure.place for figure in self.figures}

    @property
    def fit(self) -> bool:
        """Whether it may be taken into use."""
        return bool(self.figures) and not self.faults


def read_report(grid: Grid, words: Vocabulary, plan: Plan | None = None) -> Reading:
    """The figures of a grid; the plan is proposed unless it is given."""
    plan = plan or propose(grid, words)
    about = metadata(grid)
    if plan is None:
        broken = tuple(_broken_faults(grid))
        return Reading((), broken or (Fault("no-table"),), None, about)
    faults = [*_broken_faults(grid), *plan.faults, *_unsettled_faults(grid, plan)]
    figures: dict[tuple[str, str], ReadFigure] = {}
    name_by_place = {heading.match.target: heading.name for heading in reversed(plan.places)}
    for place_code, variable, row, column, cell in _figure_cells(grid, plan):
        try:
            figure = _figure(grid, place_code, variable, row, column, cell)
        except CellError as problem:
            faults.append(Fault(problem.problem, grid.lines[row], column + 1, problem.text))
            continue
        if figure is None:
            continue
        if earlier_figure := figures.get((place_code, variable)):
            if _agree(earlier_figure, figure):
                continue
            text = f"{name_by_place[place_code]}: {catalogue()[variable].name.fi}"
            facts = {"cell": earlier_figure.address}
            faults.append(Fault("twice", grid.lines[row], column + 1, text, facts=facts))
        figures[place_code, variable] = figure
    if not figures and not faults:
        faults.append(Fault("no-figures"))
    return Reading(tuple(figures.values()), tuple(faults), plan, about)


def _agree(figure: ReadFigure, other_figure: ReadFigure) -> bool:
    """Whether two columns of a row, such as "Lainat" and "Lainat yhteensä", say the same."""
    lines = {read.address.lstrip(ascii_uppercase) for read in (figure, other_figure)}
    return len(lines) == 1 and (figure.value, figure.state) == (
        other_figure.value,
        other_figure.state,
    )


def _figure(
    grid: Grid, place: str, variable: str, row: int, column: int, cell: Cell
) -> ReadFigure | None:
    content = read_value(grid, row, column, cell, decimals=catalogue()[variable].decimals)
    if content is None:
        return None
    address = grid.address(row, column)
    return ReadFigure(place, variable, content.value, content.state, address)


def _figure_cells(grid: Grid, plan: Plan) -> Iterator[tuple[str, str, int, int, Cell]]:
    """Place, variable, row, column and content of each cell that counts."""
    if plan.layout == Layout.LONG:
        yield from _long_cells(grid, plan)
        return
    row_headings, column_headings = plan.places, plan.variables
    if plan.layout == Layout.VARIABLES_DOWN:
        row_headings, column_headings = plan.variables, plan.places
    for line_heading in row_headings:
        for column_heading in column_headings:
            if not (_is_used(line_heading) and _is_used(column_heading)):
                continue
            cells = grid.rows[line_heading.row]
            cell = cells[column_heading.column] if column_heading.column < len(cells) else None
            targets = (line_heading.match.target, column_heading.match.target)
            place, variable = targets if plan.layout == Layout.PLACES_DOWN else targets[::-1]
            yield place, variable, line_heading.row, column_heading.column, cell


def _long_cells(grid: Grid, plan: Plan) -> Iterator[tuple[str, str, int, int, Cell]]:
    variables = {
        place_heading.row: place_heading
        for place_heading in plan.variables
        if _is_used(place_heading)
    }
    for place_heading in plan.places:
        variable_heading = variables.get(place_heading.row)
        row = grid.rows[place_heading.row]
        if variable_heading and _is_used(place_heading) and plan.value < len(row):
            target = variable_heading.match.target
            yield place_heading.match.target, target, place_heading.row, plan.value, row[plan.value]


def _is_used(heading: Heading) -> bool:
    return heading.match.settled and bool(heading.match.target)


def _unsettled_faults(grid: Grid, plan: Plan) -> Iterator[Fault]:
    """Names that nobody has settled: each is told once."""
    reported: set[tuple[str, str]] = set()
    for problem, headings in (("unknown-column", plan.variables), ("unknown-place", plan.places)):
        for heading in headings:
            if (
                heading.match.settled
                or (problem, heading.name) in reported
                or is_total(heading.name)
            ):
                continue
            if is_broken(heading.name):
                continue
            reported.add((problem, heading.name))
            guess = heading.match.near if heading.match.certainty == Certainty.NEAR else ""
            yield Fault(problem, grid.lines[heading.row], heading.column + 1, heading.name, guess)


def _broken_faults(grid: Grid) -> Iterator[Fault]:
    """Names whose letters were lost on the way: a naive reader loses Äänekoski."""
    for number, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str) and is_broken(cell):
                yield Fault("broken-letters", grid.lines[number], column + 1, cell.strip())
