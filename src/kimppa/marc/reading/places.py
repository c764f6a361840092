"""Records of a file by their places: where they stand alone is read, if that can be entered."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.files import Plain, read
from kimppa.marc.reading.formats import Format
from kimppa.marc.reading.rows import record_from, records_at, records_of
from kimppa.marc.reading.streams import opened, unpacked
from kimppa.marc.record import Record
from kimppa.marc.tables import integers

type Place = tuple[int, int]  # offset and length


class Places:
    """Records of a file by offset and length. What could not be read is left out.

    A packed file is unpacked into `folder` when it is first asked, or without one read from its
    start each time.
    """

    def __init__(self, path: Path, folder: Path | None = None) -> None:
        self.path = path
        self.folder = folder

    @cached_property
    def files(self) -> list[Path]:
        if self.folder is None or not unpacked(self.path, self.folder):
            return [self.path]
        return sorted(self.folder.iterdir())

    @cached_property
    def begins(self) -> list[int]:
        """Where each begins in the whole."""
        return [0, *accumulate(path.stat().st_size for path in self.files)][:-1]

    def records(self, places: Iterable[Place]) -> dict[int, Record]:
        """The records at these places, by offset."""
        ordered = sorted(places)
        try:
            return dict(self._alone(ordered))
        except MarcFileError:  # packed, or XML that must be read from the beginning
            return records_at(read(self.path), [offset for offset, _length in ordered])

    def _alone(self, places: list[Place]) -> Iterator[tuple[int, Record]]:
        for number, (path, begin) in enumerate(zip(self.files, self.begins, strict=True)):
            mine = [place for place in places if bisect_right(self.begins, place[0]) == number + 1]
            if mine:
                with opened(path) as file:
                    records = _read_places(
                        Plain(file, path.name), [(at - begin, n) for at, n in mine]
                    )
                    yield from ((at + begin, record) for at, record in records)


def _read_places(whole: Plain, places: list[Place]) -> Iterator[tuple[int, Record]]:
    """Records taken out of a file. Raises MarcFileError for XML, where nothing is no record."""
    data = {}
    for start, length in places:
        whole.file.seek(start)
        data[start] = whole.file.read(length)
    if whole.kind is Format.ISO2709:
        yield from _each(data, record_from)
        return
    try:
        yield from _together(whole, data)
    except MarcFileError:
        if whole.kind is Format.MARCXML:
            raise
        yield from _each(data, lambda record_bytes: dict(_together(whole, {0: record_bytes}))[0])


def _each(data: dict[int, bytes], parse: Callable[[bytes], Record]) -> Iterator[tuple[int, Record]]:
    for start, record_bytes in data.items():
        with suppress(MarcFileError, KeyError):
            yield start, parse(record_bytes)


def _together(whole: Plain, data: dict[int, bytes]) -> list[tuple[int, Record]]:
    """All records read in one go, which is much quicker; a blank line keeps lines apart."""
    ends = accumulate(len(record_bytes) + 1 for record_bytes in data.values())
    starts = dict(zip([0, *ends], data, strict=False))
    records = []
    for batch in whole.records(b"\n".join(data.values())):
        offsets = integers(batch.records, "offset").tolist()
        records += [(offsets[rec], record) for rec, record in records_of(batch)]
    return [(starts[at], record) for at, record in records if at in starts]
