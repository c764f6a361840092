"""Records as three tables: record, field, subfield.

A `Batch` is a run of records of one file. Its tables stand in Arrow columns whose texts are views
into the bytes that were read; whoever keeps rows of a batch copies their texts first, or the
whole batch stays in memory. Tags are small integers, indicators and subfield codes are bytes, so
that a rule finds its rows by comparing numbers.
"""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

FIELD: Final = 0x1E
RECORD: Final = 0x1D


class State(IntEnum):
    """What became of a record. Read = good + repaired + quarantined, always."""

    GOOD = 0
    REPAIRED = 1
    QUARANTINED = 2


class Flag(IntFlag):
    """What is wrong with a record's bytes. LENGTH alone leaves a record good."""

    LENGTH = 1 << 0  # the leader's record length is not the number of bytes
    BASE = 1 << 1  # the base address is not where the data begin
    DIRECTORY = 1 << 2  # the directory is not made of entries of twelve bytes
    DIGITS = 1 << 3  # something else than digits in a directory entry
    MISMATCH = 1 << 4  # an entry's length or start is not that of the field
    NO_END = 1 << 5  # the record does not end with field and record terminators
    INDICATORS = 1 << 6  # a data field does not begin with two indicators and a subfield
    CODE = 1 << 7  # a subfield delimiter without a code after it
    UTF8 = 1 << 8  # bytes that are not UTF-8; replaced in the tables, kept in the file
    MARC8 = 1 << 9  # read as MARC-8
    LEADER = 1 << 10  # a leader shorter than 24 bytes or with bytes that are not ASCII
    TRUNCATED = 1 << 11  # the file ends in the middle of the record
    JOINED = 1 << 12  # a stray record terminator inside the record
    SPLIT = 1 << 13  # the terminator between two records was missing
    TOO_LONG = 1 << 14  # longer than ISO 2709 can say (99,999 bytes; 9,999 a field)


# `rec` counts from 0 within the batch: row n of the record table is rec n.
RECORDS: Final = pa.schema(
    [
        pa.field("offset", pa.int64(), False),  # of the first byte, in the uncompressed file
        pa.field("length", pa.uint32(), False),  # bytes, terminator included
        pa.field("pad", pa.uint32(), False),  # bytes after it that belong to no record
        pa.field("flags", pa.uint16(), False),
        pa.field("state", pa.uint8(), False),
        pa.field("leader", pa.binary(24), False),
    ]
)
# Every field of a record in the order of its directory; `value` of control fields only.
FIELDS: Final = pa.schema(
    [
        pa.field("rec", pa.uint32(), False),
        pa.field("fno", pa.uint16(), False),
        pa.field("tag", pa.uint16(), False),
        pa.field("i1", pa.uint8(), False),  # 0 in control fields
        pa.field("i2", pa.uint8(), False),
        pa.field("value", pa.string_view(), True),
    ]
)
SUBFIELDS: Final = pa.schema(
    [
        pa.field("rec", pa.uint32(), False),
        pa.field("fno", pa.uint16(), False),
        pa.field("sno", pa.uint16(), False),
        pa.field("tag", pa.uint16(), False),
        pa.field("i1", pa.uint8(), False),
        pa.field("i2", pa.uint8(), False),
        pa.field("code", pa.uint8(), False),
        pa.field("value", pa.string_view(), False),
    ]
)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Bytes that could not be read as a record: where they stand, what they are, why.

    `control` is what is most likely the record's 001, for people to find it by; "" if none is.
    """

    offset: int
    data: bytes
    reason: str
    control: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A run of records of one file; `start` is the number of its first record in the file.

    `rec` of the tables counts from 0 in the batch. A quarantined record has a row in `records`
    (and none in the other two) and its bytes in `quarantined`.
    """

    records: pa.RecordBatch
    fields: pa.RecordBatch
    subfields: pa.RecordBatch
    quarantined: tuple[Quarantined, ...] = field(default=())
    start: int = 0
    raw: memoryview = field(default=memoryview(b""), repr=False)  # from `raw_offset` on
    raw_offset: int = 0
    format: str = "iso2709"  # that `raw` is in: a reading.Format

    def __len__(self) -> int:
        return int(self.records.num_rows)

    def bytes_of(self, rec: int) -> bytes:
        """One record's own bytes, as they stand in the file, its terminator included."""
        start = int(self.records["offset"][rec].as_py()) - self.raw_offset
        return bytes(self.raw[start : start + int(self.records["length"][rec].as_py())])


