"""What the ministry has published: long CSV, a CSV of one variable by year, the sheet ALL."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kimppa.core.imports.names import plain_name
from kimppa.documents.spreadsheets import Cell
from kimppa.statistics.reading.cells import CellError, State, is_broken, read_cell
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.reading.grids import Grid
from kimppa.statistics.reading.mapping import propose
from kimppa.statistics.reading.report import ReadFigure, read_report
from kimppa.statistics.reading.vocabulary import Vocabulary, vocabulary
from kimppa.statistics.variables.catalogue import catalogue

_CODES = ("municipality_code", "kuntanumero", "kuntakoodi", "kommunkod", "kuntano", "kunta nro")
_NAMES = ("municipality", "kunta", "kommun", "kirjasto", "library", "name", "nimi")
_YEARS, _VARIABLES, _VALUES = ("year", "vuosi", "år"), ("variable", "muuttuja"), ("value", "arvo")


@dataclass(frozen=True, slots=True)
class Published:
    """One published value."""

    municipality: str
    variable: str
    year: int
    value: Decimal | None
    state: State


@dataclass(frozen=True, slots=True)
class Publication:
    """What a published file gives, and what is wrong in it; `skipped` counts other places."""

    values: tuple[Published, ...]
    faults: tuple[Fault, ...]
    skipped: int = 0


def read_published(
    grids: Iterable[Grid],
    register: Mapping[str, Iterable[str]],
    *,
    year: int | None = None,
    variable: str = "",
    meanings: Mapping[str, str] | None = None,
) -> Publication:
    """Published values of the municipalities of a register (code → names).

    `year` is that of a file of one year, `variable` that of a file of one variable by years.
    """
    register = {code: list(names) for code, names in register.items()}
    grid = _main_grid(list(grids))
    header = [plain_name(str(cell)) for cell in grid.rows[0]]
    if _column_of(header, _VARIABLES) is not None and _column_of(header, _YEARS) is not None:
        return _read_long(grid, header, register)
    are_years = [
        str(cell).strip().isdecimal() and len(str(cell).strip()) == 4 for cell in grid.rows[0]
    ]
    if variable and any(are_years):
        return _by_years(grid, register, variable)
    if year is None:
        return Publication((), (Fault("no-table"),))
    return _one_year(grid, header, register, year, meanings)


def _main_grid(grids: list[Grid]) -> Grid:
    """The sheet ALL where there is one, else the first."""
    return next((grid for grid in grids if grid.name.casefold() == "all"), grids[0])


def _column_of(header: list[str], names: Iterable[str]) -> int | None:
    plain_names = {plain_name(name) for name in names}
    return next((index for index, name in enumerate(header) if name in plain_names), None)


def _codes_by_name(register: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {plain_name(name): code for code, names in register.items() for name in names}


def _code(cell: Cell) -> str:
    """A municipality's code as three digits: spreadsheets lose the leading zero."""
    text = str(cell).strip().removesuffix(".0") if cell is not None else ""
    return text.zfill(3) if text.isdecimal() else text


def _read_long(grid: Grid, header: list[str], register: Mapping[str, Iterable[str]]) -> Publication:
    words, code_by_name = vocabulary({}), _codes_by_name(register)
    code_at, name_at = _column_of(header, _CODES), _column_of(header, _NAMES)
    variable_at, year_at = _column_of(header, _VARIABLES), _column_of(header, _YEARS)
    value_at = _column_of(header, _VALUES)
    assert variable_at is not None
    assert year_at is not None
    published_values: list[Published] = []
    faults: list[Fault] = []
    skipped = 0
    for number, row in enumerate(grid.rows[1:], 1):
        if fault := _code_fault(grid, number, code_at, name_at, code_by_name):
            faults.append(fault)
            continue
        code = _code(row[code_at]) if code_at is not None else ""
        if code not in register:
            skipped += 1
            continue
        match = words.variable(str(row[variable_at]))
        if not match.settled:
            position = (grid.lines[number], variable_at + 1, str(row[variable_at]))
            faults.append(Fault("unknown-column", *position, near=match.near))
        elif not str(row[year_at]).strip().isdecimal():
            faults.append(Fault("wrong-year", grid.lines[number], year_at + 1, str(row[year_at])))
        elif value_at is not None:
            published = Published(code, match.target, int(str(row[year_at])), None, State.MISSING)
            _add_value(grid, number, value_at, published, published_values, faults)
    return Publication(tuple(published_values), tuple(faults), skipped)


