"""Packed ISO 2709 unpacked, so that any record is found by its byte."""

from pathlib import Path
from typing import IO, Final

from kimppa.marc.reading.formats import Format, detected
from kimppa.marc.reading.streams import Stream, opened, streams

_PIECE: Final = 1024 * 1024


def unpack(source: Path, target: Path) -> bool:
    """Write packed ISO 2709 to `target` unpacked, members of a zip archive one after another.

    False, and nothing written, for what is not packed or of another format. `target` is there
    when it is whole. Raises MarcFileError.
    """
    part = target.with_suffix(".part")
    try:
        with opened(source) as file, part.open("wb") as out:
            if not all(_unpacked(stream, file, out) for stream in streams(file, source.name)):
                return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def _unpacked(stream: Stream, file: IO[bytes], out: IO[bytes]) -> bool:
    """Whether the stream was packed ISO 2709; if so it has been written."""
    if stream.source is file or detected(stream.head, stream.name) is not Format.ISO2709:
        return False
    while piece := stream.read(_PIECE):
        out.write(piece)
    return True
