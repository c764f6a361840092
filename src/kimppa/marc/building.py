"""Records in hand → a batch of tables: for readers of small formats, previews and tests.

It goes record by record in Python; files of many records are read by `reading`.
"""

from collections.abc import Iterable

import pyarrow as pa

from kimppa.marc.record import Field, Record
from kimppa.marc.tables import FIELDS, RECORDS, SUBFIELDS, Batch, State, tag_number


def batch(records: Iterable[Record], flags: int = 0) -> Batch:
    """The tables of these records. They stand in no file: offsets count records, lengths are 0.

    `flags` is what was wrong with the bytes of all of them.
    """
    leaders: list[bytes] = []
    fields: list[tuple[object, ...]] = []
    subfields: list[tuple[object, ...]] = []
    for rec, record in enumerate(records):
        leaders.append(record.leader.encode("ascii", "replace").ljust(24)[:24])
        for fno, field in enumerate(record.fields):
            fields.append((rec, fno, *_head(field), field.value if field.control else None))
            subfields += (
                (rec, fno, sno, *_head(field), _byte(sub.code), sub.value)
                for sno, sub in enumerate(field.subfields)
            )
    return Batch(
        _records(leaders, flags),
        _table(fields, FIELDS),
        _table(subfields, SUBFIELDS),
    )


def _head(field: Field) -> tuple[int, int, int]:
    if field.control:
        return tag_number(field.tag), 0, 0
    return tag_number(field.tag), _byte(field.indicators[:1]), _byte(field.indicators[1:2])


def _byte(text: str) -> int:
    """The first byte of a text, a blank's for none; `?` for what is not ASCII."""
    return (text or " ").encode("ascii", "replace")[0]


def _records(leaders: list[bytes], flags: int) -> pa.RecordBatch:
    count = len(leaders)
    columns = [list(range(count)), [0] * count, [0] * count, [flags] * count, [State.GOOD] * count]
    arrays = [
        pa.array(column, f.type) for column, f in zip([*columns, leaders], RECORDS, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=RECORDS)


def _table(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else [[] for _ in schema]
    arrays = [pa.array(list(column), f.type) for column, f in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
