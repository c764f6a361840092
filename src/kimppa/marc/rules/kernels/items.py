"""Items: codes against the consortium's tables. Nothing is said without the table in question."""

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.columns import mask
from kimppa.marc.rules.kernels.registry import kernel
from kimppa.marc.rules.tags import Tags
from kimppa.marc.rules.view import SubfieldRows, View

type Mask = npt.NDArray[np.bool_]


@kernel("subfield")
def listed(rows: SubfieldRows, table: str) -> Mask:
    return mask(rows.column("value").is_in(list(rows.view.tables.get(table, ()))))


@kernel("subfield")
def barcode_odd(rows: SubfieldRows) -> Mask:
    """Barcodes that are not digits, as many as the table `barcode_lengths` says."""
    lengths = [int(length) for length in rows.view.tables.get("barcode_lengths", ())]
    if not lengths:
        return np.zeros(len(rows), np.bool_)
    values = rows.column("value").str.strip_chars()
    digits = values.str.contains(r"^\d+$") & values.str.len_chars().is_in(lengths)
    return ~mask(digits)


@kernel("subfield")
def class_elsewhere(rows: SubfieldRows) -> Mask:
    """Classes of items that are not among those of their record (084)."""
    classes = rows.view.subfield_rows(Tags(["084"]), "a")
    record_classes = pl.DataFrame({"rec": classes.rec, "class": classes.column("value")}).unique()
    item_classes = pl.DataFrame({"rec": rows.rec, "class": rows.column("value").str.strip_chars()})
    has_class = np.zeros(rows.view.count, np.bool_)
    has_class[classes.rec] = True
    joined = item_classes.join(
        record_classes.with_columns(there=True), ["rec", "class"], "left", maintain_order="left"
    )
    return mask(joined["there"].is_null()) & has_class[rows.rec]


@kernel("record")
def without_items(view: View, tag: str) -> Mask:
    """Records without items, where the profile knows the branches."""
    if not view.tables.get("branches"):
        return np.zeros(view.count, np.bool_)
    hits: Mask = view.records.counts(Tags([tag])) == 0
    return hits
