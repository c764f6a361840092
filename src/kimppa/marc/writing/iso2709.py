"""Records as ISO 2709."""

from typing import Final

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.record import Field, Record

LONGEST: Final = 99_999
LONGEST_FIELD: Final = 9_999


def encode(record: Record) -> bytes:
    """A record as ISO 2709 in UTF-8, with its lengths, base address and leader/09 set right.

    Raises MarcFileError "too-long" for what ISO 2709 cannot say and "not-writable" for
    delimiters in a text, tags that are not three ASCII characters, and codes or indicators that
    are not one.
    """
    leader = record.leader.ljust(24)[:24]
    directory, contents, start = [], [], 0
    for field in record.fields:
        content = _content(field)
        if len(content) > LONGEST_FIELD:
            raise MarcFileError("too-long", detail=f"the field {field.tag}")
        directory.append(
            b"%3b%04d%05d" % (_ascii(field.tag, 3, "the tag"), len(content), start % 100_000)
        )
        contents.append(content)
        start += len(content)
    base = 24 + 12 * len(directory) + 1
    length = base + start + 1
    if length > LONGEST:
        raise MarcFileError("too-long", detail=f"the record {record.control('001')}".rstrip())
    head = f"{length:05d}{leader[5:9]}a22{base:05d}{leader[17:20]}4500"
    return b"".join([_ascii(head, 24, "the leader"), *directory, b"\x1e", *contents, b"\x1d"])


def _content(field: Field) -> bytes:
    if field.control:
        # Some systems keep subfields in FMT: what a control field has, it keeps.
        return b"\x1f".join(_text(part, field) for part in field.value.split("\x1f")) + b"\x1e"
    parts = [_ascii(field.indicators, 2, f"the indicators of {field.tag}")]
    for subfield in field.subfields:
        parts += [
            b"\x1f",
            _ascii(subfield.code, 1, f"a code in {field.tag}"),
            _text(subfield.value, field),
        ]
    return b"".join([*parts, b"\x1e"])


def _ascii(text: str, length: int, part: str) -> bytes:
    if len(text) != length or not text.isascii() or _has_delimiter(text):
        raise MarcFileError("not-writable", detail=f"{part} ({text!r})")
    return text.encode()


def _text(text: str, field: Field) -> bytes:
    if _has_delimiter(text):
        raise MarcFileError("not-writable", detail=f"a delimiter in the text of {field.tag}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MarcFileError("not-writable", detail=f"half a character in {field.tag}") from error


def _has_delimiter(text: str) -> bool:
    return "\x1d" in text or "\x1e" in text or "\x1f" in text
