"""Identities: a whole and the parts that make it, as data."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kimppa.statistics.variables.catalogue import TableError, data_file
from kimppa.statistics.variables.versions import read_once

type Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Identity:
    """`whole` is the sum of `parts` from a year to another; `check` is the rule that says so."""

    check: str
    whole: str
    parts: tuple[str, ...]
    since: int = 0
    until: int = 9999

    @property
    def fields(self) -> tuple[str, ...]:
        """Every variable it speaks of."""
        return (self.whole, *self.parts)

    def holds_in(self, year: int) -> bool:
        """Whether it is a rule of the year."""
        return self.since <= year <= self.until


def total(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of parts; with a missing part there is no sum."""
    part_sum = Decimal(0)
    for part in parts:
        if part is None:
            return None
        part_sum += part
    return part_sum


def imbalance(identity: Identity, values: Values) -> Decimal | None:
    """Whole minus parts: 0 when it holds, None when something is missing."""
    whole_value = values.get(identity.whole)
    part_sum = total(values.get(code) for code in identity.parts)
    return None if whole_value is None or part_sum is None else whole_value - part_sum


def missing_parts(identity: Identity, values: Values) -> list[str]:
    """The parts that have no value."""
    return [code for code in identity.parts if values.get(code) is None]


def read_identity(number: int, row: Mapping[str, str | None]) -> tuple[Identity, ...]:
    """One row: each measure gives an identity of its own. Raises TableError."""
    cells = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("check", "whole", "parts"):
        if not cells.get(name):
            raise TableError(number, name, "table-empty")
    years = []
    for name, default in (("since", 0), ("until", 9999)):
        text = cells.get(name, "")
        if text and not (text.isdecimal() and len(text) == 4):
            raise TableError(number, name, "table-year", text)
        years.append(int(text or default))
    try:
        return tuple(
            Identity(
                cells["check"],
                cells["whole"].format(m=measure),
                tuple(part.format(m=measure) for part in cells["parts"].split()),
                *years,
            )
            for measure in cells.get("measures", "").split() or [""]
        )
    except (KeyError, IndexError, ValueError) as error:
        raise TableError(number, "parts", "table-variable", cells["parts"]) from error


def read_identities(content: str) -> tuple[Identity, ...]:
    """Identities from CSV. Raises TableError."""
    rows = csv.DictReader(io.StringIO(content))
    return tuple(
        identity for number, row in enumerate(rows, 2) for identity in read_identity(number, row)
    )


_identities = read_once(
    "identities", lambda: read_identities(data_file("identities.csv")), read_identities
)


def identities() -> tuple[Identity, ...]:
    """The identities in force: data/identities.csv, or as the coordinator has changed them."""
    return _identities()


def of_year(year: int) -> list[Identity]:
    """Those that are rules of the year."""
    return [identity for identity in identities() if identity.holds_in(year)]
