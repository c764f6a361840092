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
    calls them whose names fit the list best. A heading means one column. `meanings`: our column by
    `column_key`, "" for a heading that means none.
    """
    columns: dict[str, str] = {}
    heading_by_name: dict[str, str] = {}
    for heading in headings:
        if (our_column := meanings.get(column_key(table, heading))) is None:
            heading_by_name.setdefault(plain_name(heading), heading)
        elif our_column:
            columns[our_column] = heading
    for system in sorted(systems(), key=lambda s: s.fit(table, heading_by_name), reverse=True):
        for column, names in system.names(table).items():
            if column not in columns and (
                name := next((n for n in names if n in heading_by_name), "")
            ):
                columns[column] = heading_by_name.pop(name)
    return columns


def usual_names(table: str, column: str) -> list[str]:
    """What a column is usually called, in the order of the systems."""
    names = [name for s in systems() for name in s.shown[table].get(column, ())]
    return list(dict.fromkeys(name for name in names if name != column))


def missing(table: str, columns: Collection[str]) -> list[str]:
    """Columns that a list must have and lacks, in order."""
    return [name for name in COLUMNS[table] if name in NEEDED[table] and name not in columns]


def meanings(target_by_key: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Targets by field and code, of all that is remembered by `code_key`."""
    targets_by_field: dict[str, dict[str, str]] = {field: {} for field in MEANINGS}
    for key, target in target_by_key.items():
        head, _, code = key.partition(":")
        field = head.removeprefix("code-")
        if head.startswith("code-") and field in targets_by_field:
            targets_by_field[field][code] = target
    return targets_by_field


def unknown(
    codes_used: Iterable[tuple[str, str]],
    target_by_key: Mapping[str, str],
    branches: Collection[str],
) -> list[tuple[str, str]]:
    """Which of the codes that figures rest on have no meaning today."""
    targets_by_field = meanings(target_by_key)
    defaults = {"branch": branches, "status": {""}, "kind": KINDS}
    return [
        (field, code)
        for field, code in codes_used
        if code not in targets_by_field[field] and code not in defaults.get(field, ())
    ]


def rules_of(
    target_by_key: Mapping[str, str],
    branches: Mapping[str, str],
    mobile_codes: Collection[str] = (),
) -> RuleSet:
    """The rule set that the remembered codes make; an empty target leaves out the rows of its code.
    `branches`: municipality by our code of the branch; `mobile_codes`: those that are bookmobiles.
    """
    targets_by_field = meanings(target_by_key)
    in_collection = {
        code: target == "counted" for code, target in targets_by_field["status"].items()
    }
    kinds = {code: target for code, target in targets_by_field["kind"].items() if target}
    item_columns = {name: name for name in COLUMNS["items"]}
    codes_left_out = {
        field: tuple(sorted(code for code, target in targets_by_field[field].items() if not target))
        for field in LEFT_OUT
    }
    our_code_by_code = {
        code: target.removeprefix("branch:") for code, target in targets_by_field["branch"].items()
    }
    return RuleSet(
        name="codes",
        types=targets_by_field["type"],
        locations=targets_by_field["location"],
        branches=branches,
        groups=targets_by_field["group"],
        statuses={"": True} | in_collection,
        kinds=KINDS | kinds,
        fiction=ranges_of("fiction"),
        music=ranges_of("music"),
        item_columns=item_columns,
        loan_columns={name: name for name in COLUMNS["loans"]},
        aliases={code: our_code for code, our_code in our_code_by_code.items() if our_code},
        mobile=tuple(sorted(mobile_codes)),
        left_out_branches=codes_left_out["branch"],
        left_out_kinds=codes_left_out["kind"],
    )
