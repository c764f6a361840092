"""Which call numbers are fiction and which are music: ranges, as data. Pure.

A range goes by as many letters as it has itself: 80–85 holds 84.2 and 85, not 86.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from kimppa.statistics.variables.catalogue import TableError, data_file
from kimppa.statistics.variables.versions import read_once

CLASSES = ("fiction", "music")


@dataclass(frozen=True, slots=True)
class Range:
    """Call numbers from `first` to `last`, both with everything below them."""

    of: str
    first: str
    last: str


def read_range(number: int, row: Mapping[str, str | None]) -> Range:
    """One row. Raises TableError."""
    cells = {name: (row.get(name) or "").strip() for name in ("class", "first", "last")}
    for name, text in cells.items():
        if not text:
            raise TableError(number, name, "table-empty")
    if cells["class"] not in CLASSES:
        choices = ", ".join(CLASSES)
        raise TableError(number, "class", "table-choice", cells["class"], choices)
    first, last = cells["first"], cells["last"]
    if first[: len(last)] > last[: len(first)]:
        raise TableError(number, "last", "table-range", last, first)
    return Range(cells["class"], first, last)


def read_ranges(content: str) -> tuple[Range, ...]:
    """Ranges from CSV. Raises TableError."""
    rows = csv.DictReader(io.StringIO(content))
    return tuple(read_range(number, row) for number, row in enumerate(rows, 2))


_ranges = read_once("callnumbers", lambda: read_ranges(data_file("callnumbers.csv")), read_ranges)


def ranges_of(kind: str) -> tuple[tuple[str, str], ...]:
    """The first and last of each range in force of a class."""
    return tuple((r.first, r.last) for r in _ranges() if r.of == kind)
