"""How full the records of a file are: each field's share, and scores, by material and owner.

Kept as a small table beside a check, so that years are compared without reading exports again.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.scores.points import scales, totals
from kimppa.marc.tables import Batch, tag_text

MATERIALS: Final = ("books", "serials", "music", "maps", "visual", "computer", "mixed", "other")
_BY_TYPE: Final = {"books": "t", "music": "cdij", "maps": "ef", "visual": "gkor", "computer": "m",
                   "mixed": "p"}  # fmt: skip


def materials(frames: Frames) -> pl.Series:
    """One of `MATERIALS` for every record: (n,) texts. Language material is split by LDR/07."""
    table = np.full(256, MATERIALS.index("other"), np.uint8)
    for name, types in _BY_TYPE.items():
        table[list(types.encode())] = MATERIALS.index(name)
    kind = table[frames.leaders[:, 6]]
    language = frames.leaders[:, 6] == ord("a")
    serial = np.isin(frames.leaders[:, 7], np.frombuffer(b"bis", np.uint8))
    kind[language] = MATERIALS.index("books")
    kind[language & serial] = MATERIALS.index("serials")
    return pl.Series("material", MATERIALS).gather(pl.Series(kind))


EVERYBODY: Final = "*"  # the owner of counts over all records
NOBODY: Final = ""  # of records that name no owner
FILE: Final = "fullness.parquet"
SCHEMA: Final = pl.Schema(
    {
        "material": pl.String,
        "owner": pl.String,
        "what": pl.String,  # a tag, or a scale
        "records": pl.UInt64,  # all of the material and owner
        "value": pl.Float64,  # records that have the field; points of all records together
    }
)
_GROUP: Final = ["material", "owner"]


def measured(batches: Iterable[Batch], tag: str = "852", code: str = "b") -> pl.DataFrame:
    """Measure records (`SCHEMA`); `tag` $`code` says whose they are. Memory: a batch."""
    measures = SCHEMA.to_frame()
    for batch in batches:
        measures = joined_measures([measures, of_batch(batch, tag, code)])
    return measures


def joined_measures(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """What was measured of several batches as one."""
    every = pl.concat(parts)
    records = every.filter(what=next(iter(scales()))).group_by(_GROUP).agg(pl.col("records").sum())
    summed = every.group_by(*_GROUP, "what").agg(pl.col("value").sum())
    return summed.join(records, on=_GROUP).select(list(SCHEMA)).sort(*_GROUP, "what")


def of_batch(batch: Batch, tag: str, code: str) -> pl.DataFrame:
    """What is measured of one batch; each group of records has a row for each scale."""
    frames = Frames.of(batch)
    owners = groups(frames, tag, code).sort(_GROUP)
    first = np.flatnonzero(
        owners.select(pl.struct(_GROUP).rle_id()).to_series().diff().fill_null(1)
    )
    rec = owners["rec"].to_numpy()
    tags, has_tag = _fields(frames)
    points = totals(frames, scales().values())
    sums = [
        np.add.reduceat(points_of[rec], first, axis=0, dtype=np.float64)
        for points_of in (has_tag, points)
    ]
    names = [*map(tag_text, tags.tolist()), *scales()]
    values = np.concatenate(sums, axis=1)
    row, column = np.nonzero((values > 0) | (np.arange(len(names)) >= len(tags)))
    records = np.diff(np.append(first, len(owners)))
    return (
        owners[first[row]]
        .select(
            *_GROUP,
            what=pl.Series(names, dtype=pl.String)[column],
            records=pl.Series(records[row]),
            value=pl.Series(values[row, column]),
        )
        .cast(SCHEMA)
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


def _fields(frames: Frames) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.uint8]]:
    """The tags that there are, and which records have which of them: (n, tags)."""
    tag = frames.fields["tag"].to_numpy()
    tags = np.flatnonzero(np.bincount(tag, minlength=1))
    number = np.zeros(65536, np.int64)
    number[tags] = np.arange(len(tags))
    has_tag = np.zeros((frames.count, len(tags)), np.uint8)
    has_tag[frames.fields["rec"].to_numpy(), number[tag]] = 1
    return tags, has_tag


def keep(table: pl.DataFrame, folder: Path) -> None:
    """Write what was measured beside a check."""
    part = folder / f"{FILE}.part"
    table.write_parquet(part)
    part.replace(folder / FILE)


def kept(folder: Path) -> pl.DataFrame | None:
    """What was measured of a check; None when nothing was."""
    path = folder / FILE
    return pl.read_parquet(path) if path.exists() else None
