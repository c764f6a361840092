"""The check of a batch against a definition: look-ups, no loop over records."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kimppa.marc.definition import fixed
from kimppa.marc.definition.fixed import in_whole, text_rows
from kimppa.marc.definition.lookups import OBSOLETE, OK, ONCE, Lookups, lookups
from kimppa.marc.definition.model import KINDS, Definition
from kimppa.marc.definition.problems import FINDINGS, LEADER, NO_FIELD, Problem
from kimppa.marc.tables import Batch, State, integers

type Rows = npt.NDArray[np.intp]
type Column = npt.NDArray[Any]

ALTERNATE: Final = 880
LINKAGE: Final = ord("6")
FIRST: Final = 10  # below are control fields


def shapes(
    fields: dict[str, Column], subfields: dict[str, Column], values: pa.Array, looks: Lookups
) -> tuple[Column, Column]:
    """For each field and subfield the tag whose definition it is to be measured by.

    A field 880 is looked at as the field that its $6 names.
    """
    tags, subtags = fields["tag"], subfields["tag"]
    links = subfields["code"] == LINKAGE
    links &= subtags == ALTERNATE
    rows = np.flatnonzero(links)
    if not looks.linked or not len(rows):
        return tags, subtags
    texts, _ = text_rows(values, in_whole(subfields, rows), 3)
    linked_tags = texts.astype(np.int64) @ np.array([100, 10, 1]) - 48 * 111
    defined = ((texts >= 48) & (texts <= 57)).all(axis=1) & (linked_tags >= FIRST)
    defined &= looks.number[np.where(defined, linked_tags, 0)] > 0
    keys = places(subfields, rows)
    if not (keys[1:] > keys[:-1]).all():  # a field with two $6, or fields out of their order
        keys, first = np.unique(keys, return_index=True)
        linked_tags, defined = linked_tags[first], defined[first]
    linked_tags = np.where(defined, linked_tags, ALTERNATE)
    shaped = []
    for table, table_tags in ((fields, tags), (subfields, subtags)):
        alternates = np.flatnonzero((table_tags == ALTERNATE) & (table.get("code", 0) != LINKAGE))
        keys_of_rows = places(table, alternates)
        nearest = np.minimum(np.searchsorted(keys, keys_of_rows), len(keys) - 1)
        hit = keys[nearest] == keys_of_rows
        shape = table_tags.copy()
        shape[alternates[hit]] = linked_tags[nearest[hit]]
        shaped.append(shape)
    return shaped[0], shaped[1]


def places(table: dict[str, Column], rows: npt.NDArray[np.intp]) -> npt.NDArray[np.uint64]:
    """Numbers that tell fields apart and keep their order."""
    return table["rec"][rows].astype(np.uint64) << np.uint64(16) | table["fno"][rows]


type ProblemRows = tuple[  # columns of FINDINGS after `kind`; a number stands for all rows
    Problem, Column, Column | int, Column | int, Column | int, Column | int, Column
]

_SLOTS: Final = np.uint64(1) << (np.arange(256, dtype=np.uint64) % np.uint64(64))


def check(batch: Batch, *definitions: Definition) -> pa.RecordBatch:
    """What breaks the format: a table (FINDINGS) with a row for each place.

    Each definition looks at the records of its kind; quarantined records are looked at by none.
    """
    leaders = leader_bytes(batch)
    kinds = _kinds(batch, leaders)
    fields, subfields = (
        {name: integers(table, name) for name in names}
        for table, names in ((batch.fields, _OF_FIELDS), (batch.subfields, _OF_SUBFIELDS))
    )
    tables = []
    for definition in definitions:
        is_of_kind = kinds == _NUMBERS[definition.kind]
        count = int(is_of_kind.sum())
        if not count:
            continue
        is_minority = count * 2 < len(is_of_kind)
        rows = [
            _chosen_rows(column, is_of_kind) if is_minority else dict(column)
            for column in (fields, subfields)
        ]
        for problem_rows in _problems(batch, leaders, rows[0], rows[1], lookups(definition)):
            record_rows = (
                None if count == len(is_of_kind) else np.flatnonzero(is_of_kind[problem_rows[1]])
            )
            tables.append(_table(problem_rows, record_rows))
    return pa.concat_batches(tables) if tables else _table(_no_problems(), None)


_OF_FIELDS: Final = ("rec", "fno", "tag", "i1", "i2")
_OF_SUBFIELDS: Final = ("rec", "fno", "sno", "tag", "i1", "i2", "code")


def _chosen_rows(table: dict[str, Column], is_wanted: npt.NDArray[np.bool_]) -> dict[str, Column]:
    """The rows of the chosen records, with their place in the whole table as `row`."""
    rows = np.flatnonzero(is_wanted[table["rec"]])
    return {**{name: column[rows] for name, column in table.items()}, "row": rows}


_NUMBERS: Final = {"bib": 0, "auth": 1, "hold": 2}
_KIND_OF: Final = np.zeros(256, np.uint8)
for _letter, _kind in KINDS.items():
    _KIND_OF[ord(_letter)] = _NUMBERS[_kind]


def leader_bytes(batch: Batch) -> npt.NDArray[np.uint8]:
    """The leaders as rows of 24 bytes."""
    column = batch.records["leader"]
    buffer = np.frombuffer(column.buffers()[1] or b"", np.uint8)
    start = column.offset * 24
    return buffer[start : start + 24 * len(column)].reshape(-1, 24)


def _kinds(batch: Batch, leaders: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    kinds = _KIND_OF[leaders[:, 6]]
    states = integers(batch.records, "state")
    return np.where(states == State.QUARANTINED, np.uint8(255), kinds)


def _problems(
    batch: Batch,
    leaders: npt.NDArray[np.uint8],
    fields: dict[str, Column],
    subfields: dict[str, Column],
    looks: Lookups,
) -> Iterator[ProblemRows]:
    fields["shape"], subfields["shape"] = shapes(fields, subfields, batch.subfields["value"], looks)
    yield from _fields(fields, looks)
    yield from _indicators(fields, looks)
    yield from _subfields(subfields, looks)
    yield from _missing(fields, subfields, looks)
    for position_table in looks.fixed:
        if position_table.tag == LEADER:
            yield from fixed.leader_problems(leaders, batch.records, position_table)
        else:
            yield from fixed.field(leaders, fields, batch.fields["value"], position_table)


def _fields(fields: dict[str, Column], looks: Lookups) -> Iterator[ProblemRows]:
    verdict = looks.field.take(fields["tag"])
    for kind, rows in (
        (Problem.UNDEFINED_FIELD, np.flatnonzero(verdict == 0)),
        (Problem.OBSOLETE_FIELD, np.flatnonzero(verdict & OBSOLETE)),
        (Problem.REPEATED_FIELD, _repeated_fields(fields, verdict)),
    ):
        yield _problem_rows(kind, fields, rows, 0, np.zeros(len(rows), np.uint32))


def _repeated_fields(fields: dict[str, Column], verdict: npt.NDArray[np.uint8]) -> Rows:
    """The rows of fields that may stand once and have stood in the record before."""
    rows = np.flatnonzero(verdict & ONCE)
    keys = fields["rec"][rows].astype(np.uint64) << np.uint64(16) | fields["tag"][rows]
    return rows[_repeated_keys(keys)]


def _repeated_keys(keys: npt.NDArray[np.uint64]) -> Rows:
    """Which keys have come before."""
    if len(keys) < 2:
        return np.empty(0, np.intp)
    if (keys[1:] >= keys[:-1]).all():
        return np.flatnonzero(keys[1:] == keys[:-1]) + 1
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    return np.sort(order[1:][sorted_keys[1:] == sorted_keys[:-1]])


def _indicators(fields: dict[str, Column], looks: Lookups) -> Iterator[ProblemRows]:
    numbers = looks.number.take(fields["shape"])
    for index, column in enumerate(("i1", "i2")):
        values = fields[column]
        verdict = looks.indicators[index].take(numbers | values)
        odd = np.flatnonzero(verdict != OK)
        obsolete = verdict[odd] == OBSOLETE
        for kind, rows in (
            (Problem.INDICATOR, odd[~obsolete]),
            (Problem.OBSOLETE_INDICATOR, odd[obsolete]),
        ):
            yield _problem_rows(kind, fields, rows, index + 1, values[rows])


def _subfields(subfields: dict[str, Column], looks: Lookups) -> Iterator[ProblemRows]:
    codes = subfields["code"]
    verdict = looks.subfield.take(looks.number.take(subfields["shape"]) | codes)
    for kind, rows in (
        (Problem.UNDEFINED_SUBFIELD, np.flatnonzero(verdict == 0)),
        (Problem.OBSOLETE_SUBFIELD, np.flatnonzero(verdict & OBSOLETE)),
        (Problem.REPEATED_SUBFIELD, _repeated_subfields(subfields, (verdict & ONCE) != 0)),
    ):
        yield _problem_rows(kind, subfields, rows, subfields["sno"][rows], codes[rows])


def _repeated_subfields(subfields: dict[str, Column], once: npt.NDArray[np.bool_]) -> Rows:
    """The rows of subfields that may stand once and have stood in the field before.

    A field is looked at more closely when it has fewer different codes than subfields of those
    that may stand once; codes are told apart by their place among 64 bits.
    """
    rec, fno = subfields["rec"], subfields["fno"]
    if not len(rec):
        return np.empty(0, np.intp)
    begins = np.flatnonzero((rec[1:] != rec[:-1]) | (fno[1:] != fno[:-1])) + 1
    begins = np.concatenate([np.zeros(1, np.intp), begins])
    bits = _SLOTS.take(subfields["code"])
    bits *= once
    distinct_counts = np.bitwise_count(np.bitwise_or.reduceat(bits, begins))
    counts = np.add.reduceat(once.astype(np.int32), begins)
    fields = np.flatnonzero(distinct_counts != counts)
    if not len(fields):
        return np.empty(0, np.intp)
    sizes = np.diff(begins, append=len(rec))[fields]
    ordinal = np.repeat(np.arange(len(fields)), sizes)
    first = np.repeat(begins[fields] - (np.cumsum(sizes) - sizes), sizes)
    rows = np.arange(len(ordinal)) + first
    single = once[rows]
    rows = rows[single]
    keys = ordinal[single].astype(np.uint64) << np.uint64(8) | subfields["code"][rows]
    repeats: Rows = rows[_repeated_keys(keys)]
    return repeats


def _missing(
    fields: dict[str, Column], subfields: dict[str, Column], looks: Lookups
) -> Iterator[ProblemRows]:
    """Fields whose indicator asks for a subfield that is not there."""
    numbers = looks.number.take(fields["shape"])
    for index, column in enumerate(("i1", "i2")):
        if not looks.needs[index].any():
            continue
        needed = looks.needs[index].take(numbers | fields[column])
        for code in np.flatnonzero(np.bincount(needed, minlength=256)[1:]) + 1:
            rows = np.flatnonzero(needed == code)
            places_with_code = places(subfields, np.flatnonzero(subfields["code"] == code))
            rows = rows[~_is_among(places(fields, rows), places_with_code)]
            yield _problem_rows(Problem.MISSING_SUBFIELD, fields, rows, index + 1, needed[rows])


def _is_among(
    keys: npt.NDArray[np.uint64], targets: npt.NDArray[np.uint64]
) -> npt.NDArray[np.bool_]:
    """Which keys are among the others, which mostly stand in their order already."""
    if not len(targets):
        return np.zeros(len(keys), np.bool_)
    if not (targets[1:] >= targets[:-1]).all():
        targets = np.sort(targets)
    place = np.searchsorted(targets, keys)
    return np.asarray(targets[np.minimum(place, len(targets) - 1)] == keys)


def _problem_rows(
    kind: Problem, table: dict[str, Column], rows: Rows, position: Column | int, detail: Column
) -> ProblemRows:
    return (
        kind,
        table["rec"].take(rows),
        table["fno"].take(rows),
        position,
        table["tag"].take(rows),
        0,
        detail,
    )


def _no_problems() -> ProblemRows:
    return Problem.TYPE, np.empty(0, np.uint32), NO_FIELD, 0, LEADER, 0, np.empty(0, np.uint32)


def _table(problem_rows: ProblemRows, rows: Rows | None) -> pa.RecordBatch:
    kind, *columns = problem_rows
    if rows is not None:
        columns = [column if isinstance(column, int) else column[rows] for column in columns]
    count = len(columns[0]) if not isinstance(columns[0], int) else 0
    arrays = [
        _array(np.full(count, column) if isinstance(column, int) else column, part.type)
        for column, part in zip([int(kind), *columns], FINDINGS, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=FINDINGS)


def _array(values: Column, kind: pa.DataType) -> pa.Array:
    """An Arrow column of NumPy values, without the detour by which Arrow would import pandas."""
    array = np.ascontiguousarray(values, dtype=kind.to_pandas_dtype())
    return pa.Array.from_buffers(kind, len(array), [None, pa.py_buffer(array)], null_count=0)
