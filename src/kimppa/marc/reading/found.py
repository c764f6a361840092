"""Records of the other formats, one by one, gathered into batches by one builder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kimppa.marc.reading import assemble
from kimppa.marc.reading.assemble import Fields
from kimppa.marc.reading.characters import decoded
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.geometry import PADDING
from kimppa.marc.reading.mending import NOTHING, Mended, data_field, number
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import Batch, Flag, Quarantined, State, is_control, tag_number

_NO_DELIMITERS = str.maketrans(dict.fromkeys("\x1d\x1e\x1f", "\N{REPLACEMENT CHARACTER}"))
_RECORDS = 20_000  # at most in one batch


@dataclass(slots=True)
class Found:
    """One record as it stands in a file: `lead` bytes before it, then its own, `data`.

    `made` is a reason in English if the bytes are no record. Without `data` it is the end of
    the file and what stood there.
    """

    lead: bytes
    data: bytes
    made: Mended | str


def field_of(tag: str, value: str, indicators: str, subfields: list[Subfield]) -> Field:
    """A field of what a file says, as this model has it: what a file calls a control field and
    is none has its text in $a, and the other way round the texts are one."""
    if is_control(tag_number(tag)):
        return Field(tag, value or "".join(one.value for one in subfields))
    return Field(tag, "", indicators, subfields or ([Subfield("a", value)] if value else []))


def gathered(
    records: Iterator[Found], offset: int, start: int, size: int, kind: str
) -> Iterator[Batch]:
    """Batches of about `size` bytes of the file, which begins at `offset` with record `start`.

    What was read before an error is given before the error is raised.
    """
    held: list[Found] = []
    held_size = 0
    error: MarcFileError | None = None
    while True:
        try:
            one = next(records, None)
        except MarcFileError as raised:
            one, error = None, raised
        full = held_size >= size or len(held) >= _RECORDS
        if held and (one is None or full or not one.data):
            batch = built(held, offset, start, one.lead if one else b"", kind)
            offset, start = offset + len(batch.raw), start + len(batch)
            held, held_size = [], 0
            if one:
                one.lead = b""
            yield batch
        if one is None or not one.data:
            break
        held.append(one)
        held_size += len(one.lead) + len(one.data)
    if error is not None:
        raise error


def built(held: list[Found], offset: int, start: int, tail: bytes, kind: str) -> Batch:
    """A batch of records found one after another from byte `offset` on, with `tail` after them."""
    results = [_mended(one) for one in held]
    lead = np.array([len(one.lead) for one in held], np.int64)
    length = np.array([len(one.data) for one in held], np.int64)
    begin = offset + np.cumsum(lead + length) - length
    pad = np.append(lead[1:], len(tail))
    states = [_state(one) for one in results]
    flags = [int(one.flags) for one in results]
    leaders = np.frombuffer(b"".join(one.leader for one in results), np.uint8).reshape(-1, 24)
    records = assemble.record_table(
        begin, length, pad, np.array(flags, np.int64), np.array(states, np.int64), leaders
    )
    read = [n for n, state in enumerate(states) if state != State.QUARANTINED]
    text, pos, laid = assemble.appended(
        np.zeros(PADDING, np.uint8),
        PADDING,  # views ask for some bytes before a text
        np.zeros(0, np.int64),
        read,
        [results[n].fields for n in read],
    )
    fields, subfields = assemble.tables(text, laid, assemble.subfields_of(text, pos, laid))
    quarantined = tuple(
        Quarantined(int(at), one.data, one.made)
        for at, one in zip(begin, held, strict=True)
        if isinstance(one.made, str)
    )
    raw = b"".join(part for one in held for part in (one.lead, one.data)) + tail
    return Batch(records, fields, subfields, quarantined, start, memoryview(raw), offset, kind)


def _state(one: Mended) -> State:
    if one.flags & _QUARANTINE:
        return State.QUARANTINED
    return State.REPAIRED if one.flags else State.GOOD


_FINE = Flag(0)  # compared by identity: joining flags for each subfield takes longer than its text
_QUARANTINE = Flag.NO_END  # never a flag of these formats: it marks what is no record, until here


def _mended(one: Found) -> Mended:
    if isinstance(one.made, str):
        return Mended(one.data[:24].ljust(24), [], _QUARANTINE)
    return one.made


def of_record(record: Record, flags: Flag = NOTHING) -> Mended:
    """A record in hand as it goes into the tables; `flags` is what is known already."""
    leader = record.leader.encode("ascii", "replace")
    if len(leader) != 24 or not record.leader.isascii():
        flags |= Flag.LEADER
    contents: Fields = []
    for field in record.fields:
        content, more = content_of(field)
        contents.append((field.tag.encode("ascii", "replace")[:3].ljust(3), content))
        if more is not _FINE:
            flags |= more
    return Mended(leader.ljust(24)[:24], contents, flags)


def of_contents(leader: bytes, fields: Fields, flags: Flag = NOTHING) -> Mended:
    """Fields as bytes of a file, divided by delimiters already, as they go into the tables."""
    if len(leader) != 24 or not leader.isascii():
        flags |= Flag.LEADER
        leader = leader.decode("utf-8", "replace").encode("ascii", "replace").ljust(24)[:24]
    data = b"\x1e".join([content for tag, content in fields if not is_control_field(tag)])
    utf8 = _is_utf8(b"".join([content for _tag, content in fields]))
    if utf8 and _SOUND.fullmatch(data):
        return Mended(leader, fields, flags)
    encoding = "utf-8" if utf8 else "broken"
    contents: Fields = []
    for tag, content in fields:
        clean, more = (decoded if is_control_field(tag) else data_field)(content, encoding)
        contents.append((tag, clean))
        if more:
            flags |= more
    return Mended(leader, contents, flags)


# Data fields that all have two indicators and subfields with codes.
_SOUND = re.compile(
    rb"(?:[\x00-\x1c\x20-\x7f]{2}(?:\x1f[\x00-\x1c\x20-\x7f][^\x1d-\x1f]*+)++(?:\x1e|\Z))*+"
)


@lru_cache(10_000)
def is_control_field(tag: bytes) -> bool:
    """Whether a tag of three bytes is a control field's."""
    return is_control(number(tag))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


