"""ISO 2709 for made records: writing fast, and reading back what was written here.

Apart from `reading` and `writing` on purpose: what measures them must not share their faults.
"""

from collections.abc import Iterable

from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import is_control, tag_number

LONGEST_RECORD = 99_999
LONGEST_FIELD = 9_999


def encode(leader: str, tags: Iterable[str], body: str) -> bytes:
    """A record of a leader and a text in which every field ends with a field terminator."""
    data = body.encode("utf-8")
    entries = []
    start = 0
    for tag, content in zip(tags, data.split(b"\x1e"), strict=False):
        length = len(content) + 1
        entries.append(f"{tag}{length:04d}{start:05d}")
        start += length
    base = 25 + 12 * len(entries)
    head = (
        f"{base + start + 1:05d}{leader[5:12]}{base:05d}{leader[17:20]}4500{''.join(entries)}\x1e"
    )
    return head.encode("utf-8") + data + b"\x1d"


def dump(record: Record) -> bytes:
    """A record's bytes. Raises ValueError when it is longer than the format can say."""
    texts = [_text(one) for one in record.fields]
    body = "".join(f"{text}\x1e" for text in texts)
    if any(len(text.encode("utf-8")) >= LONGEST_FIELD for text in texts):
        raise ValueError("a field is longer than 9,999 bytes")
    data = encode(record.leader, [one.tag for one in record.fields], body)
    if len(data) > LONGEST_RECORD:
        raise ValueError("the record is longer than 99,999 bytes")
    return data


def _text(one: Field) -> str:
    if one.control:
        return one.value
    return one.indicators + "".join(f"\x1f{sub.code}{sub.value}" for sub in one.subfields)


def load(data: bytes) -> Record:
    """The record of bytes that `encode` or `dump` made."""
    leader = data[:24].decode("utf-8")
    base = int(leader[12:17])
    directory = data[24 : base - 1].decode("ascii")
    tags = [directory[at : at + 3] for at in range(0, len(directory), 12)]
    texts = data[base:-1].decode("utf-8").split("\x1e")
    return Record(leader, [_field(tag, text) for tag, text in zip(tags, texts, strict=False)])


def _field(tag: str, text: str) -> Field:
    if is_control(tag_number(tag)):
        return Field(tag, value=text)
    indicators, *subfields = text.split("\x1f")
    return Field(tag, "", indicators, [Subfield(one[0], one[1:]) for one in subfields])
