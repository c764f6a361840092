"""Authority records: references that say the same as the heading."""

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import FieldRows

type Mask = npt.NDArray[np.bool_]


@kernel("field")
def same_as_heading(rows: FieldRows) -> Mask:
    """References (4XX) with the text of the heading (1XX)."""
    headings = rows.view.field_rows(Tags(["1XX"]))
    bare = pl.col("text").str.replace_all(r"\$[0-9w][^$]*|[\s.,]+", " ").str.strip_chars()
    have = pl.DataFrame({"rec": headings.rec, "text": headings.column("text")}).with_columns(bare)
    mine = pl.DataFrame({"rec": rows.rec, "text": rows.column("text")}).with_columns(bare)
    there = have.unique().with_columns(there=True)
    joined = mine.join(there, ["rec", "text"], "left", maintain_order="left")
    return mask(joined["there"])
