"""A file as byte ranges, each of which is read by itself: unpacked if need be, and cut."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kimppa.marc.reading import parts, read
from kimppa.marc.reading.streams import DAMAGED, unpacked
from kimppa.marc.tables import Batch


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a file, which begins at byte `offset` of what it was unpacked from."""

    path: Path
    start: int
    stop: int | None  # None: to the end of the file
    size: int
    offset: int = 0

    def batches(self) -> Iterator[Batch]:
        damaged = self.path.suffix == DAMAGED
        return read(
            self.path, start=self.start, stop=self.stop, offset=self.offset, damaged=damaged
        )


def state(path: Path) -> tuple[str, int, int]:
    """Something that is another when the file is."""
    status = path.stat()
    return path.name, status.st_size, status.st_mtime_ns


def whole(path: Path) -> list[tuple[Range, ...]]:
    """A file in one."""
    return [(Range(path, 0, None, path.stat().st_size),)]


def split_file(path: Path, folder: Path, size: int, first: int) -> list[tuple[Range, ...]]:
    """A file in parts of about `size` bytes, the first of `first`; a part is one range, or
    several small files of an archive. What is packed is unpacked into `folder`.

    Raises MarcFileError.
    """
    parts: list[list[Range]] = []
    for span in _ranges(_plain(path, folder), size, first):
        if parts and span.offset and sum(piece.size for piece in parts[-1]) + span.size <= size:
            parts[-1].append(span)
        else:
            parts.append([span])
    return [tuple(span) for span in parts]


def clear(folder: Path) -> None:
    """Remove what was unpacked."""
    for path in folder.glob("unpacked-*"):
        shutil.rmtree(path)


def _ranges(paths: list[Path], size: int, first: int) -> Iterator[Range]:
    offset = 0
    for path in paths:
        total = path.stat().st_size
        for start, stop in parts(path, size, size if offset else first):
            yield Range(path, start, stop, (stop or total) - start, offset)
        offset += total


def _plain(path: Path, folder: Path) -> list[Path]:
    """The file, or what is packed in it unpacked, as plain files in their order."""
    unpacked_folder = folder / f"unpacked-{hashlib.sha256(repr(state(path)).encode()).hexdigest()}"
    if not unpacked_folder.exists():
        clear(folder)
        if not unpacked(path, unpacked_folder):
            return [path]
    return sorted(unpacked_folder.iterdir())
