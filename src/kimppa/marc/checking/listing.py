"""What is known of each record beside its findings: enough to list it and to find it again."""

from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.columns import take_or_null
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import View
from kimppa.marc.tables import integers

SCHEMA: Final = {
    "offset": pl.Int64,
    "length": pl.UInt32,
    "flags": pl.UInt16,
    "state": pl.UInt8,
    "control": pl.String,  # 001
    "source": pl.String,  # 003
    "title": pl.String,
    "type": pl.String,  # LDR/06
    "level": pl.String,  # LDR/07
    "date": pl.String,  # 008/07–10
}
TITLE: Final = 120


def described(view: View) -> pl.DataFrame:
    """A row for each record of the batch, in its order; texts are copies."""
    batch = view.batch
    rows = view.subfield_rows(Tags(["245"]), "a")
    titles = np.full(view.count, -1, np.int64)
    titles[rows.rec[::-1]] = np.arange(len(rows.rec))[::-1]
    values = take_or_null(rows.column("value"), titles)
    numbers = {
        name: integers(batch.records, name) for name in ("offset", "length", "flags", "state")
    }
    column = view.records.column
    texts = {
        "control": column("f001"),
        "source": column("f003"),
        "title": values.str.slice(0, TITLE),
        "type": column("type"),
        "level": column("level"),
        "date": column("f008").str.slice(7, 4),
    }
    return pl.DataFrame(
        numbers | {name: text.cast(pl.String) + "" for name, text in texts.items()}, schema=SCHEMA
    )