def _by_years(grid: Grid, register: Mapping[str, Iterable[str]], variable: str) -> Publication:
    """One row a municipality, one column a year."""
    code_by_name, skipped = _codes_by_name(register), 0
    published_values: list[Published] = []
    faults: list[Fault] = []
    for number, row in enumerate(grid.rows[1:], 1):
        name = str(row[0]).strip()
        if is_broken(name):
            faults.append(Fault("broken-letters", grid.lines[number], 1, name))
            continue
        code = code_by_name.get(plain_name(name))
        if code is None:
            skipped += 1
            continue
        for column, cell in enumerate(grid.rows[0]):
            if str(cell).strip().isdecimal() and column < len(row):
                published = Published(code, variable, int(str(cell)), None, State.MISSING)
                _add_value(grid, number, column, published, published_values, faults)
    return Publication(tuple(published_values), tuple(faults), skipped)


def _add_value(
    grid: Grid,
    row_index: int,
    column: int,
    published: Published,
    published_values: list[Published],
    faults: list[Fault],
) -> None:
    """Add a cell's value, or its fault. A zero of a year without a question is no zero."""
    variable = catalogue()[published.variable]
    try:
        content = read_cell(grid.rows[row_index][column], decimals=variable.decimals)
    except CellError as problem:
        faults.append(Fault(problem.problem, grid.lines[row_index], column + 1, problem.text))
        return
    if content is None:
        return
    if content.state == State.ZERO and not variable.collected(published.year):
        published_values.append(replace(published, state=State.NOT_COLLECTED))
    else:
        published_values.append(replace(published, value=content.value, state=content.state))


def _code_fault(
    grid: Grid,
    row_index: int,
    code_at: int | None,
    name_at: int | None,
    code_by_name: Mapping[str, str],
) -> Fault | None:
    """V20: a code that is not that of the name beside it."""
    if code_at is None or name_at is None:
        return None
    cells = grid.rows[row_index]
    code, name = _code(cells[code_at]), str(cells[name_at]).strip()
    right_code = code_by_name.get(plain_name(name))
    if right_code is None or right_code == code:
        return None
    facts = {"name": name, "code": right_code}
    return Fault("wrong-municipality", grid.lines[row_index], code_at + 1, code, facts=facts)


def _one_year(
    grid: Grid,
    header: list[str],
    register: Mapping[str, Iterable[str]],
    year: int,
    meanings: Mapping[str, str] | None,
) -> Publication:
    """The sheet of a year: one row a library, one column a variable."""
    code_by_name = _codes_by_name(register)
    code_at, name_at = _column_of(header, _CODES), _column_of(header, _NAMES)
    faults = [
        fault
        for number in range(1, len(grid.rows))
        if (fault := _code_fault(grid, number, code_at, name_at, code_by_name))
    ]
    names_by_place = {f"municipality:{code}": list(names) for code, names in register.items()}
    words: Vocabulary = vocabulary(names_by_place, meanings)
    plan = propose(grid, words)
    if plan is None:
        return Publication((), (Fault("no-table"),))
    places_known = tuple(heading for heading in plan.places if heading.match.settled)
    columns = tuple(
        heading for heading in plan.variables if heading.column not in (code_at, name_at)
    )
    reading = read_report(grid, words, replace(plan, places=places_known, variables=columns))
    # Columns that nobody has settled are the ministry's business, and left where they are.
    ignored_problems = (
        {"unknown-column"} if code_at is None else {"unknown-column", "wrong-municipality"}
    )
    faults += [fault for fault in reading.faults if fault.problem not in ignored_problems]
    values = tuple(
        _as_collected(heading, year) for heading in _published_figures(reading.figures, year)
    )
    return Publication(values, tuple(faults), len(plan.places) - len(places_known))


def _published_figures(figures: Iterable[ReadFigure], year: int) -> Iterator[Published]:
    for figure in figures:
        code = figure.place.partition(":")[2]
        yield Published(code, figure.variable, year, figure.value, figure.state)


def _as_collected(published: Published, year: int) -> Published:
    if published.state == State.ZERO and not catalogue()[published.variable].collected(year):
        return replace(published, value=None, state=State.NOT_COLLECTED)
    return published
