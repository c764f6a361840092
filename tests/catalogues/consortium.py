"""Whose catalogue is made: units, departments, materials, codes, and how items are written."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

# What a subfield of an item can hold.
ITEM_PARTS = frozenset(
    {"unit", "department", "shelf", "class", "mark", "barcode", "status", "material"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where records come from: the code in 003 and in front of control numbers elsewhere."""

    code: str
    agency: str  # 040 $a
    digits: int  # of 001
    share: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A branch, and its share of the items."""

    code: str
    name: str
    share: int


@dataclass(frozen=True, slots=True)
class Department:
    """A department; `key` is what seeds call it."""

    code: str
    name: str
    key: str
    shelves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consortium:
    """Everything about a catalogue that is a matter of configuration."""

    name: str
    sources: tuple[Source, ...]
    units: tuple[Unit, ...]
    departments: tuple[Department, ...]
    materials: dict[str, str]  # a seed's word → the code in items
    statuses: dict[str, int]  # code → share
    item_tag: str
    item_subfields: tuple[tuple[str, str], ...]  # (code, what it holds)
    barcode_digits: int

    def code_of(self, part: str) -> str | None:
        """The subfield code that holds this part of an item."""
        return next((code for code, held in self.item_subfields if held == part), None)

    def department(self, key: str) -> Department:
        """The department that a seed names."""
        return next(one for one in self.departments if one.key == key)


def load(path: Path) -> Consortium:
    """Read a consortium from TOML as `data/louna.toml` has it. Raises ValueError."""
    return _consortium(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def louna() -> Consortium:
    """The consortium of the demo, packaged."""
    text = (files("tests.catalogues") / "data" / "louna.toml").read_text(encoding="utf-8")
    return _consortium(tomllib.loads(text))


def _consortium(read: dict[str, Any]) -> Consortium:
    try:
        made = Consortium(
            name=read["name"],
            sources=tuple(Source(**one) for one in read["sources"]),
            units=tuple(Unit(**one) for one in read["unit"]),
            departments=tuple(
                Department(**{**one, "shelves": tuple(one["shelves"])})
                for one in read["department"]
            ),
            materials=dict(read["materials"]),
            statuses=dict(read["statuses"]),
            item_tag=read["item"]["tag"],
            item_subfields=tuple((code, part) for code, part in read["item"]["subfields"]),
            barcode_digits=read["item"]["barcode_digits"],
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a consortium: {error}") from error
    unknown = {part for _, part in made.item_subfields} - ITEM_PARTS
    if unknown:
        raise ValueError(f"an item has no {', '.join(sorted(unknown))}")
    return made
