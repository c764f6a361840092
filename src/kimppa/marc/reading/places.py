"""Records of a file by their places: where they stand alone is read, if that can be entered."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.files import Plain, read
from kimppa.marc.reading.formats import Format
from kimppa.marc.reading.rows import record_from, records_at, records_of
from kimppa.marc.reading.streams import opened
from kimppa.marc.reading.unpacking import unpacked
from kimppa.marc.record import Record

type Place = tuple[int, int]  # offset and length


class Places:
    """Records of a file by offset and length. What could not be read is left out.

    A packed file is unpacked into `folder` once, or without one read from its start each time.
    """

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        self.path = path
        self.files = [path]
        if folder is not None and unpacked(path, folder):
            self.files = sorted(folder.iterdir())
        sizes = (one.stat().st_size for one in self.files)
        self.begins = [0, *accumulate(sizes)][:-1]

    def records(self, places: Iterable[Place]) -> dict[int, Record]:
        """The records at these places, by offset."""
        wanted = sorted(places)
        try:
            return dict(self._alone(wanted))
        except MarcFileError:  # packed, or XML that must be read from the beginning
            return records_at(read(self.path), [offset for offset, _length in wanted])

    def _alone(self, places: list[Place]) -> Iterator[tuple[int, Record]]:
        for number, (path, begin) in enumerate(zip(self.files, self.begins, strict=True)):
            mine = [one for one in places if bisect_right(self.begins, one[0]) == number + 1]
            if mine:
                with opened(path) as file:
                    whole = Plain(file, path.name)
                    for offset, length in mine:
                        if found := _one(whole, offset - begin, length):
                            yield offset, found


def _one(whole: Plain, start: int, length: int) -> Record | None:
    """The record at a place; None for what is none. Raises MarcFileError for XML, where there is
    nothing that is none."""
    if whole.kind is Format.MARCXML:
        return _first(whole, start, length)
    with suppress(MarcFileError):
        if whole.kind is not Format.ISO2709:
            return _first(whole, start, length)
        whole.file.seek(start)
        return record_from(whole.file.read(length))
    return None


def _first(whole: Plain, start: int, length: int) -> Record | None:
    batches = whole.part(start, start + length, length)
    return next((record for one in batches for _rec, record in records_of(one)), None)
