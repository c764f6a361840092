"""The ministry's variables as data: one row each, read from CSV, valid from year to year."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from importlib.resources import files
from typing import Any

from kimppa.statistics.variables.texts import Words
from kimppa.statistics.variables.versions import read_once

EVIDENCE = ("verified", "inferred", "guessed")
LEVELS = ("municipality", "derived")
GROUPS = (
    *("stock", "points", "acquisitions", "loans", "serials", "electronic", "withdrawals", "use"),
    *("interlibrary", "events", "training", "staff", "economy", "background", "key-figures"),
)
POPULATION = "POP"
_FIGURE_CODES = {POPULATION: "population"}  # figures whose name the desk already knows
_YES_NO = {"yes": True, "no": False}


class TableError(ValueError):
    """A table that cannot be used: the row and column, and what is wrong there.

    `problem` is one of data/problems.toml; `text` and `allowed` stand in its message.
    """

    def __init__(
        self, row: int, column: str, problem: str, text: str = "", allowed: str = ""
    ) -> None:
        super().__init__(f"row {row}, {column}: {problem} {text}".rstrip())
        self.row, self.column, self.problem = row, column, problem
        self.text, self.allowed = text, allowed


@dataclass(frozen=True, slots=True)
class Variable:
    """What a row of the statistics measures.

    `row` is the official row number: unknown today, editable. `entered`: typed into the web form.
    `flow`: counted over the year, not at its end. `translated` tells which names are ours.
    """

    code: str
    name: Words
    group: str
    unit: str
    row: str = ""
    translated: str = ""
    level: str = "municipality"
    measure: str = ""
    material: str = ""
    language: str = ""
    genre: str = ""
    age: str = ""
    additive: bool = True
    flow: bool = False
    decimals: bool = False
    entered: bool = True
    since: int | None = None
    until: int | None = None
    validity: str = ""
    successor: str = ""
    definition: Words = field(default_factory=lambda: Words(""))
    evidence: str = "guessed"
    source: str = ""

    def collected(self, year: int) -> bool:
        """Whether the ministry asked for it in the year, as far as is known."""
        return (self.since or 0) <= year <= (self.until or 9999)

    @property
    def derived(self) -> bool:
        """Whether it is computed from others and typed nowhere."""
        return self.level == "derived"

    @property
    def figure_code(self) -> str:
        """Its name among the desk's figures."""
        return _FIGURE_CODES.get(self.code, self.code)


class Catalogue(Mapping[str, Variable]):
    """Variables by code, in the order of the form."""

    def __init__(self, variables: Mapping[str, Variable]) -> None:
        self._by_code = dict(variables)

    def __getitem__(self, code: str) -> Variable:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def __hash__(self) -> int:
        """One catalogue is one object: what is made of it is remembered by it."""
        return id(self)

    def of_year(self, year: int) -> list[Variable]:
        """Those asked for in the year, and those of unknown validity, in order."""
        return [variable for variable in self._by_code.values() if variable.collected(year)]

    def groups(self, year: int) -> dict[str, list[Variable]]:
        """Variables of a year by group."""
        variables_by_group: dict[str, list[Variable]] = {}
        for variable in self.of_year(year):
            variables_by_group.setdefault(variable.group, []).append(variable)
        return variables_by_group


def read_variables(content: str) -> Catalogue:
    """Variables from CSV. Raises TableError with the row and the column."""
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    missing_columns = {"code", "name_fi", "unit", "group"} - set(reader.fieldnames or ())
    if missing_columns:
        columns = ", ".join(sorted(missing_columns))
        raise TableError(1, columns, "table-column", columns)
    variables: dict[str, Variable] = {}
    for number, row in enumerate(reader, 2):
        variable = read_variable(number, row)
        if variable.code in variables:
            raise TableError(number, "code", "table-twice", variable.code)
        variables[variable.code] = variable
    check_successors(variables)
    return Catalogue(variables)


def read_variable(number: int, row: Mapping[str, str | None]) -> Variable:
    """One row. Raises TableError."""
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("code", "name_fi", "group"):
        if not cells.get(name):
            raise TableError(number, name, "table-empty")
    for name, choices in (("evidence", EVIDENCE), ("level", LEVELS), ("group", GROUPS)):
        choice = cells.get(name) or choices[0]
        if choice not in choices:
            raise TableError(number, name, "table-choice", choice, ", ".join(choices))
    plain_names = {field.name for field in fields(Variable)} - {"name", "definition"}
    field_values = {
        name: _cell_value(number, name, cells[name]) for name in plain_names if cells.get(name)
    }
    return Variable(
        name=Words(cells["name_fi"], cells.get("name_sv", ""), cells.get("name_en", "")),
        definition=Words(cells.get("definition_fi", ""), en=cells.get("definition_en", "")),
        **field_values,
    )


def _cell_value(number: int, name: str, text: str) -> Any:
    if name in ("additive", "flow", "decimals", "entered"):
        if text not in _YES_NO:
            raise TableError(number, name, "table-choice", text, "yes, no")
        return _YES_NO[text]
    if name in ("since", "until"):
        if not (text.isdecimal() and len(text) == 4):
            raise TableError(number, name, "table-year", text)
        return int(text)
    return text


def check_successors(variables: Mapping[str, Variable]) -> None:
    """Raise TableError for a successor that is no variable."""
    for number, variable in enumerate(variables.values(), 2):
        if variable.successor and variable.successor not in variables:
            raise TableError(number, "successor", "table-variable", variable.successor)


def data_file(name: str) -> str:
    """The text of one of the area's data files."""
    return files("kimppa.statistics.data").joinpath(name).read_text(encoding="utf-8")


_catalogue = read_once(
    "variables", lambda: read_variables(data_file("variables.csv")), read_variables
)


def catalogue() -> Catalogue:
    """The variables in force: data/variables.csv, or as the coordinator has changed them."""
    return _catalogue()
