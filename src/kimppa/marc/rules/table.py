"""The field or the subfield table of a batch: its rows by tag, its texts, its letters."""

from collections.abc import Set
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from kimppa.marc.columns import Index, Mask, series
from kimppa.marc.rules import texts
from kimppa.marc.rules.tags import Tags
from kimppa.marc.tables import integers, tag_text

# A text a byte: "" for 0, which control fields have as indicators.
LETTERS = pl.Series("letters", ["", *(chr(b) if b < 128 else "?" for b in range(1, 256))])


def byte_mask(codes: str) -> Mask:
    """Which bytes are one of these codes."""
    flags = np.zeros(256, np.bool_)
    flags[[ord(code) & 255 for code in codes]] = True
    return flags


_FEW = 64  # one row in so many is few: sorting them is faster than looking at a mark for every row
_NO_ROWS = np.empty(0, np.int64)


class Table:
    """The field or the subfield table, its rows sorted by tag once."""

    def __init__(self, table: pa.RecordBatch) -> None:
        self.table = table
        self.length: int = table.num_rows
        self.rec = integers(table, "rec").astype(np.int64)
        self.tag = integers(table, "tag").astype(np.uint16, copy=False)

    @cached_property
    def order(self) -> Index:
        """Rows by tag, those of one tag in the order of the file."""
        return np.argsort(self.tag, kind="stable")

    @cached_property
    def places(self) -> dict[int, tuple[int, int]]:
        """Where the rows of each tag stand in `order`."""
        counts = np.bincount(self.tag, minlength=1)
        stops = np.cumsum(counts)
        return {
            int(tag): (int(stops[tag] - counts[tag]), int(stops[tag]))
            for tag in np.flatnonzero(counts)
        }

    def of(self, tags: Tags, *, in_order: bool = True) -> Index:
        """The rows with these tags, in the order of the file or tag by tag."""
        if tags.every:
            return np.arange(self.length)
        runs = [self.order[slice(*self.places[tag])] for tag in self.having(tags)]
        return self.merged(runs, in_order=in_order)

    def having(self, tags: Tags) -> Set[int]:
        """Those of the tags that the table has."""
        return self.places.keys() if tags.every else self.places.keys() & tags.numbers

    def merged(self, runs: list[Index], *, in_order: bool) -> Index:
        """Runs of rows, each in the order of the file, as one: many are marked, few sorted."""
        if len(runs) == 1:
            return runs[0]
        if not in_order:
            return np.concatenate([*runs, _NO_ROWS])
        if sum(map(len, runs)) < self.length // _FEW:
            return np.sort(np.concatenate([*runs, _NO_ROWS]))
        is_row = np.zeros(self.length if runs else 0, np.bool_)
        for run in runs:
            is_row[run] = True
        return np.flatnonzero(is_row)

    def numbers(self, name: str) -> npt.NDArray[np.unsignedinteger]:
        """The tag, code or an indicator of each row as a number."""
        if name == "tag":
            return self.tag
        return integers(self.table, name).astype(np.uint8, copy=False)

    @cached_property
    def tags(self) -> tuple[Index, pl.Series]:
        """The tags that there are, as numbers and as texts."""
        numbers = np.array(list(self.places), np.int64)
        return numbers, pl.Series([tag_text(tag) for tag in self.places], dtype=pl.String)

    @cached_property
    def value(self) -> pl.Series:
        return series(self.table["value"])

    @cached_property
    def profile(self) -> texts.Profile:
        """What kinds of characters each text has."""
        return texts.Profile(self.value)