# 0–999 are the numeric tags themselves. Other tags (CAT, LOW, SID …) get numbers from 1000 on,
# spelled in base 36 of letters and digits, so that every process gives the same number.
_FIRST_LETTERED: Final = 1000
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
UNKNOWN_TAG: Final = 65535  # three bytes that are neither digits nor capitals


@lru_cache(maxsize=10_000)
def tag_number(tag: str) -> int:
    """The number of a tag: 245 for "245", from 1000 on for "CAT"; UNKNOWN_TAG for what is none.

    >>> tag_number("245"), tag_text(tag_number("CAT"))
    (245, 'CAT')
    """
    if len(tag) == 3 and tag.isascii():
        if tag.isdigit():
            return int(tag)
        places = [_LETTERS.find(letter) for letter in tag.upper()]
        if min(places) >= 0:
            return _FIRST_LETTERED + (places[0] * 36 + places[1]) * 36 + places[2]
    return UNKNOWN_TAG


def tag_text(number: int) -> str:
    """The tag of a number; "???" for UNKNOWN_TAG."""
    if number < _FIRST_LETTERED:
        return f"{number:03d}"
    if number == UNKNOWN_TAG:
        return "???"
    rest, third = divmod(number - _FIRST_LETTERED, 36)
    first, second = divmod(rest, 36)
    return _LETTERS[first] + _LETTERS[second] + _LETTERS[third]


def is_control(number: int) -> bool:
    """Whether a tag is a control field's (00X, and Aleph's FMT): no indicators, no subfields."""
    return number < 10 or number == _FMT


_FMT: Final = tag_number("FMT")


def integers(table: pa.RecordBatch, name: str) -> npt.NDArray[Any]:
    """A number column as NumPy sees it, without a copy.

    By DLPack: Arrow's own `to_numpy` first imports pandas wherever that is installed, which takes
    most of a second in every process.
    """
    return np.from_dlpack(table[name])


def empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], f.type) for f in schema], schema=schema)


def string_views(
    raw: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    present: npt.NDArray[np.bool_] | None = None,
) -> pa.Array:
    """Texts as Arrow string views into `raw` (no copy), which must be shorter than 2 GiB.

    `raw` must be padded by at least 16 bytes after the last text, and 4 before the first. The
    bytes must be UTF-8; a text of up to twelve bytes is inlined, as the format wants. Where
    `present` is false stands null.
    """
    absent, valid = 0, None
    if present is None:
        views = _views(raw, starts, lengths)
    else:
        views = np.zeros((len(starts), 2), dtype="<u8")
        rows = np.flatnonzero(present)
        views[rows] = _views(raw, starts[rows], lengths[rows])
        absent = len(starts) - len(rows)
        valid = pa.py_buffer(np.packbits(present, bitorder="little"))
    return pa.Array.from_buffers(
        pa.string_view(),
        len(starts),
        [valid, pa.py_buffer(views), pa.py_buffer(raw)],
        null_count=absent,
    )


# By a text's length: which of the sixteen bytes of its view are its own, if it is inlined.
_OWN: Final = np.array(
    [[0] * 4 + [255] * length + [0] * (12 - length) for length in range(13)], np.uint8
).view("<u8")


def _views(
    raw: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> npt.NDArray[np.uint64]:
    """The sixteen bytes of each view: length and first bytes, then the rest or the place."""
    views = words(raw, "V16")[starts - 4].view("<u8").reshape(-1, 2)
    views &= _OWN.take(lengths, axis=0, mode="clip")  # what is longer than twelve counts as twelve
    views.view("<u4")[:, 0] = lengths
    np.copyto(views[:, 1], starts.astype("<u8") << np.uint64(32), where=lengths > 12)
    return views


def words(raw: npt.NDArray[np.uint8], kind: str) -> npt.NDArray[Any]:
    """The numbers of `kind` ("<u4", "<u8", "V24" …) that begin at every byte of `raw`; a view."""
    size = np.dtype(kind).itemsize
    return np.ndarray((max(len(raw) - size + 1, 0),), kind, raw.data, strides=(1,))
