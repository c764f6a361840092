"""What pymarc and our tables say of the same records, in one shape: leader and a list of fields."""

import gzip
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pymarc

from kimppa.marc.reading import read
from kimppa.marc.tables import Batch, State, tag_text

type Said = tuple[str, list[tuple[object, ...]]]  # leader; (tag, value) or (tag, indicators, pairs)


def unpacked(path: Path) -> bytes:
    """The file without its gzip."""
    return gzip.decompress(path.read_bytes())


def batches(data: bytes, **options: int) -> list[Batch]:
    """Bytes as read, in batches that are valid for Arrow, with every byte accounted for."""
    found = list(read(io.BytesIO(data), format="iso2709", **options))
    for batch in found:
        for table in (batch.records, batch.fields, batch.subfields):
            table.validate(full=True)
    accounted = sum(
        batch.records["offset"][0].as_py()
        - batch.raw_offset
        + sum(batch.records["length"].to_pylist())
        + sum(batch.records["pad"].to_pylist())
        for batch in found
    )
    assert accounted == len(data)
    kept = sum(len(one.data) for batch in found for one in batch.quarantined)
    assert kept == sum(length for length, state in lengths(found) if state is State.QUARANTINED)
    return found


def lengths(found: list[Batch]) -> Iterator[tuple[int, State]]:
    """Each record's length and state."""
    for batch in found:
        states = batch.records["state"].to_pylist()
        for length, state in zip(batch.records["length"].to_pylist(), states, strict=True):
            yield length, State(state)


def states(found: list[Batch]) -> Counter[State]:
    """How many records are in each state."""
    return Counter(state for _length, state in lengths(found))


def ours(batch: Batch) -> list[Said]:
    """What our tables say of each record of a batch."""
    said: list[Said] = [
        (leader.decode("latin-1"), []) for leader in batch.records["leader"].to_pylist()
    ]
    fields = batch.fields.to_pydict()
    pairs: dict[tuple[int, int], list[tuple[str, str]]] = {}
    parts = batch.subfields.to_pydict()
    columns = (parts["rec"], parts["fno"], parts["code"], parts["value"])
    for rec, fno, code, value in zip(*columns, strict=True):
        pairs.setdefault((rec, fno), []).append((chr(code), value))
    for rec, fno, tag, i1, i2, value in zip(*fields.values(), strict=True):
        name = tag_text(tag)
        if value is not None:
            said[rec][1].append((name, value))
        else:
            said[rec][1].append((name, chr(i1) + chr(i2), pairs.get((rec, fno), [])))
    return said


def theirs(data: bytes) -> Said:
    """What pymarc says of one record. Raises what pymarc raises."""
    record = pymarc.Record(data=data)
    fields: list[tuple[object, ...]] = []
    for field in record.fields:
        if field.tag == "FMT":  # a control field, which pymarc takes for a data field
            start = data.index(b"\x1e") + 1
            entry = data[24:start].index(b"FMT")
            length, at = int(data[27 + entry : 31 + entry]), int(data[31 + entry : 36 + entry])
            fields.append(("FMT", data[start + at : start + at + length - 1].decode()))
        elif field.control_field:
            fields.append((field.tag, field.data))
        else:
            pairs = [(one.code, one.value) for one in field.subfields]
            fields.append((field.tag, "".join(field.indicators), pairs))
    return str(record.leader), fields
