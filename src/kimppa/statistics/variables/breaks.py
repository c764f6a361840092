"""Where the series of a variable breaks, and why. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from kimppa.statistics.variables.catalogue import data_file
from kimppa.statistics.variables.keyfigures import key_figures
from kimppa.statistics.variables.texts import Words


@dataclass(frozen=True, slots=True)
class Break:
    """From `year` on the figures mean something else."""

    year: int
    of: tuple[str, ...]
    words: Words
    evidence: str

    def concerns(self, code: str) -> bool:
        """Whether it is of the variable, or of what a key figure is made of."""
        return any(self._covers(part) for part in (code, *_parts().get(code, ())))

    def _covers(self, code: str) -> bool:
        return any(
            code == prefix[:-1] if prefix.endswith("$") else code.startswith(prefix)
            for prefix in self.of
        )


@cache
def _parts() -> Mapping[str, tuple[str, str]]:
    return {figure.code: (figure.of, figure.by) for figure in key_figures()}


@cache
def breaks() -> tuple[Break, ...]:
    """The breaks of data/breaks.toml."""
    return tuple(_break(row) for row in tomllib.loads(data_file("breaks.toml"))["break"])


def _break(row: Mapping[str, Any]) -> Break:
    words = Words(row["fi"], row["sv"], row["en"])
    return Break(row["year"], tuple(row["of"]), words, row["evidence"])


def breaks_of(code: str, years: Iterable[int] | None = None) -> list[Break]:
    """The breaks of a variable; with `years` only those between the first and the last of them,
    as the first year of a series breaks nothing.
    """
    relevant = [series_break for series_break in breaks() if series_break.concerns(code)]
    if years is None:
        return relevant
    sorted_years = sorted(years)
    return [
        series_break
        for series_break in relevant
        if sorted_years and sorted_years[0] < series_break.year <= sorted_years[-1]
    ]
