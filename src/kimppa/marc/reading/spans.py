"""Where a record begins and ends when a terminator is missing or stands where none should."""

import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kimppa.marc.reading.geometry import SMALLEST, Bools, Frames, Ints
from kimppa.marc.tables import Flag

# A leader as it stands at the beginning of a record: both numbers, and codes that are ASCII.
LEADER = re.compile(rb"\d{5}[\x20-\x7e]{5}[\d ]{2}\d{5}[\x20-\x7e]{3}[\d ]{2}[\x20-\x7e]{2}")
_FARTHEST = 64  # stray terminators that one record may have


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes of a piece that are read as one record: `[start, end)`, and `pad` after them."""

    start: int
    end: int
    pad: int
    flags: Flag


def spans(text: memoryview, frames: Frames, is_bad: Bools) -> list[Span]:
    """The bad records of a piece, joined where a stray 0x1D cut them and split where it lacked.

    Together they cover exactly the bytes of the bad records.
    """
    rows = np.flatnonzero(is_bad)
    spans: list[Span] = []
    ends = frames.ends
    skip = -1
    for row in rows:
        if row <= skip:
            continue
        start, end = int(frames.starts[row]), int(ends[row])
        skip = _joined(text, frames, is_bad, int(row), ends)
        flags = Flag(0)
        if skip > row:
            end, flags = int(ends[skip]), Flag.JOINED
        else:
            skip = int(row)
        pad = int(frames.pads[skip])
        if flags or end - start < 2 * SMALLEST or _declared(text, start) == end - start:
            spans.append(Span(start, end, pad, flags))
        else:
            spans += _split(bytes(text[start:end]), start, pad)
    return spans


def _declared(text: memoryview, start: int) -> int:
    digits = bytes(text[start : start + 5])
    return int(digits) if digits.isdigit() and len(digits) == 5 else 0


def _joined(text: memoryview, frames: Frames, is_bad: Bools, row: int, ends: Ints) -> int:
    """The last of the pieces that make one record with this one; the row itself if none do."""
    start = int(frames.starts[row])
    declared = _declared(text, start)
    if declared <= int(ends[row]) - start:
        return row
    last = int(np.searchsorted(ends, start + declared))
    # A terminator in the place of another byte keeps the length; one more byte adds one to it.
    if last >= len(ends) or int(ends[last]) - start - declared not in {0, 1}:
        return row
    if last - row > _FARTHEST or not is_bad[row : last + 1].all():
        return row
    begins = (int(start_of_piece) for start_of_piece in frames.starts[row + 1 : last + 1])
    if any(LEADER.match(text, start_of_piece) for start_of_piece in begins):
        return row
    return last


def _split(record_bytes: bytes, offset: int, pad: int) -> list[Span]:
    """Cut where a leader stands whose record ends exactly where the next one begins."""
    cuts = [len(record_bytes)]
    places = [match.start() for match in LEADER.finditer(record_bytes, 1)]
    for place in reversed(places):
        if int(record_bytes[place : place + 5]) in {cuts[-1] - place, cuts[-1] - place + 1}:
            cuts.append(place)
    cuts = [0, *reversed(cuts)]
    return [
        Span(
            offset + start,
            offset + end,
            *((pad, Flag(0)) if end == len(record_bytes) else (0, Flag.SPLIT)),
        )
        for start, end in pairwise(cuts)
    ]
