"""Reading any file: the one way in."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa

from kimppa.marc.reading import around, iso2709, marcjson, marcxml, textual
from kimppa.marc.reading.cutting import plain
from kimppa.marc.reading.ends import ended
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.formats import Format, detected, format_of
from kimppa.marc.reading.pieces import PIECE
from kimppa.marc.reading.raw import batches
from kimppa.marc.reading.streams import Span, Stream, opened, streams
from kimppa.marc.tables import Batch

GROUP = 32 * 1024 * 1024

type Source = Path | str | IO[bytes]


def read(
    source: Source,
    *,
    format: Format | str | None = None,  # noqa: A002  the word that people use
    start: int = 0,
    stop: int | None = None,
    piece: int = PIECE,
    offset: int = 0,
    damaged: bool = False,
) -> Iterator[Batch]:
    """The records of a file, in batches of about `piece` bytes, in the order of the file.

    `source` is a path or a binary file (not closed). The format is told from the content unless
    it is given. Offsets are bytes in the uncompressed file; the members of a zip archive count
    as one file. `start` and `stop` (bytes) are one of the `parts` of a plain file; `offset` is
    where the file begins in what it was unpacked from, `damaged` whether that goes no further.
    Memory does not grow with the file. Raises MarcFileError for what cannot be read at all; a
    record that cannot be read is quarantined, as is what a file breaks off in (`ends`), and
    read = good + repaired + quarantined.
    """
    path = Path(source) if isinstance(source, str) else source
    name = path.name if isinstance(path, Path) else str(getattr(path, "name", ""))
    chosen_format = format_of(format) if format is not None else None
    with opened(path) as file:
        if start or stop is not None:
            yield from Plain(file, name, damaged=damaged).part(start, stop, piece, offset)
            return
        number = 0
        for stream in streams(file, name):
            stream.damaged = damaged
            batches = _batches(stream, chosen_format, piece, offset, number)
            for batch in ended(batches, stream, whole=True):
                number += len(batch)
                yield batch
            offset += stream.taken


def _batches(
    stream: Stream, chosen_format: Format | None, piece: int, offset: int, start: int
) -> Iterator[Batch]:
    kind = chosen_format or _detected(stream)
    if kind is Format.ISO2709:
        return iso2709.batches(stream.readinto, offset, start, piece)
    if kind is Format.MARCXML:
        return marcxml.batches(stream, offset, start, piece, kind, around.whole(stream))
    if kind is Format.JSON:
        records = marcjson.records(stream, array=marcjson.is_array(stream.head))
    elif kind is Format.ALEPH:
        records = textual.aleph(stream)
    else:
        records = textual.line_format(stream)
    return batches(records, offset, start, piece, kind)


def _detected(stream: Stream) -> Format:
    try:
        return detected(stream.head, stream.name)
    except MarcFileError as error:
        if stream.broken:
            raise MarcFileError("broken-archive", stream.name) from error
        raise


class Plain:
    """A file that is open and not packed, read in parts. Raises MarcFileError "not-cut" for a
    packed one."""

    def __init__(self, file: IO[bytes], name: str, *, damaged: bool = False) -> None:
        source = plain(file, name)
        if source is None:
            raise MarcFileError("not-cut", name)
        self.file = file
        self.name = name
        self.damaged = damaged
        head, self.kind = source
        self.array = marcjson.is_array(head.head)
        self.around = around.of(head) if self.kind is Format.MARCXML else None

    def part(self, start: int, stop: int | None, piece: int, offset: int = 0) -> Iterator[Batch]:
        """The records between two bytes, as `read` gives them."""
        source = Span(self.file, start, stop)
        stream = Stream(self.name, b"", source, damaged=self.damaged and stop is None)
        batches = self._batches(stream, not start, stop is None, piece, offset + start)
        return batches if stop is not None else ended(batches, stream, whole=False)

    def records(self, data: bytes) -> Iterator[Batch]:
        """The records in bytes that were taken out of the file; offsets count from these."""
        return self._batches(Stream(self.name, b"", io.BytesIO(data)), False, False, PIECE, 0)

    def _batches(
        self, stream: Stream, first: bool, last: bool, piece: int, offset: int
    ) -> Iterator[Batch]:
        if self.kind is Format.ISO2709:
            return iso2709.batches(stream.readinto, offset, 0, piece)
        if self.around is not None:
            between = self.around.part(first, last)
            return marcxml.batches(stream, offset, 0, piece, self.kind, between)
        if self.kind is Format.JSON:
            records = marcjson.records(stream, array=self.array, first=first, ends=last)
        elif self.kind is Format.ALEPH:
            records = textual.aleph(stream, some=first or not last)
        else:
            records = textual.line_format(stream)
        return batches(records, offset, 0, piece, self.kind)


def grouped(batches: Iterable[Batch], size: int = GROUP) -> Iterator[Batch]:
    """Batches joined to groups of at least `size` bytes, for rules; what is left at the end goes
    with the last one unless it is a quarter of a group, for a small group costs as much to begin.

    Row numbers, offsets and bytes are those of one batch. Texts are not copied; the bytes are.
    """
    group: list[Batch] = []
    following: list[Batch] = []
    for batch in batches:
        if _bytes(group) < size:
            group.append(batch)
        else:
            following.append(batch)
        if _bytes(following) >= size // 4:
            yield _merged(group)
            group, following = following, []
    group += following
    following.clear()
    if group:
        yield _merged(group)


def _merged(batches: list[Batch]) -> Batch:
    """Batches as one, and the list emptied: nobody is to hold the pieces beside the whole."""
    batch = joined(batches)
    batches.clear()
    return batch


def _bytes(batches: Iterable[Batch]) -> int:
    return sum(len(batch.raw) for batch in batches)


def joined(batches: Sequence[Batch]) -> Batch:
    """Batches that follow each other in piece file as piece batch."""
    first = batches[0]
    if len(batches) == 1:
        return first
    starts = np.cumsum([0, *(len(piece) for piece in batches)])
    fields = [
        numbered(piece.fields, int(start)) for piece, start in zip(batches, starts, strict=False)
    ]
    subfields = [
        numbered(piece.subfields, int(start)) for piece, start in zip(batches, starts, strict=False)
    ]
    return Batch(
        pa.concat_batches([piece.records for piece in batches]),
        pa.concat_batches(fields),
        pa.concat_batches(subfields),
        tuple(span for batch in batches for span in batch.quarantined),
        first.start,
        memoryview(b"".join(piece.raw for piece in batches)),
        first.raw_offset,
        first.format,
    )


def numbered(table: pa.RecordBatch, first: int) -> pa.RecordBatch:
    """A field or subfield table whose records are counted from `first` on."""
    rec = np.frombuffer(table["rec"].buffers()[1], np.uint32)[: table.num_rows]
    moved = pa.Array.from_buffers(
        pa.uint32(), table.num_rows, [None, pa.py_buffer(rec + np.uint32(first))]
    )
    return table.set_column(0, table.schema.field(0), moved)
