"""Identities: a whole and the parts that make it, as data."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kimppa.statistics.variables import data_file

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
    whole = Decimal(0)
    for part in parts:
        if part is None:
            return None
        whole += part
    return whole


def imbalance(identity: Identity, values: Values) -> Decimal | None:
    """Whole minus parts: 0 when it holds, None when something is missing."""
    whole = values.get(identity.whole)
    parts = total(values.get(code) for code in identity.parts)
    return None if whole is None or parts is None else whole - parts


def missing_parts(identity: Identity, values: Values) -> list[str]:
    """The parts that have no value."""
    return [code for code in identity.parts if values.get(code) is None]


def read_identities(content: str) -> tuple[Identity, ...]:
    """Identities from TOML; each measure gives one of its own."""
    return tuple(
        Identity(
            row["check"],
            row["whole"].format(m=measure),
            tuple(part.format(m=measure) for part in row["parts"]),
            row.get("since", 0),
            row.get("until", 9999),
        )
        for row in tomllib.loads(content)["identity"]
        for measure in row.get("measures", [""])
    )


@cache
def identities() -> tuple[Identity, ...]:
    """The identities of data/identities.toml."""
    return read_identities(data_file("identities.toml"))


def of_year(year: int, found: Sequence[Identity] | None = None) -> list[Identity]:
    """Those that are rules of the year."""
    return [one for one in found or identities() if one.holds_in(year)]