_DELIMITERS = re.compile(rb"[\x1d-\x1f]")


def without_delimiters(data: bytes) -> tuple[bytes, Flag]:
    """Bytes in which the delimiters of ISO 2709 cannot stand for anything: they are replaced."""
    if len(data.translate(None, b"\x1d\x1e\x1f")) == len(data):
        return data, NOTHING
    return _DELIMITERS.sub("\N{REPLACEMENT CHARACTER}".encode(), data), Flag.UTF8


def content_of(field: Field) -> tuple[bytes, Flag]:
    """A field's content in UTF-8, with delimiters between its parts and none in its texts."""
    if field.control:
        return _text(field.value)
    indicators = field.indicators.encode("ascii", "replace").ljust(2)[:2]
    known = len(field.indicators) == 2 and field.indicators.isascii()
    flags = _FINE if known and field.subfields else Flag.INDICATORS
    parts = [indicators]
    for one in field.subfields:
        text, more = _text(one.value)
        code = one.code.encode("ascii", "replace")
        if len(code) != 1 or not one.code.isascii():
            more |= Flag.CODE
        parts += [b"\x1f", code[:1] or b"?", text]
        if more is not _FINE:
            flags |= more
    return b"".join(parts), flags


def _text(text: str) -> tuple[bytes, Flag]:
    clean = text.translate(_NO_DELIMITERS)
    try:
        data = clean.encode()
    except UnicodeEncodeError:  # bytes that were not UTF-8, or half a character
        data = clean.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        return data, Flag.UTF8
    return data, Flag.UTF8 if clean != text else _FINE
