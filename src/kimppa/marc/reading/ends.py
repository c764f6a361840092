"""A file that ends before its end: what it breaks off in is quarantined, and what is lost is told.

Also where nothing stands after the last whole record: then no bytes are quarantined, at the place
where the next record should have begun.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import pyarrow as pa

from kimppa.marc.reading import assemble
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.formats import Format
from kimppa.marc.reading.geometry import PAD
from kimppa.marc.reading.mending import control_number
from kimppa.marc.reading.reasons import BROKEN_ARCHIVE, BROKEN_OFF
from kimppa.marc.reading.streams import Stream
from kimppa.marc.tables import Batch, Flag, Quarantined, State, integers

_RECORD: Final = re.compile(rb"<(?:[^\s<>/!?]+:)?record[\s>]")
_UNENDED: Final = (Format.ALEPH, Format.LINES)  # nothing in a record says that it is whole


def ended(batches: Iterator[Batch], stream: Stream, *, whole: bool) -> Iterator[Batch]:
    """The batches of a stream to its end; of the `whole` stream or the last part of one.

    Raises MarcFileError, "broken-archive" if nothing stands before the damage.
    """
    last_batch: Batch | None = None
    has_records = not whole
    try:
        for batch in batches:
            if last_batch is not None:
                yield last_batch
            last_batch = batch
            has_records = has_records or len(batch) > len(batch.quarantined)
    except MarcFileError as error:
        if last_batch is not None:
            yield last_batch
        if stream.broken and not has_records:
            raise MarcFileError("broken-archive", stream.name) from error
        raise
    if stream.broken and not has_records:
        raise MarcFileError("broken-archive", stream.name)
    if last_batch is not None:
        yield _with_reason(last_batch, stream)


def _with_reason(last: Batch, stream: Stream) -> Batch:
    reason = BROKEN_ARCHIVE if stream.broken else BROKEN_OFF
    breaks_off = _breaks_off(last)
    if not (stream.broken or stream.cut is not None or breaks_off):
        return last
    if len(last) and integers(last.records, "state")[-1] == State.QUARANTINED:
        quarantined = replace(last.quarantined[-1], reason=reason)
        return _with(last, list(_record_rows(last)), (*last.quarantined[:-1], quarantined))
    if breaks_off or (last.format in _UNENDED and not _blank_after(last)):
        return _without_last(last, reason)
    return _with_rest(last, reason, stream.cut is not None)


def _breaks_off(last: Batch) -> bool:
    """Whether the last record of ISO 2709 is shorter than it says, but for its terminators."""
    if last.format != Format.ISO2709 or not len(last):
        return False
    record_bytes = last.bytes_of(len(last) - 1)
    length = record_bytes[:5]
    return (
        record_bytes[-1:] != b"\x1d"
        and length.isdigit()
        and (len(length) < 5 or int(length) > len(record_bytes) + 2)
    )


def _blank_after(last: Batch) -> bool:
    return last.format == Format.LINES and int(integers(last.records, "pad")[-1]) > 0


type Row = tuple[int, int, int, int, int, bytes]  # of the record table


def _record_rows(batch: Batch) -> Iterator[Row]:
    yield from zip(*(column.to_pylist() for column in batch.records.columns), strict=True)


def _with(last: Batch, rows: list[Row], quarantined: tuple[Quarantined, ...]) -> Batch:
    """The batch with these records, the last of which is where the file breaks off."""
    *numbers, leaders = zip(*rows, strict=True)
    offset, length, pad, flags, state = (np.array(column, np.int64) for column in numbers)
    flags[-1] |= Flag.TRUNCATED
    heads = np.frombuffer(b"".join(leaders), np.uint8).reshape(-1, 24)
    records = assemble.record_table(offset, length, pad, flags, state, heads)
    return replace(last, records=records, quarantined=quarantined)


def _without_last(last: Batch, reason: str) -> Batch:
    """The last record is no longer read: nobody knows whether it is whole."""
    rows = list(_record_rows(last))
    offset, length, pad, flags, _state, leader = rows[-1]
    rows[-1] = (offset, length, pad, flags, State.QUARANTINED, leader)
    number = len(rows) - 1
    fields, subfields = (_before(field, number) for field in (last.fields, last.subfields))
    last_fields = last.fields.slice(len(fields)).to_pylist()
    control = next((field["value"] for field in last_fields if field["tag"] == 1), "")
    shortened = replace(last, fields=fields, subfields=subfields)
    quarantined = Quarantined(offset, last.bytes_of(number), reason, control)
    return _with(shortened, rows, (*last.quarantined, quarantined))


def _before(table: pa.RecordBatch, number: int) -> pa.RecordBatch:
    return table.slice(0, int(np.searchsorted(integers(table, "rec"), number)))


def _with_rest(last: Batch, reason: str, taking: bool) -> Batch:
    """A row more, for what stands after the last record; `taking` its bytes, if they belong to
    the next one."""
    rows = list(_record_rows(last))
    begin, room = last.raw_offset, len(last.raw)
    if rows:
        begin, room = rows[-1][0] + rows[-1][1], rows[-1][2]
    bytes_after = bytes(last.raw[begin - last.raw_offset :])
    match = _RECORD.search(bytes_after)
    next_bytes = bytes_after[match.start() if match else 0 :].lstrip(PAD) if taking else b""
    position = begin + room - len(next_bytes)
    if rows:
        offset, length, _pad, flags, state, leader = rows[-1]
        rows[-1] = (offset, length, room - len(next_bytes), flags, state, leader)
    rows.append((position, len(next_bytes), 0, 0, State.QUARANTINED, next_bytes[:24].ljust(24)))
    remainder = Quarantined(position, next_bytes, reason, control_number(next_bytes))
    return _with(last, rows, (*last.quarantined, remainder))
