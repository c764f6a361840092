"""Packed files unpacked, so that any record is found by its byte."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from kimppa.marc.reading.formats import Format, detected
from kimppa.marc.reading.streams import Stream, opened, streams

DAMAGED: Final = ".damaged"
_PIECE: Final = 1024 * 1024


def unpack(source: Path, target: Path) -> bool:
    """Write packed ISO 2709 to `target` unpacked, members of a zip archive one after another.

    False, and nothing written, for what is not packed, of another format, or damaged: then only
    reading the packed file tells so. `target` is there when it is whole. Raises MarcFileError.
    """
    part = target.with_suffix(".part")
    try:
        with opened(source) as file, part.open("wb") as out:
            for stream in _packed(source, file):
                if detected(stream.head, stream.name) is not Format.ISO2709:
                    return False
                _write(stream, out)
                if stream.broken:
                    return False
            if not out.tell():
                return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def unpacked(source: Path, folder: Path) -> bool:
    """Write what is packed in a file to `folder`: a file for each member of a zip archive, named
    in their order. The name of one that is damaged or cut short ends in DAMAGED.

    False, and nothing written, for what is not packed. `folder` is there when it is whole. Raises
    MarcFileError.
    """
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with opened(source) as file:
            for number, stream in enumerate(_packed(source, file)):
                part.mkdir(parents=True, exist_ok=True)
                target = part / f"{number:05d}"
                with target.open("wb") as out:
                    _write(stream, out)
                if stream.broken:
                    target.rename(target.with_suffix(DAMAGED))
        if not part.exists():
            return False
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return True


def _packed(source: Path, file: IO[bytes]) -> Iterator[Stream]:
    """The streams of a packed file; none of a plain one."""
    return (stream for stream in streams(file, source.name) if stream.source is not file)


def _write(stream: Stream, out: IO[bytes]) -> None:
    while piece := stream.read(_PIECE):
        out.write(piece)
