"""Records of a file by their places: where they stand alone is read, if that can be entered."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.files import Plain, read
from kimppa.marc.reading.formats import Format
from kimppa.marc.reading.rows import record_from, records_of
from kimppa.marc.reading.streams import opened, unpacked
from kimppa.marc.record import Record
from kimppa.marc.tables import UNKNOWN_TAG, Batch, integers, tag_text

type Place = tuple[int, int]  # offset and length
type Offsets = npt.NDArray[np.int64]


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
        return {
            int(offsets[rec]): _with_odd_tags(batch, rec, record)
            for offsets, batch in self.batches(places)
            for rec, record in records_of(batch)
            if offsets[rec] >= 0
        }

    def batches(self, places: Iterable[Place]) -> Iterator[tuple[Offsets, Batch]]:
        """The records at these places as tables, and the offset of each row; -1 for a row that
        nobody asked for."""
        sorted_places = sorted(places)
        try:
            yield from list(self._taken_out(sorted_places))
        except MarcFileError:  # packed, or XML that must be read from the beginning
            yield from _on_the_way(read(self.path), sorted_places)

    def _taken_out(self, places: list[Place]) -> Iterator[tuple[Offsets, Batch]]:
        for number, (path, begin) in enumerate(zip(self.files, self.begins, strict=True)):
            places_in_file = [
                place for place in places if bisect_right(self.begins, place[0]) == number + 1
            ]
            if places_in_file:
                with opened(path) as file:
                    plain_file = Plain(file, path.name)
                    for offsets, batch in _together(
                        plain_file, [(offset - begin, n) for offset, n in places_in_file]
                    ):
                        yield np.where(offsets < 0, offsets, offsets + begin), batch


def _with_odd_tags(batch: Batch, rec: int, record: Record) -> Record:
    """The record with its tags as they stand in the file: tables know only letters and digits."""
    odd = any(field.tag == tag_text(UNKNOWN_TAG) for field in record.fields)
    return record_from(batch.bytes_of(rec)) if odd and batch.format == Format.ISO2709 else record


def _on_the_way(batches: Iterable[Batch], places: list[Place]) -> Iterator[tuple[Offsets, Batch]]:
    """The batches with records that are asked for; reading ends after the last one."""
    wanted_offsets = np.array([offset for offset, _length in places], np.int64)
    for batch in batches if len(wanted_offsets) else ():
        offsets = integers(batch.records, "offset")
        rows = np.where(np.isin(offsets, wanted_offsets), offsets, -1)
        if (rows >= 0).any():
            yield rows, batch
        if len(offsets) and offsets[-1] >= wanted_offsets[-1]:
            break


def _together(plain_file: Plain, places: list[Place]) -> Iterator[tuple[Offsets, Batch]]:
    """Records taken out of a file and read in one go, which is much quicker; one that comes out
    otherwise than it stands in the file is read alone.

    Raises MarcFileError for XML of which a part cannot be read.
    """
    bytes_by_offset = {}
    for start, length in places:
        plain_file.file.seek(start)
        bytes_by_offset[start] = plain_file.file.read(length)
    unread = dict(bytes_by_offset)
    try:
        for rows, batch in _batches_of_bytes(plain_file, bytes_by_offset):
            for offset in rows[rows >= 0].tolist():
                del unread[offset]
            yield rows, batch
    except MarcFileError:
        if plain_file.kind is Format.MARCXML:
            raise
    for start, record in unread.items():
        with suppress(MarcFileError):
            yield from _batches_of_bytes(plain_file, {start: record})


def _batches_of_bytes(
    plain_file: Plain, bytes_by_offset: Mapping[int, bytes]
) -> Iterator[tuple[Offsets, Batch]]:
    """Bytes of records read as a file of their own; a row that is none of them has -1."""
    # A blank line keeps lines apart; between records of ISO 2709 nothing may stand.
    between = b"" if plain_file.kind is Format.ISO2709 else b"\n"
    ends = accumulate(len(record) + len(between) for record in bytes_by_offset.values())
    begins = np.array([0, *ends][:-1], np.int64)
    lengths = np.array([len(record) for record in bytes_by_offset.values()], np.int64)
    starts = np.array(list(bytes_by_offset), np.int64)
    for batch in plain_file.records(between.join(bytes_by_offset.values())):
        offsets = integers(batch.records, "offset")
        number = np.clip(np.searchsorted(begins, offsets), 0, len(begins) - 1)
        is_wanted = begins[number] == offsets
        if plain_file.kind is Format.ISO2709:
            is_wanted &= integers(batch.records, "length") == lengths[number]
        yield np.where(is_wanted, starts[number], -1), batch
