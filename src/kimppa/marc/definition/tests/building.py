"""Batches of a few records in hand, until the reader makes them."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pymarc import MARCReader

from kimppa.marc.definition import Finding, Problem
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import (
    FIELDS,
    RECORDS,
    SUBFIELDS,
    UNKNOWN_TAG,
    Batch,
    State,
    tag_number,
)


def batch(records: Iterable[Record]) -> Batch:
    """The tables of records."""
    heads: list[dict[str, Any]] = []
    fields: list[dict[str, Any]] = []
    subfields: list[dict[str, Any]] = []
    for rec, record in enumerate(records):
        heads.append(
            {
                "offset": 0,
                "length": 0,
                "pad": 0,
                "flags": 0,
                "state": int(State.GOOD),
                "leader": record.leader.encode("ascii", "replace").ljust(24)[:24],
            }
        )
        for fno, one in enumerate(record.fields):
            place = {"rec": rec, "fno": fno, **numbers(one)}
            fields.append({**place, "value": one.value if one.control else None})
            subfields += [
                {**place, "sno": sno, "code": byte(sub.code), "value": sub.value}
                for sno, sub in enumerate(one.subfields)
            ]
    return Batch(table(heads, RECORDS), table(fields, FIELDS), table(subfields, SUBFIELDS))


def numbers(field: Field) -> dict[str, int]:
    first, second = (0, 0) if field.control else map(byte, field.indicators)
    tag = tag_number(field.tag)
    assert tag != UNKNOWN_TAG, field.tag
    return {"tag": tag, "i1": first, "i2": second}


def byte(letter: str) -> int:
    return min(ord(letter), 255)


def table(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = [pa.array([row[part.name] for row in rows], part.type) for part in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def real_records(path: Path) -> Iterator[Record]:
    """Every record of a gzipped file that pymarc reads."""
    with gzip.open(path) as file:
        for one in MARCReader(file, to_unicode=True, force_utf8=True, utf8_handling="replace"):
            if one is not None:
                yield Record(str(one.leader), [of_pymarc(field) for field in one.fields])


def of_pymarc(field: Any) -> Field:
    if field.is_control_field():
        return Field(field.tag, value=field.data)
    parts = [Subfield(one.code, one.value) for one in field.subfields]
    return Field(field.tag, "", "".join(field.indicators), parts)


def findings(table: pa.RecordBatch) -> Iterator[Finding]:
    """The rows of a table of `definition.FINDINGS`."""
    columns = [column.to_pylist() for column in table.columns]
    for kind, *rest in zip(*columns, strict=True):
        yield Finding(Problem(kind), *rest)
