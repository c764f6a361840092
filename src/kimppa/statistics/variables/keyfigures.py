"""Key figures (tunnusluvut): one value for the population of another. None in, none out."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kimppa.statistics.variables.catalogue import data_file
from kimppa.statistics.variables.identities import Values


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """`of` divided by `by`, `times` so many."""

    code: str
    of: str
    by: str
    times: int = 1

    def value(self, values: Values) -> Decimal | None:
        """The key figure, unrounded; None without either value or for a denominator of 0."""
        return ratio(values.get(self.of), values.get(self.by), self.times)


def ratio(dividend: Decimal | None, divisor: Decimal | None, times: int = 1) -> Decimal | None:
    """`of / by × times`; None when a value is missing or there is nothing to divide by."""
    if dividend is None or not divisor:
        return None
    return dividend * times / divisor


@cache
def key_figures() -> tuple[KeyFigure, ...]:
    """The key figures of data/keyfigures.toml."""
    return tuple(KeyFigure(**row) for row in tomllib.loads(data_file("keyfigures.toml"))["figure"])


def compute(values: Values) -> dict[str, Decimal | None]:
    """Every key figure by its code."""
    return {figure.code: figure.value(values) for figure in key_figures()}
