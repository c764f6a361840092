"""The findings of all parts, rule by rule: only some of one rule are in memory at a time."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.checking.tables import FINDING_COLUMNS
from kimppa.marc.columns import bounds

# A finding as a part keeps it: those of a rule follow each other, and are read from there alone.
_ROW: Final = np.dtype(
    [(name, pl.Series(dtype=kind).to_numpy().dtype) for name, kind in FINDING_COLUMNS.items()]
)


def keep(findings: pl.DataFrame, path: Path) -> None:
    """Write the findings of a part, which stand by rule."""
    rows = np.empty(len(findings), _ROW)
    for name in FINDING_COLUMNS:
        rows[name] = findings[name].to_numpy()
    rows.tofile(path)


class Kept:
    """The findings that a part has kept. `totals` tells how many each rule has."""

    def __init__(self, path: Path, totals: pl.DataFrame, first: int) -> None:
        self.path = path
        self.first = first  # records before the part's
        rules = totals["rule"].to_numpy()
        counts = np.zeros(int(rules.max(initial=0)) + 1, np.int64)
        counts[rules] = totals["findings"].to_numpy()
        self._starts = bounds(counts)

    def of_rule(self, number: int) -> npt.NDArray[np.void]:
        """Its findings of a rule by record, `rec` counted in the whole file."""
        start, stop = (
            self._starts[number : number + 2] if number + 1 < len(self._starts) else (0, 0)
        )
        if start == stop:
            return np.empty(0, _ROW)
        rows = np.fromfile(self.path, _ROW, stop - start, offset=start * _ROW.itemsize)
        rows["rec"] += np.uint32(self.first)
        ascending = (rows["rec"][1:] >= rows["rec"][:-1]).all()
        return rows if ascending else rows[np.argsort(rows["rec"], kind="stable")]


def of_rule(parts: Sequence[Kept], number: int, size: int) -> Iterator[pl.DataFrame]:
    """The findings of a rule in all parts, in tables of at least this size but for the last."""
    waiting: list[npt.NDArray[np.void]] = []
    for part in parts:
        waiting.append(part.of_rule(number))
        if sum(map(len, waiting)) >= size:
            yield _findings_table(waiting)
            waiting.clear()
    if sum(map(len, waiting)):
        yield _findings_table(waiting)


def _findings_table(arrays: list[npt.NDArray[np.void]]) -> pl.DataFrame:
    rows = np.concatenate(arrays)
    columns = {name: np.ascontiguousarray(rows[name]) for name in FINDING_COLUMNS}
    return pl.DataFrame(columns, schema=FINDING_COLUMNS)


def pieces(tables: Iterable[pl.DataFrame], size: int) -> Iterator[pl.DataFrame]:
    """The same rows in tables of this size, the last one smaller."""
    waiting: list[pl.DataFrame] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= size:
            gathered = pl.concat(waiting)
            full_length = len(gathered) // size * size
            yield from gathered[:full_length].iter_slices(size)
            waiting = [gathered[full_length:]]
    remaining = pl.concat(waiting) if waiting else None
    if remaining is not None and len(remaining):
        yield remaining
