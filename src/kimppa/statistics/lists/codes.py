"""Columns and codes of lists of items and loans: what they may mean, and how it is remembered.

A code is remembered as `code-<field>:<code>`, exactly as it stands in the list; a heading as
`column-<table>:<heading>`, without case and punctuation. Pure.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kimppa.core.imports.names import plain_name
from kimppa.statistics.lists.callnumbers import ranges_of
from kimppa.statistics.lists.ruleset import GROUPS, MATERIALS, NOT_COUNTED, SERIALS, RuleSet
from kimppa.statistics.variables.catalogue import data_file

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "type": (*MATERIALS, SERIALS, *NOT_COUNTED),
    "location": ("adult", "child"),
    "branch": (),  # the branches of the consortium
    "group": GROUPS,
    "status": ("counted", "not-counted"),
    "kind": ("loan", "renewal"),
}
LEFT_OUT = ("branch", "kind")
"""Fields by whose codes rows may be left out."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "items": (
        *("item", "branch", "type", "location", "call_number"),
        *("language", "language_041", "acquired", "withdrawn", "status"),
    ),
    "loans": (
        *("item", "branch", "kind", "at", "borrower", "group"),
        *("type", "location", "call_number", "language", "language_041"),
    ),
}
NEEDED: Mapping[str, frozenset[str]] = {
    "items": frozenset(
        {"item", "branch", "type", "location", "call_number", "language", "acquired"}
    ),
    "loans": frozenset({"item", "branch", "kind", "at", "borrower", "group"}),
}
KINDS = {"issue": "loan", "renew": "renewal"}


def code_key(field: str, code: str) -> str:
    """Under which a code's meaning is remembered."""
    return f"code-{field}:{code}"


def column_key(table: str, heading: str) -> str:
    """Under which a heading's column is remembered."""
    return f"column-{table}:{plain_name(heading)}"


@dataclass(frozen=True, slots=True)
class System:
    """What a library system calls the columns of its lists: by list and column, names as
    `core.imports.names.plain` makes them; `shown` are the same as they are written.
    """

    name: str
    evidence: str
    source: str
    shown: Mapping[str, Mapping[str, tuple[str, ...]]]

    def names(self, table: str) -> Mapping[str, tuple[str, ...]]:
        """The plain names of each column of a list."""
        return {
            column: tuple(map(plain_name, names)) for column, names in self.shown[table].items()
        }

    def fit(self, table: str, headings: Collection[str]) -> int:
        """How many of a list's columns it knows by its plain headings."""
        return sum(not set(headings).isdisjoint(names) for names in self.names(table).values())


@cache
def systems() -> tuple[System, ...]:
    """The systems of data/columns.toml, in its order."""
    return tuple(
        System(
            name=row["name"],
            evidence=row["evidence"],
            source=row["source"],
            shown={
                table: {column: tuple(names) for column, names in row.get(table, {}).items()}
                for table in COLUMNS
            },
        )
        for row in tomllib.loads(data_file("columns.toml"))["system"]
    )


def columns_of(
    table: str, headings: Collection[str], meanings: Mapping[str, str]
) -> dict[str, str]:
    """Our columns to the headings that mean them: first as somebody has said, then as the system
    calls them whose names fit the list best. A heading means one column.
    """
    columns: dict[str, str] = {}
    free: dict[str, str] = {}
    for heading in headings:
        if (ours := meanings.get(column_key(table, heading))) is None:
            free.setdefault(plain_name(heading), heading)
        elif ours:
            columns[ours] = heading
    for system in sorted(systems(), key=lambda s: s.fit(table, free), reverse=True):
        for column, names in system.names(table).items():
            if column not in columns and (name := next((n for n in names if n in free), "")):
                columns[column] = free.pop(name)
    return columns


def usual_names(table: str, column: str) -> list[str]:
    """What a column is usually called, in the order of the systems."""
    names = [name for s in systems() for name in s.shown[table].get(column, ())]
    return list(dict.fromkeys(name for name in names if name != column))


def missing(table: str, columns: Collection[str]) -> list[str]:
    """Columns that a list must have and lacks, in order."""
    return [name for name in COLUMNS[table] if name in NEEDED[table] and name not in columns]


def meanings(remembered: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The remembered codes by field."""
    by_field: dict[str, dict[str, str]] = {field: {} for field in MEANINGS}
    for key, target in remembered.items():
        head, _, code = key.partition(":")
        field = head.removeprefix("code-")
        if head.startswith("code-") and field in by_field:
            by_field[field][code] = target
    return by_field


def unknown(
    used: Iterable[tuple[str, str]], remembered: Mapping[str, str], branches: Collection[str]
) -> list[tuple[str, str]]:
    """Which of the codes that figures rest on have no meaning today."""
    by_field = meanings(remembered)
    usual = {"branch": branches, "status": {""}, "kind": KINDS}
    return [
        (field, code)
        for field, code in used
        if code not in by_field[field] and code not in usual.get(field, ())
    ]


def rules_of(
    remembered: Mapping[str, str], branches: Mapping[str, str], mobile: Collection[str] = ()
) -> RuleSet:
    """The rule set that the remembered codes make; `branches`: our code to municipality."""
    by_field = meanings(remembered)
    in_collection = {code: target == "counted" for code, target in by_field["status"].items()}
    kinds = {code: target for code, target in by_field["kind"].items() if target}
    own = {name: name for name in COLUMNS["items"]}
    left_out = {
        field: tuple(sorted(code for code, target in by_field[field].items() if not target))
        for field in LEFT_OUT
    }
    names = {code: target.removeprefix("branch:") for code, target in by_field["branch"].items()}
    return RuleSet(
        name="codes",
        types=by_field["type"],
        locations=by_field["location"],
        branches=branches,
        groups=by_field["group"],
        statuses={"": True} | in_collection,
        kinds=KINDS | kinds,
        fiction=ranges_of("fiction"),
        music=ranges_of("music"),
        item_columns=own,
        loan_columns={name: name for name in COLUMNS["loans"]},
        aliases={code: ours for code, ours in names.items() if ours},
        mobile=tuple(sorted(mobile)),
        left_out_branches=left_out["branch"],
        left_out_kinds=left_out["kind"],
    )
