"""The ministry's variables as data: one row each, read from CSV, valid from year to year."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

from kimppa.statistics.words import Words

EVIDENCE = ("verified", "inferred", "guessed")
LEVELS = ("municipality", "derived")
POPULATION = "POP"
_FIGURE_CODES = {POPULATION: "population"}  # figures whose name the desk already knows
_YES_NO = {"yes": True, "no": False}


class VariableError(ValueError):
    """A table of variables that cannot be used: the row and column and what is wrong there."""

    def __init__(self, row: int, column: str, problem: str) -> None:
        super().__init__(f"row {row}, {column}: {problem}")
        self.row, self.column, self.problem = row, column, problem


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

    def of_year(self, year: int) -> list[Variable]:
        """Those asked for in the year, and those of unknown validity, in order."""
        return [one for one in self._by_code.values() if one.collected(year)]

    def groups(self, year: int) -> dict[str, list[Variable]]:
        """Variables of a year by group."""
        found: dict[str, list[Variable]] = {}
        for one in self.of_year(year):
            found.setdefault(one.group, []).append(one)
        return found

    def predecessors(self, code: str) -> list[str]:
        """Those that it follows: videos and DVDs before video recordings."""
        return [one.code for one in self._by_code.values() if one.successor == code]


def read_variables(content: str) -> Catalogue:
    """Variables from CSV. Raises VariableError with the row and the column."""
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    missing = {"code", "name_fi", "unit", "group"} - set(reader.fieldnames or ())
    if missing:
        raise VariableError(1, ", ".join(sorted(missing)), "the column is missing")
    found: dict[str, Variable] = {}
    for number, row in enumerate(reader, 2):
        one = _variable(number, row)
        if one.code in found:
            raise VariableError(number, "code", f"{one.code} stands twice")
        found[one.code] = one
    _check_successors(found)
    return Catalogue(found)


def _variable(number: int, row: Mapping[str, str | None]) -> Variable:
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("code", "name_fi", "group"):
        if not cells[name]:
            raise VariableError(number, name, "the cell is empty")
    for name, allowed in (("evidence", EVIDENCE), ("level", LEVELS)):
        if cells.get(name, allowed[0]) not in allowed:
            raise VariableError(number, name, f"{cells[name]} is none of {', '.join(allowed)}")
    plain = {one.name for one in fields(Variable)} - {"name", "definition"}
    given = {name: _value(number, name, cells[name]) for name in plain if cells.get(name)}
    return Variable(
        name=Words(cells["name_fi"], cells.get("name_sv", ""), cells.get("name_en", "")),
        definition=Words(cells.get("definition_fi", ""), en=cells.get("definition_en", "")),
        **given,
    )


def _value(number: int, name: str, text: str) -> Any:
    if name in ("additive", "flow", "decimals", "entered"):
        if text not in _YES_NO:
            raise VariableError(number, name, f"{text} is neither yes nor no")
        return _YES_NO[text]
    if name in ("since", "until"):
        if not text.isdecimal():
            raise VariableError(number, name, f"{text} is not a year")
        return int(text)
    return text


def _check_successors(found: Mapping[str, Variable]) -> None:
    for number, one in enumerate(found.values(), 2):
        if one.successor and one.successor not in found:
            raise VariableError(number, "successor", f"{one.successor} is not a variable")


def data_file(name: str) -> str:
    """The text of one of the area's data files."""
    return files("kimppa.statistics.data").joinpath(name).read_text(encoding="utf-8")


@cache
def catalogue() -> Catalogue:
    """The variables as far as they are known (data/variables.csv)."""
    return read_variables(data_file("variables.csv"))
