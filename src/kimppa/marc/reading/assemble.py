"""From places of fields to the field and subfield tables."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kimppa.marc.reading.geometry import (
    PADDING,
    Bools,
    Bytes,
    Ints,
    Layout,
    delimiters,
    tags,
)
from kimppa.marc.tables import FIELD, FIELDS, RECORDS, SUBFIELDS, string_views, words


@dataclass(frozen=True, slots=True)
class Subfields:
    """Subfields of laid fields: the row of each one's field, its number in it, its code and its
    text, which is `text[start:end]`."""

    owner: Ints
    number: Ints
    code: Bytes
    start: Ints
    end: Ints


def subfields_of(text: Bytes, pos: Ints, layout: Layout) -> Subfields:
    """The subfields of all data fields, in order."""
    count = np.where(layout.control, 0, layout.closing - layout.opening - 1)
    first = np.cumsum(count) - count
    owner = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(owner)) - first[owner]
    index = layout.opening[owner] + number + 1
    start = pos[index] + 2
    return Subfields(owner, number, text[start - 1], start, pos[index + 1])


def broken_fields(
    text: Bytes, pos: Ints, layout: Layout, subfields: Subfields
) -> tuple[Bools, Ints]:
    """Fields that lack indicators or a first subfield (true for each row of `layout`), and the rows
    that have a subfield without a code. Control fields are never among them."""
    pair = words(text, "<u2")[layout.start]
    first = pos[layout.opening + 1]  # in a field without subfields, its own end
    opened = (layout.end > first) & (first == layout.start + 2) & (pair & 0x8080 == 0)
    is_bad = (subfields.end < subfields.start) | (subfields.code >= 0x80)
    return ~(layout.control | opened), subfields.owner[np.flatnonzero(is_bad)]


def tables(
    text: Bytes, layout: Layout, subfields: Subfields
) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """The field and the subfield table; texts are views into `text`, which must be UTF-8 there.

    `layout.record` are the final numbers of records, in order.
    """
    rec, fno = layout.record.astype(np.uint32), layout.field_number.astype(np.uint16)
    pair = words(text, "<u2")[layout.start]
    pair[layout.control] = 0
    first, second = pair.astype(np.uint8), (pair >> 8).astype(np.uint8)
    values = string_views(text, layout.start, layout.end - layout.start, layout.control)
    fields = arranged(FIELDS, [rec, fno, layout.tag, first, second, values])
    columns = [column[subfields.owner] for column in (rec, fno, layout.tag, first, second)]
    columns.insert(2, subfields.number.astype(np.uint16))
    texts = string_views(text, subfields.start, subfields.end - subfields.start)
    return fields, arranged(SUBFIELDS, [*columns, subfields.code, texts])


def record_table(
    offset: Ints, length: Ints, pad: Ints, flags: Ints, state: Ints, leaders: Bytes
) -> pa.RecordBatch:
    """The record table from its columns; `leaders` is (records, 24)."""
    leader = pa.Array.from_buffers(
        pa.binary(24), len(offset), [None, pa.py_buffer(np.ascontiguousarray(leaders))]
    )
    columns = [
        offset.astype(np.int64),
        length.astype(np.uint32),
        pad.astype(np.uint32),
        flags.astype(np.uint16),
        state.astype(np.uint8),
        leader,
    ]
    return arranged(RECORDS, columns)


def arranged(schema: pa.Schema, columns: list[Any]) -> pa.RecordBatch:
    """A table of NumPy columns without going through `pa.array`, which imports pandas."""
    arrays = [
        column
        if isinstance(column, pa.Array)
        else pa.Array.from_buffers(field.type, len(column), [None, pa.py_buffer(column)])
        for field, column in zip(schema, columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


type Fields = list[tuple[bytes, bytes]]  # tag of three bytes, content in UTF-8 without 0x1D, 0x1E


def appended(
    text: Bytes,
    size: int,
    earlier_positions: Ints,
    recs: list[int],
    fields_of_records: list[Fields],
) -> tuple[Bytes, Ints, Layout]:
    """Add records given as fields behind `text[:size]`: the longer text, all its delimiters and
    the layout of the added fields, whose records have the numbers `recs`."""
    added_bytes = b"".join(
        b"\x1e" + b"".join(content + b"\x1e" for _tag, content in fields)
        for fields in fields_of_records
    )
    longer = np.zeros(size + len(added_bytes) + PADDING, np.uint8)
    longer[:size] = text[:size]
    longer[size : size + len(added_bytes)] = np.frombuffer(added_bytes, np.uint8)
    added_positions, kind = delimiters(longer[size : size + len(added_bytes)])
    positions = np.concatenate([earlier_positions, added_positions + size])
    field_counts = np.array([len(fields) for fields in fields_of_records], np.int64)
    field_ends = np.flatnonzero(kind == FIELD) + len(earlier_positions)
    record_starts = np.cumsum(field_counts + 1) - field_counts - 1
    total = int(field_counts.sum())
    fno = np.arange(total) - np.repeat(np.cumsum(field_counts) - field_counts, field_counts)
    opening_index = np.repeat(record_starts, field_counts) + fno
    tag_bytes = b"".join(tag + b"\0" for fields in fields_of_records for tag, _content in fields)
    tag, control = tags(np.frombuffer(tag_bytes, "<u4"))
    rec = np.repeat(np.array(recs, np.int64), field_counts)
    opening, closing = field_ends[opening_index], field_ends[opening_index + 1]
    return (
        longer,
        positions,
        Layout(
            rec, fno, tag, control, opening, closing, positions[opening] + 1, positions[closing]
        ),
    )


def merged(first: Layout, second: Layout) -> Layout:
    """The fields of both in the order of their records."""
    record = np.concatenate([first.record, second.record])
    return Layout(
        record,
        np.concatenate([first.field_number, second.field_number]),
        np.concatenate([first.tag, second.tag]),
        np.concatenate([first.control, second.control]),
        np.concatenate([first.opening, second.opening]),
        np.concatenate([first.closing, second.closing]),
        np.concatenate([first.start, second.start]),
        np.concatenate([first.end, second.end]),
    ).only(np.argsort(record, kind="stable"))
