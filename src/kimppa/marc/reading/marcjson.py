"""MARC-in-JSON: an array of records, or records one after another, mostly one a line."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from kimppa.marc.reading import reasons
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.mending import NOTHING, Mended
from kimppa.marc.reading.raw import (
    RawRecord,
    field_of,
    is_control_field,
    of_contents,
    of_record,
)
from kimppa.marc.reading.streams import Stream
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import Flag

_CHUNK: Final = 1024 * 1024
_LONGEST: Final = 16 * 1024 * 1024  # characters of one record; more is a bomb or no JSON
_BETWEEN: Final = " \t\r\n,[]\ufeff\x1e"
_TOKEN: Final = 16  # characters before the end of a text that may be the first of a longer word
_ESCAPED: Final = "surrogateescape"  # bytes that are not UTF-8 stay, as half characters


def is_array(head: bytes) -> bool:
    """Whether a file that begins so is one array."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0").startswith(b"[")


def records(
    stream: Stream, *, array: bool, first: bool = True, ends: bool = True
) -> Iterator[RawRecord]:
    """The records of a file, or of a part of one that is not its `first` or does not end it. A line
    that is no JSON between lines that are is quarantined, and so is what breaks off at the end
    (`stream.cut`); else raises MarcFileError "json-broken"; "not-marc" if nothing is a record;
    "not-cut" for a part that ends inside of something."""
    text, position, consumed, begin, any_record = (
        "",
        0,
        0,
        0,
        False,
    )  # `begin`: bytes before the text in hand
    decoder, parse = codecs.getincrementaldecoder("utf-8")(_ESCAPED), json.JSONDecoder()
    while True:
        chunk = stream.read(_CHUNK)
        begin += len(_bytes(text[:consumed]))
        text, position, consumed = (
            text[consumed:] + decoder.decode(chunk, final=not chunk),
            position - consumed,
            0,
        )
        while True:
            position = _begin(text, position)
            if position == len(text):
                break
            end, record = _value_at(parse, text, position, ends and not chunk, stream, begin)
            if record is None:
                break
            yield RawRecord(_bytes(text[consumed:position]), _bytes(text[position:end]), record)
            any_record |= isinstance(record, Mended)
            position = consumed = end
        if not chunk:
            break
    if position < len(text):
        raise MarcFileError("not-cut", stream.name)
    _require_records(stream, any_record=any_record, first=first)
    if array and ends and "]" not in text[consumed:]:
        stream.cut = stream.cut or _broken(stream, "the array does not end")
    yield RawRecord(_bytes(text[consumed:]), b"", "")


def _require_records(stream: Stream, *, any_record: bool, first: bool) -> None:
    """Raises MarcFileError for what has no record, unless it is a part in which a file ends."""
    if not any_record and (first or stream.cut is None):
        raise stream.cut or MarcFileError("not-marc", stream.name)


def _broken(stream: Stream, detail: str) -> MarcFileError:
    return MarcFileError("json-broken", stream.name, detail=detail)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", _ESCAPED)


