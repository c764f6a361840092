"""Where a file may be cut into parts: byte ranges that are read as they would be in the whole.

In ISO 2709, Aleph sequential and lines the bytes around a cut are enough to be sure. In MARCXML and
JSON they are not (a comment may hold what looks like a record): whoever reads such a part sees at
its end whether the next one begins there, and raises MarcFileError "not-cut" if not.
"""

import math
import os
import re
from pathlib import Path
from typing import IO, Final

from kimppa.marc.reading import around
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.formats import Format, detected
from kimppa.marc.reading.geometry import PAD
from kimppa.marc.reading.spans import LEADER
from kimppa.marc.reading.streams import Stream, streams

PART: Final = 64 * 1024 * 1024
_WINDOW: Final = 1024 * 1024
_OVERLAP: Final = 4096

# Each matches up to the first byte of a record. ISO 2709: a leader after a terminator.
_CUTS: Final = {
    Format.ISO2709: re.compile(
        rb"\x1d[" + re.escape(PAD) + rb"]{0,256}(?=" + LEADER.pattern + rb")"
    ),
    # A line with another system number than the one before.
    Format.ALEPH: re.compile(rb"\n(\d{9})[^\n]*\n(?!\1)(?=\d{9} )"),
    # A leader, or a line after a blank one.
    Format.LINES: re.compile(rb"\n(?:(?==?LDR )|[\r\t ]*\n(?=[^\n]*\w))"),
    # The end of an object that is not the end of a list's member, or the beginning of a record.
    Format.JSON: re.compile(
        rb'[\]"]\s*\}(?:[ \t\r]*\n[\s\x1e]*|[\s,\x1e]*(?=\{\s*"(?:leader|fields)"\s*:))(?=\{)'
    ),
}


def plain(file: IO[bytes], name: str) -> tuple[Stream, Format] | None:
    """A file that is not packed, with its format; None for a packed one. Raises MarcFileError."""
    file.seek(0)
    stream = next(streams(file, name))
    return (stream, detected(stream.head, name)) if stream.source is file else None


def parts(path: Path, size: int = PART, first: int | None = None) -> list[tuple[int, int | None]]:
    """Byte ranges that `read` takes as `start` and `stop`, cut where a record begins; together they
    are the whole file. The first is of about `first` bytes if told, the others are about equal,
    with `size` bytes at most: each costs something whatever its size, also a short last one.

    What cannot be cut (packed, or without a place that looks like one) is one part: (0, None).
    """
    with path.open("rb") as file:
        head = plain(file, path.name)
        pattern = _pattern(*head) if head else None
        if pattern is None:
            return [(0, None)]
        total = file.seek(0, os.SEEK_END)
        boundaries = [0]
        step = first or _equal(total, size)
        while (position := boundaries[-1] + step) < total:
            boundary = _next_record(file, position, pattern)
            if boundary is None:
                break
            boundaries.append(boundary)
            step = _equal(total - boundary, size)
        return list(zip(boundaries, [*boundaries[1:], None], strict=True))


def _equal(total: int, size: int) -> int:
    """The size of equal parts of `total` bytes, none of them larger than `size`."""
    return max(1, math.ceil(total / max(1, math.ceil(total / size))))


def _pattern(stream: Stream, kind: Format) -> re.Pattern[bytes] | None:
    if kind is not Format.MARCXML:
        return _CUTS[kind]
    try:
        return around.of(stream).cut
    except MarcFileError:
        return None


def _next_record(file: IO[bytes], position: int, pattern: re.Pattern[bytes]) -> int | None:
    """Where the first record begins after the byte at `position`."""
    while True:
        file.seek(position)
        window = file.read(_WINDOW)
        match = pattern.search(window)
        if match:
            return position + match.end()
        if len(window) < _WINDOW:
            return None
        position += _WINDOW - _OVERLAP
