"""One row of a batch as a `Record`; bytes as a `Record`."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from kimppa.marc.reading.assemble import Fields
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.mending import HopelessError, mend, number
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import Batch, State, integers, is_control, tag_text


def record_of(batch: Batch, rec: int) -> Record:
    """The record of row `rec` as its tables say it. Tags that are neither digits nor capitals
    are "???" there. Raises MarcFileError "not-a-record" for a quarantined one."""
    if batch.records["state"][rec].as_py() == State.QUARANTINED:
        offset = int(batch.records["offset"][rec].as_py())
        reason = next(
            (piece.reason for piece in batch.quarantined if piece.offset == offset),
            "quarantined",
        )
        raise MarcFileError("not-a-record", f"byte {offset}", detail=reason)
    leader = batch.records["leader"][rec].as_py().decode("latin-1")
    subfields: dict[int, list[Subfield]] = {}
    for row in _rows_of_record(batch.subfields, rec):
        subfield = Subfield(chr(row["code"]), row["value"])
        subfields.setdefault(row["fno"], []).append(subfield)
    fields = [
        Field(
            tag_text(row["tag"]),
            row["value"] or "",
            "  " if row["value"] is not None else chr(row["i1"]) + chr(row["i2"]),
            subfields.get(row["fno"], []),
        )
        for row in _rows_of_record(batch.fields, rec)
    ]
    return Record(leader, fields)


def records_of(batch: Batch) -> Iterator[tuple[int, Record]]:
    """Every record that could be read with its row, in order; faster than one by one."""
    leaders, states = batch.records["leader"].to_pylist(), batch.records["state"].to_pylist()
    records = [Record(leader.decode("latin-1")) for leader in leaders]
    places: dict[tuple[int, int], Field] = {}
    for rec, fno, tag, i1, i2, value in _columns(batch.fields):
        head = chr(i1) + chr(i2) if value is None else "  "
        field = places[rec, fno] = Field(tag_text(tag), value or "", head)
        records[rec].fields.append(field)
    for rec, fno, _sno, _tag, _i1, _i2, code, value in _columns(batch.subfields):
        places[rec, fno].subfields.append(Subfield(chr(code), value))
    for rec, state in enumerate(states):
        if state != State.QUARANTINED:
            yield rec, records[rec]


def records_at(batches: Iterable[Batch], offsets: Iterable[int]) -> dict[int, Record]:
    """Records of a file by their offsets; reading ends after the last one wanted.

    Offsets at which no record begins, or a quarantined one, are left out.
    """
    records: dict[int, Record] = {}
    wanted_offsets = np.unique(np.fromiter(offsets, np.int64))
    for batch in batches if len(wanted_offsets) else ():
        places = integers(batch.records, "offset")
        states = integers(batch.records, "state")
        wanted_rows = np.flatnonzero(
            np.isin(places, wanted_offsets) & (states != State.QUARANTINED)
        )
        records |= {int(places[rec]): record_of(batch, int(rec)) for rec in wanted_rows}
        if len(places) and places[-1] >= wanted_offsets[-1]:
            break
    return records


def _columns(table: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _rows_of_record(table: pa.RecordBatch, rec: int) -> list[dict[str, Any]]:
    numbers = np.frombuffer(table["rec"].buffers()[1], np.uint32)[: table.num_rows]
    low, high = np.searchsorted(numbers, [rec, rec + 1])
    rows: list[dict[str, Any]] = table.slice(int(low), int(high - low)).to_pylist()
    return rows


def record_from(record_bytes: bytes) -> Record:
    """One ISO 2709 record given as bytes. Raises MarcFileError "not-a-record" with the reason."""
    try:
        mended = mend(record_bytes)
    except HopelessError as error:
        raise MarcFileError("not-a-record", detail=str(error)) from error
    return Record(mended.leader.decode("latin-1"), _fields(mended.fields))


def _fields(contents: Fields) -> list[Field]:
    fields = []
    for tag, content in contents:
        name = tag.decode("latin-1")
        if is_control(number(tag)):
            fields.append(Field(name, content.decode()))
            continue
        head, *parts = content.decode().split("\x1f")
        fields.append(Field(name, "", head, [Subfield(part[0], part[1:]) for part in parts]))
    return fields
