"""A batch of a few records, for tests; the real builders read files."""

from collections.abc import Iterable

import pyarrow as pa

from kimppa.marc.record import Record, parse
from kimppa.marc.tables import FIELDS, RECORDS, SUBFIELDS, Batch, tag_number


def batch(*texts: str) -> Batch:
    """Records in the line format as a batch."""
    return of([parse(text) for text in texts])


def of(records: Iterable[Record]) -> Batch:
    """Records as a batch, without their bytes."""
    rows: tuple[list[tuple[object, ...]], ...] = ([], [], [])
    for rec, record in enumerate(records):
        rows[0].append((rec, 0, 0, 0, 0, record.leader.encode()))
        for fno, one in enumerate(record.fields):
            place = (tag_number(one.tag), *(ord(mark) for mark in one.indicators))
            rows[1].append((rec, fno, *place, one.value if one.control else None))
            for sno, subfield in enumerate(one.subfields):
                row = (rec, fno, sno, *place, ord(subfield.code), subfield.value)
                rows[2].append(row)
    return Batch(*map(_table, rows, (RECORDS, FIELDS, SUBFIELDS)))


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(column), one.type) for column, one in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
