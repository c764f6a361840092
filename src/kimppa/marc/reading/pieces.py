"""A file in pieces that end where records end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from kimppa.marc.reading.geometry import PAD, PADDING, Bytes
from kimppa.marc.reading.spans import LEADER

PIECE = 2 * 1024 * 1024  # fits into the caches: bigger ones are slower
WITHOUT_LEADER = 4 * PIECE  # bytes without a record that begins well which are still waited for

type Fill = Callable[[memoryview], int]  # as `readinto`: 0 at the end


@dataclass(frozen=True, slots=True)
class Piece:
    """`text[:size]` are the bytes from `offset` on; PADDING bytes or more follow in `text`."""

    text: Bytes
    size: int
    offset: int


def pieces(fill: Fill, offset: int = 0, size: int = PIECE) -> Iterator[Piece]:
    """Read to the end in pieces of about `size` bytes; a record is whole in one of them.

    Where no record begins as it should for four pieces, any terminator is taken, or what is there.
    """
    leftover = b""
    ended = False
    while not ended:
        room = len(leftover) + size
        buffer = bytearray(room + PADDING)
        buffer[: len(leftover)] = leftover
        filled = _filled(fill, memoryview(buffer)[:room], len(leftover))
        ended = filled < room
        boundary = filled if ended else cut_of(buffer, filled)
        if not boundary and filled >= max(WITHOUT_LEADER, 4 * size):
            boundary = buffer.rfind(b"\x1d", 0, filled) + 1 or filled
        leftover = bytes(memoryview(buffer)[boundary:filled])
        if boundary:
            yield Piece(np.frombuffer(buffer, np.uint8), boundary, offset)
            offset += boundary


def _filled(fill: Fill, into: memoryview, position: int) -> int:
    while position < len(into):
        size_read = fill(into[position:])
        if not size_read:
            break
        position += size_read
    return position


def cut_of(buffer: bytearray, filled: int) -> int:
    """Where the last record begins that is preceded by a terminator; 0 if none does.

    A terminator with no leader after it is perhaps a stray one, and not taken.
    """
    end = filled
    for _try in range(256):
        position = buffer.rfind(b"\x1d", 0, end)
        if position < 0:
            break
        head = bytes(memoryview(buffer)[position + 1 : min(position + 257, filled)])
        begin = position + 1 + len(head) - len(head.lstrip(PAD))
        if begin < filled and LEADER.match(buffer, begin, filled):
            return begin
        end = position
    return 0
