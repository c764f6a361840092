"""A batch as Polars frames, with the few look-ups that keys, scores and comparisons share."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from kimppa.marc.columns import take_or_null
from kimppa.marc.tables import Batch, integers, tag_number

# LDR/06 of bibliographic records; MARC 21 bibliographic format, and `b` of old records.
BIBLIOGRAPHIC: Final = frozenset(b"abcdefgijkmnoprt")


@dataclass(frozen=True, slots=True)
class Frames:
    """One batch: n records, their leaders as bytes, fields and subfields as frames.

    `leaders` is (n, 24) uint8; the frames have the columns of `tables.FIELDS` and
    `tables.SUBFIELDS`. Texts are views into the batch's bytes.
    """

    count: int
    offsets: npt.NDArray[np.int64]
    leaders: npt.NDArray[np.uint8]
    fields: pl.DataFrame
    subfields: pl.DataFrame

    @classmethod
    def of(cls, batch: Batch) -> "Frames":
        """The frames of a batch; nothing is copied but the leaders."""
        column = batch.records["leader"]
        leaders = np.frombuffer(column.buffers()[1] or b"", np.uint8)[24 * column.offset :]
        return cls(
            len(batch),
            np.asarray(integers(batch.records, "offset"), np.int64),
            leaders[: 24 * len(batch)].reshape(-1, 24),
            _frame(batch.fields),
            _frame(batch.subfields),
        )

    def of_tags(self, tags: Iterable[str], codes: str = "") -> pl.DataFrame:
        """The subfields of these tags, and of these codes when some are given."""
        selection = np.zeros(65536, np.bool_)
        selection[[tag_number(tag) for tag in tags]] = True
        rows = np.flatnonzero(selection.take(self.subfields["tag"].to_numpy()))
        if codes:
            coded = np.zeros(256, np.bool_)
            coded[list(codes.encode())] = True
            rows = rows[coded[self.subfields["code"].to_numpy()[rows]]]
        return self.subfields[rows]

    def only(self, tags: Iterable[str]) -> "Frames":
        """The same with the subfields of these tags alone: several look-ups among few rows."""
        return replace(self, subfields=self.of_tags(tags))

    def control(self, tag: str) -> pl.Series:
        """The first control field with the tag of each record: (n,) texts, null without one."""
        rows = np.flatnonzero(self.fields["tag"].to_numpy() == tag_number(tag))[::-1]
        place = np.full(self.count, -1, np.int64)
        place[self.fields["rec"].to_numpy()[rows]] = rows
        return take_or_null(self.fields["value"], place)

    def spread(self, rec: pl.Series, values: pl.Series) -> pl.Series:
        """Values of some records as a column of all: (n,), null where there is none.

        `rec` must name each record once at most.
        """
        place = np.full(self.count, -1, np.int64)
        place[rec.to_numpy()] = np.arange(len(rec))
        return take_or_null(values, place)

    def bibliographic(self) -> npt.NDArray[np.bool_]:
        """Which records are bibliographic by LDR/06: (n,) bool."""
        return np.isin(self.leaders[:, 6], np.frombuffer(bytes(sorted(BIBLIOGRAPHIC)), np.uint8))


def _frame(table: pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
