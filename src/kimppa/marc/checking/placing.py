"""Findings of rules and of the format as one table, with the place that people name."""

from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.definition import Definition, check
from kimppa.marc.rules.ignoring import Ignored
from kimppa.marc.rules.model import NONE
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch

# `rule` from the number of rules on is a problem of the format. `at` is a rule's subfield, or the
# subfield, indicator or position of a problem; `what` is a rule's subfield code, or what was found;
# `part` is the material in the format's definition, for fixed positions.
FINDING_COLUMNS: Final = {
    "rule": pl.UInt16,
    "rec": pl.UInt32,
    "fno": pl.UInt16,
    "at": pl.UInt16,
    "tag": pl.UInt16,
    "part": pl.UInt8,
    "what": pl.UInt32,
}
NO_TAG: Final = NONE
NO_PART: Final = 255


def add_places(view: View, findings: pl.DataFrame) -> pl.DataFrame:
    """What rules found, with the tag and the code of its place."""
    rec = findings["rec"].to_numpy().astype(np.int64)
    fno = findings["fno"].to_numpy().astype(np.int64)
    sno = findings["sno"].to_numpy().astype(np.int64)
    tag = np.full(len(findings), NO_TAG, np.uint16)
    code = np.zeros(len(findings), np.uint32)
    in_field, in_subfield = fno != NONE, sno != NONE
    tag[in_field] = view.fields.tag[view.field_starts[rec[in_field]] + fno[in_field]]
    field = view.field_starts[rec[in_subfield]] + fno[in_subfield]
    code[in_subfield] = view.codes[view.subfield_starts[field] + sno[in_subfield]]
    with_places = findings.rename({"sno": "at"}).with_columns(
        tag=pl.Series(tag), part=pl.lit(NO_PART, pl.UInt8), what=pl.Series(code)
    )
    return with_places.select(*FINDING_COLUMNS)


def problems(
    batch: Batch, definitions: tuple[Definition, ...], ignored: Ignored, first: int
) -> pl.DataFrame:
    """What breaks the format outside the ignored fields; problem n is the rule `first` + n."""
    rows = pl.from_arrow(check(batch, *definitions))
    assert isinstance(rows, pl.DataFrame)
    tags = rows["tag"].to_numpy()
    relevant = ~ignored.of_fields(tags)
    return rows.filter(pl.Series(relevant)).select(
        (pl.col("kind").cast(pl.UInt16) + first).alias("rule"),
        *("rec", "fno", "at", "tag", "part", "what"),
    )
