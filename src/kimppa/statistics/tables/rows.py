"""The tables that a coordinator may change: rows of texts, checked row by row. Pure."""

import csv
import io
import string
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from kimppa.statistics.checks.checks import Check, read_check
from kimppa.statistics.checks.comparison import read_threshold
from kimppa.statistics.checks.conditions import names
from kimppa.statistics.lists.callnumbers import read_range
from kimppa.statistics.reading.faults import Fault
from kimppa.statistics.variables.catalogue import (
    TableError,
    Variable,
    catalogue,
    check_successors,
    data_file,
    read_variable,
)
from kimppa.statistics.variables.identities import read_identity

type Row = dict[str, str]
KINDS = ("variables", "identities", "checks", "thresholds", "callnumbers")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "variables": (
        *("code", "row", "group", "name_fi", "name_sv", "name_en", "translated", "unit", "level"),
        *("measure", "material", "language", "genre", "age", "additive", "flow", "decimals"),
        *("entered", "since", "until", "validity", "successor", "definition_fi", "definition_en"),
        *("evidence", "source"),
    ),
    "identities": ("check", "measures", "whole", "parts", "since", "until", "source"),
    "checks": (
        *("code", "part", "severity", "each", "fields", "condition"),
        *("message_fi", "message_sv", "message_en"),
    ),
    "thresholds": ("prefix", "percent", "floor", "source"),
    "callnumbers": ("class", "first", "last", "source"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "variables": ("code", "name_fi", "unit", "group"),
    "identities": ("check", "whole", "parts"),
    "checks": ("code", "severity", "fields", "condition", "message_fi"),
    "thresholds": ("prefix", "percent", "floor"),
    "callnumbers": ("class", "first", "last"),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "variables": ("code",),
    "identities": ("check", "whole", "since"),
    "checks": ("code", "part"),
    "thresholds": ("prefix",),
    "callnumbers": ("class", "first"),
}
_READ: Mapping[str, Callable[[int, Mapping[str, str]], object]] = {
    "variables": read_variable,
    "identities": read_identity,
    "checks": read_check,
    "thresholds": read_threshold,
    "callnumbers": read_range,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that differs: the row's key, the column, before and after."""

    key: str
    column: str
    before: str
    after: str


def shipped(kind: str) -> str:
    """The table as it came with the house, as CSV."""
    return data_file(f"{kind}.csv")


def read(content: str) -> list[Row]:
    """The rows of a table that is kept."""
    return [dict(row) for row in csv.DictReader(io.StringIO(content))]


def from_cells(kind: str, cells: Sequence[Sequence[object]]) -> tuple[list[Row], list[Fault]]:
    """The rows of a file that somebody has edited; a fault for each column it must have."""
    heading = [str(cell or "").strip() for cell in cells[0]] if cells else []
    faults = [Fault("table-column", 1, 0, name) for name in NEEDED[kind] if name not in heading]
    rows = [
        {
            name: _text(row[index]) if index < len(row) else ""
            for index, name in enumerate(heading)
            if name in COLUMNS[kind]
        }
        for row in cells[1:]
    ]
    return [row for row in rows if any(row.values())], faults


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def write(kind: str, rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as CSV, every column of the kind."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS[kind], lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({name: row.get(name, "") for name in COLUMNS[kind]} for row in rows)
    return text.getvalue()


def key_of(kind: str, row: Mapping[str, str]) -> str:
    """What a row is known by."""
    return " ".join(filter(None, (row.get(name, "") for name in KEYS[kind])))


def faults(kind: str, rows: Sequence[Row]) -> list[Fault]:
    """Everything that is wrong, with its row and column as a spreadsheet counts them."""
    if not rows:
        return [Fault("table-nothing")]
    fault_list: list[Fault] = []
    parsed_rows: list[tuple[int, object]] = []
    for number, row in enumerate(rows, 2):
        try:
            parsed_rows.append((number, _READ[kind](number, row)))
        except TableError as error:
            fault_list.append(_fault(kind, error))
    keys: set[str] = set()
    for number, row in enumerate(rows, 2):
        key = key_of(kind, row)
        if key in keys:
            fault_list.append(Fault("table-twice", number, 1, key))
        keys.add(key)
    if not fault_list:
        fault_list += _joint_faults(kind, rows, parsed_rows)
    return fault_list


def _fault(kind: str, error: TableError) -> Fault:
    column = COLUMNS[kind].index(error.column) + 1 if error.column in COLUMNS[kind] else 0
    return Fault(error.problem, error.row, column, error.text, facts={"allowed": error.allowed})


def _joint_faults(
    kind: str, rows: Sequence[Row], parsed_rows: Sequence[tuple[int, object]]
) -> list[Fault]:
    """What only shows when the rows, and the variables in force, are seen together."""
    if kind == "variables":
        try:
            check_successors(
                {entry.code: entry for _n, entry in parsed_rows if isinstance(entry, Variable)}
            )
        except TableError as error:
            return [_fault(kind, error)]
    if kind == "identities":
        return [
            Fault("table-variable", number, COLUMNS[kind].index("parts") + 1, code)
            for number, group in parsed_rows
            if isinstance(group, tuple)
            for entry in group
            for code in entry.fields
            if code not in catalogue()
        ]
    if kind == "checks":
        return [
            fault
            for n, entry in parsed_rows
            if isinstance(entry, Check)
            for fault in _message_faults(n, entry)
        ]
    if kind == "thresholds" and not any(not row.get("prefix") for row in rows):
        return [Fault("table-empty", len(rows) + 1, 1)]  # the row that meets all the others
    return []


_FACTS = frozenset(
    {"name", "year", "value", "last", "earlier", "difference", "missing_names", "parts", "whole"}
    | {"given", "missing", "change", "limit", "floor", "peers", "branch_sum", "branch_max"}
    | {"low", "high", "collected", "decimals", "transposed", "power_of_ten"}
)


def _message_faults(number: int, check: Check) -> list[Fault]:
    """A message may speak only of what its condition knows."""
    known_names = names(check.condition.replace("{c}", "c")) | _FACTS
    known_names |= {f"last_{name_known}" for name_known in known_names}
    faults = []
    for language in ("fi", "sv", "en"):
        column = COLUMNS["checks"].index(f"message_{language}") + 1
        try:
            placeholders = [name for _t, name, _s, _c in string.Formatter().parse(
                check.message.text(language)) if name is not None]  # fmt: skip
        except ValueError:
            return [Fault("table-message", number, column, check.message.text(language))]
        faults += [
            Fault("table-message", number, column, name)
            for name in placeholders
            if name not in known_names and "{c}" not in check.condition
        ]
    return faults


def difference(
    kind: str, old_rows: Sequence[Row], new_rows: Sequence[Row]
) -> tuple[list[str], list[str], list[Changed]]:
    """Keys that are added, keys that are gone, and cells that have changed."""
    old_by_key, new_by_key = (
        {key_of(kind, row): row for row in rows} for rows in (old_rows, new_rows)
    )
    changed_cells = [
        Changed(key, name, old_by_key[key].get(name, ""), row.get(name, ""))
        for key, row in new_by_key.items()
        if key in old_by_key
        for name in COLUMNS[kind]
        if old_by_key[key].get(name, "") != row.get(name, "")
    ]
    return (
        [key for key in new_by_key if key not in old_by_key],
        [key for key in old_by_key if key not in new_by_key],
        changed_cells,
    )


def used(codes: Collection[str], checks: Sequence[Check]) -> set[str]:
    """Which variables the checks speak of by name."""
    names_mentioned = {
        name for check in checks for name in names(check.condition.replace("{c}", "c"))
    }
    return {code for code in codes if code in names_mentioned}
