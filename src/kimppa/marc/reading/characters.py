"""Which encoding a record's bytes are in, and its texts as UTF-8."""

import contextlib
import io
import re
from functools import cache, lru_cache
from typing import Final

import numpy as np
import pyarrow as pa

from kimppa.marc.reading.geometry import Bytes, Ints
from kimppa.marc.tables import Flag

ESCAPE: Final = 0x1B
_NONE = Flag(0)
_SEQUENCE = re.compile(
    rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile(rb"([\x00-\x1a\x1c-\x1f]+)")
_REPLACED = str.maketrans(dict.fromkeys("\x1d\x1e", "\N{REPLACEMENT CHARACTER}"))


def is_utf8(text: Bytes, start: int, end: int) -> bool:
    """Whether `text[start:end]` is UTF-8 (some gigabytes a second)."""
    offsets = pa.py_buffer(np.array([0, end - start], np.int32))
    text_array = pa.StringArray.from_buffers(1, offsets, pa.py_buffer(text[start:end]))
    try:
        text_array.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def not_utf8(text: Bytes, starts: Ints, ends: Ints) -> list[int]:
    """The numbers of the records whose bytes are not UTF-8, found by halving."""
    broken: list[int] = []
    spans = [(0, len(starts))] if len(starts) else []
    while spans:
        low, high = spans.pop()
        if is_utf8(text, int(starts[low]), int(ends[high - 1])):
            continue
        if high - low == 1:
            broken.append(low)
            continue
        middle = (low + high) // 2
        spans += [(low, middle), (middle, high)]
    return sorted(broken)


def encoding_of(record_bytes: bytes, leader: bytes) -> str:
    """ "utf-8", "broken" (UTF-8 with other bytes in it) or "marc-8", by the bytes and leader/09.

    A record that says MARC-8 and is UTF-8 throughout is UTF-8: MARC-8 hardly ever is by chance.
    """
    unicode = leader[9:10] == b"a"
    try:
        record_bytes.decode()
    except UnicodeDecodeError:
        sequences = len(_SEQUENCE.findall(record_bytes))
        other_high_bytes = len(_HIGH.findall(_SEQUENCE.sub(b"", record_bytes)))
        return "broken" if unicode or sequences > 3 * other_high_bytes else "marc-8"
    return "marc-8" if not unicode and ESCAPE in record_bytes else "utf-8"


def decoded(data: bytes, encoding: str) -> tuple[bytes, Flag]:
    """A text as UTF-8 without 0x1D, 0x1E and 0x1F, and what had to be replaced in it."""
    flags = _NONE
    if encoding == "marc-8":
        data, flags = _from_marc8(data)
    elif encoding == "broken":
        clean = data.decode("utf-8", "replace").encode()
        flags = Flag.UTF8 if clean != data else flags
        data = clean
    if b"\x1d" in data or b"\x1e" in data:
        data = data.decode().translate(_REPLACED).encode()
    return data, flags


@lru_cache(20_000)
def _from_marc8(data: bytes) -> tuple[bytes, Flag]:
    """MARC-8 as UTF-8. Control characters stay where they are, to be found by rules."""
    if data.isascii() and ESCAPE not in data:
        return data, Flag(0)
    parts = _CONTROLS.split(data)
    try:
        for place in range(0, len(parts), 2):
            parts[place] = _converted(parts[place]).encode()
    except (UnicodeError, ValueError, LookupError):
        return data.decode("utf-8", "replace").encode(), Flag.UTF8
    has_unknown_byte = ESCAPE not in data and _not_ansel().search(data)
    return b"".join(parts), Flag.UTF8 if has_unknown_byte else Flag(0)


def _converted(part: bytes) -> str:
    # Its tables take a third of a second to load, and records in MARC-8 are rare.
    from pymarc.marc8 import marc8_to_unicode

    if ESCAPE not in part:
        return marc8_to_unicode(part, hide_utf8_warnings=True)
    with contextlib.redirect_stderr(io.StringIO()):  # what pymarc says of a cut character
        return marc8_to_unicode(part, hide_utf8_warnings=True)


@cache
def _not_ansel() -> re.Pattern[bytes]:
    """Bytes that ANSEL does not have, and a combining mark with no letter after it."""
    from pymarc.marc8_mapping import CODESETS

    table = CODESETS[0x45]
    table_codes = {*table, 0x88, 0x89, 0x8D, 0x8E}  # of those, marks of sorting and joining
    bytes_without_letter = bytes(set(range(0x80, 0x100)) - table_codes)
    marks = bytes(code for code, (_letter, combining) in table.items() if combining)
    return re.compile(
        b"[" + re.escape(bytes_without_letter) + b"]|[" + re.escape(marks) + rb"](?=[\x00-\x1f]|\Z)"
    )
