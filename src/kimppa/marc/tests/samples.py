"""Batches for tests: records in hand, or real ones read by pymarc, as the engine's tables."""

import gzip
import warnings
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyarrow as pa
import pymarc

from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tables import FIELDS, RECORDS, SUBFIELDS, Batch, tag_number


def batch_of(records: Iterable[Record], start: int = 0, offset: int = 0) -> Batch:
    """A batch of these records; their bytes are their line form."""
    rows, fields, subfields, raw = [], [], [], bytearray()
    for rec, record in enumerate(records):
        data = str(record).encode() + b"\x1d"
        leader = record.leader.encode("latin-1", "replace")[:24].ljust(24)
        rows.append((offset + len(raw), len(data), 0, 0, 0, leader))
        raw += data
        for fno, one in enumerate(record.fields):
            i1, i2 = (0, 0) if one.control else one.indicators.encode("latin-1", "replace")[:2]
            tag = tag_number(one.tag)
            fields.append((rec, fno, tag, i1, i2, one.value if one.control else None))
            subfields += [
                (rec, fno, sno, tag, i1, i2, ord(sub.code) & 255, sub.value)
                for sno, sub in enumerate(one.subfields)
            ]
    return Batch(
        _table(rows, RECORDS),
        _table(fields, FIELDS),
        _table(subfields, SUBFIELDS),
        (),
        start,
        memoryview(bytes(raw)),
        offset,
    )


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(c), f.type) for c, f in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def lines(*texts: str) -> list[Record]:
    """Records of the line form."""
    return [parse(text) for text in texts]


@cache
def pieces(path: Path) -> tuple[bytes, ...]:
    """The bytes between the record terminators of a file, in its order."""
    return tuple(one for one in gzip.decompress(path.read_bytes()).split(b"\x1d") if one)


@cache
def real(path: Path, place: int) -> Record:
    """One real record, read by pymarc; one that it cannot read is an empty record."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _read(pieces(path)[place] + b"\x1d")


def real_ones(path: Path, start: int = 0, stop: int | None = None) -> list[Record]:
    """Real records of a run of places."""
    return [real(path, place) for place in range(len(pieces(path)))[start:stop]]


def _read(data: bytes) -> Record:
    try:
        found = pymarc.Record(data=data, force_utf8=True)
    except Exception:
        return Record(" " * 24)
    return as_record(found)


def as_record(theirs: pymarc.Record) -> Record:
    """A record that pymarc holds, as ours."""
    return Record(str(theirs.leader), [_field(one) for one in theirs.fields])


def _field(one: pymarc.Field) -> Field:
    if one.control_field:
        return Field(one.tag, one.data or "")
    indicators = "".join(mark if len(mark) == 1 else " " for mark in one.indicators or "  ")
    subfields = [Subfield(s.code, s.value) for s in one.subfields if len(s.code) == 1]
    return Field(one.tag, "", indicators, subfields)
