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
class RawRecord:
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
        return Field(tag, value or "".join(subfield.value for subfield in subfields))
    return Field(tag, "", indicators, subfields or ([Subfield("a", value)] if value else []))


def batches(
    records: Iterator[RawRecord], offset: int, start: int, size: int, kind: str
) -> Iterator[Batch]:
    """Batches of about `size` bytes of the file, which begins at `offset` with record `start`.

    What was read before an error is given before the error is raised.
    """
    waiting_records: list[RawRecord] = []
    pending_size = 0
    error: MarcFileError | None = None
    while True:
        try:
            record = next(records, None)
        except MarcFileError as raised:
            record, error = None, raised
        is_full = pending_size >= size or len(waiting_records) >= _RECORDS
        if waiting_records and (record is None or is_full or not record.data):
            batch = built(waiting_records, offset, start, record.lead if record else b"", kind)
            offset, start = offset + len(batch.raw), start + len(batch)
            waiting_records, pending_size = [], 0
            if record:
                record.lead = b""
            yield batch
        if record is None or not record.data:
            break
        waiting_records.append(record)
        pending_size += len(record.lead) + len(record.data)
    if error is not None:
        raise error


def built(sources: list[RawRecord], offset: int, start: int, tail: bytes, kind: str) -> Batch:
    """A batch of records found one after another from byte `offset` on, with `tail` after them."""
    mended_records = [_mended(record) for record in sources]
    lead = np.array([len(record.lead) for record in sources], np.int64)
    length = np.array([len(record.data) for record in sources], np.int64)
    begin = offset + np.cumsum(lead + length) - length
    pad = np.append(lead[1:], len(tail))
    states = [_state(record) for record in mended_records]
    flags = [int(record.flags) for record in mended_records]
    leaders = np.frombuffer(b"".join(record.leader for record in mended_records), np.uint8).reshape(
        -1, 24
    )
    record_table = assemble.record_table(
        begin, length, pad, np.array(flags, np.int64), np.array(states, np.int64), leaders
    )
    read = [n for n, state in enumerate(states) if state != State.QUARANTINED]
    text, pos, layout = assemble.appended(
        np.zeros(PADDING, np.uint8),
        PADDING,  # views ask for some bytes before a text
        np.zeros(0, np.int64),
        read,
        [mended_records[n].fields for n in read],
    )
    fields, subfields = assemble.tables(text, layout, assemble.subfields_of(text, pos, layout))
    quarantined = tuple(
        Quarantined(int(position), record.data, record.made)
        for position, record in zip(begin, sources, strict=True)
        if isinstance(record.made, str)
    )
    raw = b"".join(part for record in sources for part in (record.lead, record.data)) + tail
    return Batch(record_table, fields, subfields, quarantined, start, memoryview(raw), offset, kind)


def _state(record: Mended) -> State:
    if record.flags & _QUARANTINE:
        return State.QUARANTINED
    return State.REPAIRED if record.flags else State.GOOD


_FINE = Flag(0)  # compared by identity: joining flags for each subfield takes longer than its text
_QUARANTINE = Flag.NO_END  # never a flag of these formats: it marks what is no record, until here


def _mended(record: RawRecord) -> Mended:
    if isinstance(record.made, str):
        return Mended(record.data[:24].ljust(24), [], _QUARANTINE)
    return record.made


def of_record(record: Record, flags: Flag = NOTHING) -> Mended:
    """A record in hand as it goes into the tables; `flags` is what is known already."""
    leader = record.leader.encode("ascii", "replace")
    if len(leader) != 24 or not record.leader.isascii():
        flags |= Flag.LEADER
    contents: Fields = []
    for field in record.fields:
        content, field_flags = content_of(field)
        contents.append((field.tag.encode("ascii", "replace")[:3].ljust(3), content))
        if field_flags is not _FINE:
            flags |= field_flags
    return Mended(leader.ljust(24)[:24], contents, flags)


def of_contents(leader: bytes, fields: Fields, flags: Flag = NOTHING) -> Mended:
    """Fields as bytes of a file, divided by delimiters already, as they go into the tables."""
    if len(leader) != 24 or not leader.isascii():
        flags |= Flag.LEADER
        leader = leader.decode("utf-8", "replace").encode("ascii", "replace").ljust(24)[:24]
    joined_bytes = b"\x1e".join([content for tag, content in fields if not is_control_field(tag)])
    utf8 = _is_utf8(b"".join([content for _tag, content in fields]))
    if utf8 and _SOUND.fullmatch(joined_bytes):
        return Mended(leader, fields, flags)
    encoding = "utf-8" if utf8 else "broken"
    contents: Fields = []
    for tag, content in fields:
        clean, field_flags = (decoded if is_control_field(tag) else data_field)(content, encoding)
        contents.append((tag, clean))
        if field_flags:
            flags |= field_flags
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
    sound = len(field.indicators) == 2 and field.indicators.isascii()
    flags = _FINE if sound and field.subfields else Flag.INDICATORS
    parts = [indicators]
    for subfield in field.subfields:
        text, text_flags = _text(subfield.value)
        code = subfield.code.encode("ascii", "replace")
        if len(code) != 1 or not subfield.code.isascii():
            text_flags |= Flag.CODE
        parts += [b"\x1f", code[:1] or b"?", text]
        if text_flags is not _FINE:
            flags |= text_flags
    return b"".join(parts), flags


def _text(text: str) -> tuple[bytes, Flag]:
    clean = text.translate(_NO_DELIMITERS)
    try:
        content = clean.encode()
    except UnicodeEncodeError:  # bytes that were not UTF-8, or half a character
        content = clean.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        return content, Flag.UTF8
    return content, Flag.UTF8 if clean != text else _FINE