def _begin(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BETWEEN:
        position += 1
    return position


def _value_at(
    parse: json.JSONDecoder, text: str, position: int, last: bool, stream: Stream, begin: int
) -> tuple[int, Mended | str | None]:
    """Where the value at `position` ends and what it is; None if more of the file must be read."""
    try:
        value, end = parse.raw_decode(text, position)
        return end, mended_record(value)
    except RecursionError as error:
        raise _broken(stream, "nested too deep") from error
    except json.JSONDecodeError as error:
        line = text.find("\n", position) if last or not _unfinished(error) else -1
        if line > position and _record_begins(parse, text, line + 1, last):
            return line, f"no JSON: {error.msg}"
        if last or len(text) - position > _LONGEST:
            place = begin + len(_bytes(text[: error.pos]))
            broken = _broken(stream, f"{error.msg}: byte {place}")
            if not last or not _breaks_off(error):
                raise broken from error
            stream.cut = broken
            return len(text), reasons.BROKEN_OFF
        return position, None


def _unfinished(error: json.JSONDecodeError) -> bool:
    """Whether nothing is wrong but that the text ends, as far as can be told without the rest."""
    return error.msg.startswith("Unterminated") or error.pos + _TOKEN > len(error.doc)


_UNFINISHED = re.compile(r"-?|\.|[eE][+-]?|t(ru?)?|f(a(ls?)?)?|n(ul?)?")  # a word or a number
_ESCAPE_BEGUN = re.compile(r"\\?(u?[0-9A-Fa-f]{0,4})?")


def _breaks_off(error: json.JSONDecodeError) -> bool:
    """Whether nothing is wrong in a text but that it ends."""
    beginning = _ESCAPE_BEGUN if "escape" in error.msg else _UNFINISHED
    unread_text = error.doc[error.pos :]
    return error.msg.startswith("Unterminated") or beginning.fullmatch(unread_text) is not None


def _record_begins(parse: json.JSONDecoder, text: str, position: int, last: bool) -> bool:
    """Whether the next line is a record, or there is none: then the line before stands alone."""
    if text[position : position + 1] != "{":
        return last and not text[position:].strip()
    try:
        value, _end = parse.raw_decode(text, position)
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(value, dict) and "fields" in value


def mended_record(value: object) -> Mended | str:
    """A value as a record, or why it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("fields"), list):
        return reasons.NO_FIELDS
    leader = str(value.get("leader", ""))
    try:
        pairs = [pair for field in value["fields"] for pair in field.items()]
        return _plain(leader, pairs) or _odd(leader, pairs)
    except (AttributeError, TypeError, KeyError):
        return reasons.OTHER_SHAPE


type Pairs = list[tuple[str, Any]]  # tags, and what is told of each field


def _plain(leader: str, pairs: Pairs) -> Mended | None:
    """The record if everything is as it should be; delimiters are put between its parts."""
    texts: list[str] = []
    codes: list[str] = []
    tags = [tag.encode() for tag, _content in pairs if len(tag) == 3 and tag.isascii()]
    try:
        for tag, (_name, content) in zip(tags, pairs, strict=True):
            if is_control_field(tag):
                texts.append("" + content)
                continue
            parts = content["subfields"]
            codes += [code for subfield in parts for code in subfield]
            text = [f"\x1f{code}" + value for subfield in parts for code, value in subfield.items()]
            texts.append(content["ind1"] + content["ind2"] + "".join(text))
        joined_text = "\x1e".join(texts)
        joined_bytes = joined_text.encode()
    except (TypeError, KeyError, ValueError):
        return None
    marks = joined_text.count("\x1f"), joined_text.count("\x1e") + 1, joined_text.count("\x1d")
    if marks != (len(codes), len(texts), 0) or len("".join(codes)) != len(codes):
        return None
    return of_contents(
        leader.encode("utf-8", "replace"), list(zip(tags, joined_bytes.split(b"\x1e"), strict=True))
    )


def _odd(leader: str, pairs: Pairs) -> Mended:
    record = Record(leader)
    flags = NOTHING
    for tag, content in pairs:
        field, field_flags = _field(tag, content)
        record.fields.append(field)
        flags |= field_flags
    return of_record(record, flags)


def _field(tag: str, content: Any) -> tuple[Field, Flag]:
    if isinstance(content, str):
        field = field_of(tag, content, "  ", [])
        return field, NOTHING if field.control else Flag.INDICATORS
    indicators = f"{content.get('ind1', ' ')}{content.get('ind2', ' ')}"
    parts = [
        Subfield(code, "" if value is None else str(value))
        for subfield in content["subfields"]
        for code, value in subfield.items()
    ]
    field = field_of(tag, "", indicators, parts)
    return field, Flag.INDICATORS if field.control else NOTHING
