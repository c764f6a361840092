"""Rows of a column by their numbers."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa


def taken(column: pl.Series, rows: npt.NDArray[np.integer]) -> pl.Series:
    """The values of these rows; faster than `gather`, which is planned as a query each time."""
    return column[pl.Series(rows.astype(np.uint32))]


def chosen(column: pl.Series, rows: npt.NDArray[np.signedinteger]) -> pl.Series:
    """The values of these rows, null for -1."""
    present = rows >= 0
    if present.all():
        return taken(column, rows)
    buffers = [
        pa.py_buffer(np.packbits(present, bitorder="little")),
        pa.py_buffer(rows.astype(np.uint32)),
    ]
    index = pl.from_arrow(pa.Array.from_buffers(pa.uint32(), len(rows), buffers))
    assert isinstance(index, pl.Series)
    return column[index]
