"""Plainly written MARCXML as tables, without a Python step for each element.

A file spells its tags in few ways (`<subfield code="a">`): what each spelling means is asked once
(`spellings`), and every tag is then a number. Texts are views into the file's bytes. What is not
plain (comments or CDATA around fields, other elements among them) is told, not guessed.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from kimppa.marc.reading import assemble
from kimppa.marc.reading.geometry import PADDING, Bools, Bytes, Ints
from kimppa.marc.reading.spellings import Kind, Meaning, meaning
from kimppa.marc.tables import (
    FIELDS,
    SUBFIELDS,
    Batch,
    Flag,
    State,
    string_views,
    words,
)

_FIELD: Final = (Kind.CONTROL, Kind.CONTROL_EMPTY, Kind.DATA, Kind.DATA_EMPTY)
_FIELD_END: Final = (Kind.CONTROL_END, Kind.CONTROL_EMPTY, Kind.DATA_END, Kind.DATA_EMPTY)
_PART: Final = (Kind.SUBFIELD, Kind.SUBFIELD_EMPTY)
_PART_END: Final = (Kind.SUBFIELD_END, Kind.SUBFIELD_EMPTY)


def _among(*kinds: Kind) -> Bools:
    """For each kind whether it is one of these."""
    return np.isin(np.arange(len(Kind)), kinds)


_IS_FIELD: Final = _among(*_FIELD)
_IS_PART: Final = _among(*_PART)
_IS_CONTROL: Final = _among(Kind.CONTROL, Kind.CONTROL_EMPTY)
_IS_EMPTY: Final = _among(Kind.CONTROL_EMPTY, Kind.DATA_EMPTY, Kind.SUBFIELD_EMPTY)
_HAS_TEXT: Final = _among(Kind.LEADER, Kind.CONTROL, Kind.SUBFIELD)
_BEGINS: Final = _among(Kind.LEADER, *_FIELD)  # what stands first in a MARC record
_FINISHES: Final = _among(Kind.LEADER_END, *_FIELD_END)


def _allowed() -> Bools:
    """Which kinds may follow which; OTHER stands outside of records only."""
    table = np.zeros((len(Kind), len(Kind)), np.bool_)
    for earlier_kinds, later_kinds in (
        ((Kind.OTHER, Kind.RECORD_END), (Kind.OTHER, Kind.RECORD)),
        ((Kind.RECORD,), (Kind.LEADER, *_FIELD)),
        ((Kind.LEADER,), (Kind.LEADER_END,)),
        ((Kind.LEADER_END, *_FIELD_END), (*_FIELD, Kind.RECORD_END)),
        ((Kind.CONTROL,), (Kind.CONTROL_END,)),
        ((Kind.DATA, *_PART_END), (*_PART, Kind.DATA_END)),
        ((Kind.SUBFIELD,), (Kind.SUBFIELD_END,)),
    ):
        table[np.ix_(earlier_kinds, later_kinds)] = True
    return table


_ALLOWED: Final = _allowed()
_OPEN, _CLOSE = 0x3C, 0x3E  # < and >, which differ in one bit


@dataclass(frozen=True, slots=True)
class Elements:
    """The tags of plain records, in order; the text of one begins where it ends and goes on to
    where the next one starts. What is said of a spelling stands in `meanings[which]`."""

    starts: Ints
    ends: Ints
    kinds: Bytes
    which: Ints
    meanings: list[Meaning]

    @property
    def records(self) -> int:
        return int(np.count_nonzero(self.kinds == Kind.RECORD))

    @property
    def first(self) -> int:
        return int(self.starts[np.argmax(self.kinds == Kind.RECORD)])

    def moved(self, by: int) -> "Elements":
        """The same with `by` bytes before them."""
        return replace(self, starts=self.starts + by, ends=self.ends + by)

    def told(self, name: str) -> Ints:
        """What the meaning of each tag says under this name."""
        return np.array([getattr(meaning, name) for meaning in self.meanings], np.int64)[self.which]


def elements(data: bytes) -> Elements | None:
    """The tags up to the end of the last record; None if something is not plain."""
    starts, ends = _tags(np.frombuffer(data, np.uint8))
    spellings, meanings = _spelled(data, starts, ends) if len(starts) else (starts, [])
    kinds = np.array([meaning.kind for meaning in meanings], np.uint8)[spellings]
    _leave_wrappers(kinds)
    closed = np.flatnonzero(kinds == Kind.RECORD_END)
    last = int(closed[-1]) + 1 if len(closed) else 0
    kinds = kinds[:last]
    if not _ALLOWED[np.append(np.uint8(Kind.OTHER), kinds[:-1]), kinds].all():
        return None
    return Elements(starts[:last], ends[:last], kinds, spellings[:last], meanings)


def _tags(text: Bytes) -> tuple[Ints, Ints]:
    """Where tags start and end: a tag ends after the `>` that follows. Where another `<` does, it
    is none that is plain, and its spelling says so."""
    places = np.flatnonzero((text | 2) == _CLOSE)
    opens = np.flatnonzero(text[places[:-1]] == _OPEN)
    return places[opens], places[opens + 1] + 1


def _spelled(data: bytes, starts: Ints, ends: Ints) -> tuple[Ints, list[Meaning]]:
    """Which spelling each tag has, and what the spellings mean."""
    bounds = np.empty(2 * len(starts), np.int32)  # tags and the texts between them in turns
    bounds[::2], bounds[1::2] = starts, ends
    tags_and_texts = pa.Array.from_buffers(
        pa.binary(), len(bounds) - 1, [None, pa.py_buffer(bounds), pa.py_buffer(data)]
    )
    every_other = np.arange(0, len(bounds), 2, dtype=np.int32)
    rows = pa.Array.from_buffers(pa.int32(), len(every_other), [None, pa.py_buffer(every_other)])
    coded = tags_and_texts.take(rows).dictionary_encode()
    spellings = np.frombuffer(coded.indices.buffers()[1], np.int32)[: len(coded)].astype(np.int64)
    return spellings, [meaning(spelling) for spelling in coded.dictionary.to_pylist()]


def _leave_wrappers(kinds: Bytes) -> None:
    """A record of OAI-PMH around a MARC record, and one without any field, become OTHER."""
    opens = np.flatnonzero(kinds[:-1] == Kind.RECORD)
    kinds[opens[~_BEGINS[kinds[opens + 1]]]] = Kind.OTHER
    kinds_before = np.append(np.uint8(Kind.OTHER), kinds[:-1])
    kinds[(kinds == Kind.RECORD_END) & ~_FINISHES[kinds_before]] = Kind.OTHER


def batch(data: bytes, tags: Elements, offset: int, start: int, kind: str) -> Batch:
    """The tables of plain records in `data`, which begins at byte `offset` of the file with
    record `start`."""
    text, begin, end = _texts(data, tags)
    rec = np.cumsum(tags.kinds == Kind.RECORD) - 1
    field_rows, part_rows = (
        np.flatnonzero(_IS_FIELD[tags.kinds]),
        np.flatnonzero(_IS_PART[tags.kinds]),
    )
    owner = np.searchsorted(field_rows, part_rows) - 1
    control = _IS_CONTROL[tags.kinds[field_rows]]
    head: list[Any] = [
        rec[field_rows].astype(np.uint32),
        _ordinals(rec[field_rows]),
        tags.told("tag")[field_rows].astype(np.uint16),
        tags.told("first")[field_rows].astype(np.uint8),
        tags.told("second")[field_rows].astype(np.uint8),
    ]
    values = string_views(text, begin[field_rows], end[field_rows] - begin[field_rows], control)
    texts = string_views(text, begin[part_rows], end[part_rows] - begin[part_rows])
    rec_of, fno_of, *tag_columns = [column[owner] for column in head]
    codes = tags.told("first")[part_rows].astype(np.uint8)
    flags = np.zeros(tags.records, np.int64)
    np.bitwise_or.at(flags, rec, tags.told("flags"))
    bare = ~control & (np.bincount(owner, minlength=len(field_rows)) == 0)
    flags[rec[field_rows[bare]]] |= Flag.INDICATORS
    return Batch(
        _records(data, tags, text, (begin, end), flags, offset),
        assemble.arranged(FIELDS, [*head, values]),
        assemble.arranged(
            SUBFIELDS, [rec_of, fno_of, _ordinals(owner), *tag_columns, codes, texts]
        ),
        (),
        start,
        memoryview(data),
        offset,
        kind,
    )


def _ordinals(groups: Ints) -> npt.NDArray[np.uint16]:
    """The number of each row in its group; groups stand together."""
    rows = np.arange(len(groups))
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    return (rows - np.repeat(first, np.diff(first, append=len(groups)))).astype(np.uint16)


def _records(
    data: bytes, tags: Elements, text: Bytes, spans: tuple[Ints, Ints], flags: Ints, offset: int
) -> pa.RecordBatch:
    first = np.flatnonzero(tags.kinds == Kind.RECORD)
    starts, ends = tags.starts[first], tags.ends[tags.kinds == Kind.RECORD_END]
    leaders = np.full((len(first), 24), ord(" "), np.uint8)
    with_leader = tags.kinds[first + 1] == Kind.LEADER
    begin, end = (column[first[with_leader] + 1] for column in spans)
    leaders[with_leader] = words(text, "V24")[begin].view(np.uint8).reshape(-1, 24)
    odd = ~with_leader
    odd[with_leader] = (end - begin != 24) | (leaders[with_leader] >= 0x80).any(axis=1)
    flags[odd] |= Flag.LEADER
    for row in np.flatnonzero(odd & with_leader):
        place = first[row] + 1
        column = bytes(text[spans[0][place] : spans[1][place]]).decode().encode("ascii", "replace")
        leaders[row] = np.frombuffer(column.ljust(24)[:24], np.uint8)
    pads = np.append(starts[1:], len(data)) - ends
    states = np.where(flags != 0, State.REPAIRED, State.GOOD)
    return assemble.record_table(starts + offset, ends - starts, pads, flags, states, leaders)


def _texts(data: bytes, tags: Elements) -> tuple[Bytes, Ints, Ints]:
    """The bytes that texts are views into, and where the text of each tag stands in them: those
    with references or carriage returns are written anew, behind the others."""
    begin, end = tags.ends.copy(), np.append(tags.starts[1:], tags.ends[-1:])
    is_empty = _IS_EMPTY[tags.kinds]
    end[is_empty] = begin[is_empty]
    raw = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((raw == ord("&")) | (raw == ord("\r")))
    holders = np.unique(np.searchsorted(tags.starts, marks, side="right") - 1)
    holders = holders[(holders >= 0) & _HAS_TEXT[tags.kinds[holders]]]
    size, resolved_texts = len(data), []
    for row in holders:
        resolved = plain(data[begin[row] : end[row]])
        begin[row], end[row] = size, size + len(resolved)
        size += len(resolved)
        resolved_texts.append(resolved)
    text = np.zeros(size + PADDING, np.uint8)
    text[:size] = np.frombuffer(b"".join([data, *resolved_texts]), np.uint8)
    return text, begin, end


_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(\w+));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def plain(text: bytes) -> bytes:
    """A text of well-formed XML as a parser gives it.

    >>> plain(b"A &amp; B&#x2013;C")
    b'A & B\\xe2\\x80\\x93C'
    """
    lines = text.decode().replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_referred, lines).encode()


def _referred(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _ENTITIES[name]
    return chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
