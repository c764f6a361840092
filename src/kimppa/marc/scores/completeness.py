"""How many records have each field and subfield, by kind of material and by owner.

Counts of batches are added up with `together`: what is kept is as large as the variety of the
fields, not as the file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.scores.materials import materials
from kimppa.marc.tables import Batch, tag_text

EVERYBODY: Final = "*"  # the owner of counts over all records
NOBODY: Final = ""  # of records that name no owner
_GROUP: Final = ["material", "owner"]
ELEMENTS: Final = pl.Schema(
    {
        "material": pl.String,
        "owner": pl.String,
        "tag": pl.String,
        "code": pl.String,  # "" for the field itself
        "records": pl.UInt64,  # records that have it
        "occurrences": pl.UInt64,
        "most": pl.UInt32,  # the most in one record
    }
)
TOTALS: Final = pl.Schema({"material": pl.String, "owner": pl.String, "records": pl.UInt64})


@dataclass(frozen=True, slots=True)
class Completeness:
    """`elements` (`ELEMENTS`) and how many records each material and owner has (`TOTALS`)."""

    elements: pl.DataFrame
    totals: pl.DataFrame

    def shares(self) -> pl.DataFrame:
        """The elements with `share`: records that have it of all of the material and owner."""
        totals = self.totals.rename({"records": "total"})
        both = self.elements.join(totals, on=_GROUP)
        return both.with_columns(share=pl.col("records") / pl.col("total"))


def completeness(batch: Batch, tag: str = "852", code: str = "b") -> Completeness:
    """Count a batch. The owners of a record are its values in the subfield `tag` $`code`.

    A record of several owners counts for each of them, and once for `EVERYBODY`.
    """
    frames = Frames.of(batch)
    owners = groups(frames, tag, code)
    each = _each(frames)
    counts = (
        each.join(owners, on="rec")
        .group_by(*_GROUP, "tag", "code")
        .agg(records=pl.len(), occurrences=pl.col("n").sum(), most=pl.col("n").max())
    )
    totals = owners.group_by(_GROUP).agg(records=pl.len())
    return Completeness(_with_names(counts), totals.cast(TOTALS).sort(_GROUP))


def _each(frames: Frames) -> pl.DataFrame:
    """`rec`, `tag`, `code`, `n`: how often each record has each field (code 0) and subfield.

    The rows are nearly in order, so sorting them costs less than grouping them would.
    """
    tables = (frames.fields.with_columns(code=pl.lit(0)), frames.subfields)
    numbers = [
        table["rec"].to_numpy().astype(np.uint64) << np.uint64(24)
        | table["tag"].to_numpy().astype(np.uint64) << np.uint64(8)
        | table["code"].to_numpy().astype(np.uint64)
        for table in tables
    ]
    counted = [np.unique(np.sort(keys, kind="stable"), return_counts=True) for keys in numbers]
    number = np.concatenate([values for values, _ in counted])
    return pl.DataFrame(
        {
            "rec": (number >> np.uint64(24)).astype(np.uint32),
            "tag": (number >> np.uint64(8) & np.uint64(0xFFFF)).astype(np.uint16),
            "code": (number & np.uint64(0xFF)).astype(np.uint8),
            "n": np.concatenate([counts for _, counts in counted]).astype(np.uint32),
        }
    )


def groups(frames: Frames, tag: str, code: str) -> pl.DataFrame:
    """`rec`, `material`, `owner`: a row for everybody and one for each owner of a record."""
    kinds = pl.DataFrame(
        {"rec": np.arange(frames.count, dtype=np.uint32), "material": materials(frames)}
    )
    with_owner = frames.of_tags([tag], code).select(
        "rec", owner=pl.col("value").cast(pl.String).str.strip_chars()
    )
    owners = with_owner.filter(pl.col("owner") != "").unique()
    everybody = kinds.with_columns(owner=pl.lit(EVERYBODY))
    nobody = kinds.join(owners, on="rec", how="anti").with_columns(owner=pl.lit(NOBODY))
    somebody = kinds.join(owners, on="rec")
    return pl.concat([everybody, nobody, somebody])


def _with_names(counts: pl.DataFrame) -> pl.DataFrame:
    tags = {number: tag_text(number) for number in counts["tag"].unique().to_list()}
    codes = {number: chr(number) if number else "" for number in counts["code"].unique().to_list()}
    return (
        counts.with_columns(
            tag=pl.col("tag").replace_strict(tags, return_dtype=pl.String),
            code=pl.col("code").replace_strict(codes, return_dtype=pl.String),
        )
        .select(list(ELEMENTS))
        .cast(ELEMENTS)
        .sort(*_GROUP, "tag", "code")
    )


def together(parts: Iterable[Completeness]) -> Completeness:
    every = list(parts)
    elements = pl.concat([ELEMENTS.to_frame(), *(part.elements for part in every)])
    totals = pl.concat([TOTALS.to_frame(), *(part.totals for part in every)])
    place = [*_GROUP, "tag", "code"]
    return Completeness(
        elements.group_by(place)
        .agg(pl.col("records", "occurrences").sum(), pl.col("most").max())
        .sort(place),
        totals.group_by(_GROUP).agg(pl.col("records").sum()).sort(_GROUP),
    )
