"""How full the records of a file are: each field's share, and scores, by material and owner.

Kept as a small table beside a check, so that years are compared without reading exports again.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.frames import Frames
from kimppa.marc.scores.completeness import Completeness, completeness, groups, together
from kimppa.marc.scores.points import scales, totals
from kimppa.marc.tables import Batch

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
    parts: list[Completeness] = []
    points = [pl.DataFrame(schema={**dict.fromkeys(_GROUP, pl.String), "what": pl.String,
                                   "value": pl.Float64})]  # fmt: skip
    for batch in batches:
        parts = [together([*parts, completeness(batch, tag, code)])]
        points = [_summed(pl.concat([*points, _points(batch, tag, code)]))]
    found = together(parts)
    fields = found.elements.filter(pl.col("code") == "").select(
        *_GROUP, what="tag", value=pl.col("records").cast(pl.Float64)
    )
    both = pl.concat([fields, points[0]])
    table = both.join(found.totals, on=_GROUP).select(list(SCHEMA)).cast(SCHEMA)
    return table.sort(*_GROUP, "what")


def _points(batch: Batch, tag: str, code: str) -> pl.DataFrame:
    frames = Frames.of(batch)
    whose = groups(frames, tag, code)
    scored = [
        whose.join(
            pl.DataFrame({"value": totals(frames, scale)}).with_row_index("rec"), on="rec"
        ).select(*_GROUP, what=pl.lit(name), value=pl.col("value").cast(pl.Float64))
        for name, scale in scales().items()
    ]
    return _summed(pl.concat(scored))


def _summed(points: pl.DataFrame) -> pl.DataFrame:
    return points.group_by(*_GROUP, "what").agg(pl.col("value").sum())


def keep(table: pl.DataFrame, folder: Path) -> None:
    """Write what was measured beside a check."""
    part = folder / f"{FILE}.part"
    table.write_parquet(part)
    part.replace(folder / FILE)


def kept(folder: Path) -> pl.DataFrame | None:
    """What was measured of a check; None when nothing was."""
    path = folder / FILE
    return pl.read_parquet(path) if path.exists() else None
