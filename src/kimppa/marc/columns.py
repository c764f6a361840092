"""Columns of texts as bytes: offsets and data, and texts brought to one form byte by byte.

Nearly every text of a catalogue that is a number or a code is ASCII. There a table of 256 bytes
says what becomes of each, for a whole column at once; the few other texts go the long way.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

type Index = npt.NDArray[np.int64]
type Mask = npt.NDArray[np.bool_]
type Bytes = npt.NDArray[np.uint8]

# What regular expressions call white space: White_Space of the Unicode Character Database.
WHITESPACE: Final = "".join(
    chr(n) for n in range(0x3001) if chr(n).isspace() and n not in range(28, 32)
)
DROPPED: Final = 0
_NULL: Final = pl.Series([None], dtype=pl.String)


def mask(column: pl.Series) -> Mask:
    """Where a column is true; null is not."""
    filled = column.fill_null(value=False) if column.null_count() else column
    truth: Mask = filled.to_numpy()
    return truth


def offsets_and_bytes(column: pl.Series) -> tuple[Index, Bytes]:
    """The offsets and the bytes of a column of texts, nulls as empty texts."""
    without_nulls = column.fill_null("") if column.null_count() else column
    arrow = without_nulls.to_arrow(compat_level=pl.CompatLevel.oldest())
    offsets = np.frombuffer(arrow.buffers()[1], np.int64)
    value_buffer = arrow.buffers()[2]
    all_bytes = np.frombuffer(value_buffer, np.uint8) if value_buffer else np.empty(0, np.uint8)
    first_row = arrow.offset
    return offsets[first_row : first_row + len(arrow) + 1], all_bytes


def bounds(counts: Index) -> Index:
    """Where runs of so many rows begin, and where the last one ends."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])


def ranked(
    numbers: npt.NDArray[np.unsignedinteger], below: int
) -> tuple[Index, npt.NDArray[np.uint32]]:
    """The numbers that there are, ascending, and the place of each among them.

    All are smaller than `below`, for which a table is made: some millions at most.
    """
    is_present = np.zeros(below, np.bool_)
    is_present[numbers] = True
    distinct = np.flatnonzero(is_present)
    places = np.zeros(below, np.uint32)
    places[distinct] = np.arange(len(distinct))
    return distinct, places.take(numbers)


class _Exported:
    """An array in the form in which any library hands one over."""

    def __init__(self, array: pa.Array) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        capsules: tuple[object, object] = self._array.__arrow_c_array__(requested_schema)
        return capsules


def series(array: pa.Array) -> pl.Series:
    """A column as Polars sees it, without a copy.

    Given the array itself, Polars loads `pyarrow.compute` first, which takes 25 ms a process.
    """
    return pl.Series(_Exported(array))


def column(offsets: Index, text_bytes: Bytes) -> pl.Series:
    """A column of texts from offsets into UTF-8 bytes."""
    buffers = [None, pa.py_buffer(np.ascontiguousarray(offsets)), pa.py_buffer(text_bytes)]
    return series(pa.Array.from_buffers(pa.large_string(), len(offsets) - 1, buffers, null_count=0))


def sliced(pieces: pl.Series, starts: Index) -> pl.Series:
    """Texts joined from runs of pieces; `starts` says where each run begins, and the end."""
    offsets, text_bytes = offsets_and_bytes(pieces)
    return column(offsets.take(starts), text_bytes)


def fixed(rows: Bytes) -> pl.Series:
    """Texts from rows of bytes of equal length; `?` for what is not ASCII."""
    count, width = rows.shape
    characters = np.where(rows < 128, rows, np.uint8(63)).astype(np.uint8)
    return column(np.arange(count + 1, dtype=np.int64) * width, characters.ravel())


def grid(text: tuple[Index, Bytes], rows: Index, width: int) -> Bytes:
    """The first `width` bytes of these rows, each of which has as many: (n, width)."""
    offsets, text_bytes = text
    if not len(rows):
        return np.empty((0, width), np.uint8)
    windows: Bytes = np.lib.stride_tricks.sliding_window_view(text_bytes, width)[offsets.take(rows)]
    return windows


def rows_of(places: Index, offsets: Index) -> Index:
    """The rows in which bytes at these places, in ascending order, stand; each row once."""
    rows = np.searchsorted(offsets, places, side="right") - 1
    return rows[np.append(True, rows[1:] != rows[:-1])] if len(rows) else rows


def table(keep: bytes, change: Callable[[bytes], bytes] = bytes) -> Bytes:
    """What becomes of each byte: `keep` stays, changed (`bytes.upper`, say), the others go."""
    bytes_table = np.full(256, DROPPED, np.uint8)
    bytes_table[list(keep)] = list(change(keep))
    return bytes_table


def squeezed(
    values: pl.Series, table: Bytes, otherwise: Callable[[pl.Series], pl.Series]
) -> pl.Series:
    """Texts of which a table says what becomes of each byte; null stays null.

    Texts that are not ASCII are what `otherwise` makes of them.
    """
    offsets, text_bytes = offsets_and_bytes(values)
    low, high = (int(offsets[0]), int(offsets[-1])) if len(values) else (0, 0)
    own_bytes = text_bytes[low:high]
    changed_bytes = np.frombuffer(own_bytes.tobytes().translate(table.tobytes()), np.uint8)
    remaining = changed_bytes != DROPPED
    ends = np.zeros(len(own_bytes) + 1, np.int64)
    np.cumsum(remaining, out=ends[1:])
    texts = column(ends.take(offsets - low), changed_bytes.compress(remaining))
    foreign = rows_of(np.flatnonzero(own_bytes >= 0x80) + low, offsets)
    if len(foreign):
        texts = texts.scatter(foreign, otherwise(values.gather(foreign)))
    return texts.zip_with(values.is_not_null(), _NULL) if values.null_count() else texts


def take(column: pl.Series, rows: npt.NDArray[np.integer]) -> pl.Series:
    """The values of these rows; faster than `gather`, which is planned as a query each time."""
    return column[pl.Series(rows.astype(np.uint32))]


def take_or_null(column: pl.Series, rows: npt.NDArray[np.signedinteger]) -> pl.Series:
    """The values of these rows, null for -1."""
    is_present = rows >= 0
    if is_present.all():
        return take(column, rows)
    buffers = [
        pa.py_buffer(np.packbits(is_present, bitorder="little")),
        pa.py_buffer(rows.astype(np.uint32)),
    ]
    return column[series(pa.Array.from_buffers(pa.uint32(), len(rows), buffers))]
