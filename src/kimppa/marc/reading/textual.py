"""Formats of one line a field: Aleph sequential, and the lines of yaz, MarcEdit and Kimppa."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.found import Found, field_of
from kimppa.marc.reading.streams import Stream
from kimppa.marc.record import Field, Record, Subfield, parse
from kimppa.marc.tables import is_control, tag_number

_CHUNK: Final = 1024 * 1024
_LONGEST: Final = 16 * 1024 * 1024  # bytes of a line or a record; more is no text
_ALEPH = re.compile(r"(\d{9}) (...)(..) (?:\S )?(.*)", re.DOTALL)
_YAZ = re.compile(r"(?:^| )\$(.) ")


type Begins = Callable[[bytes, bytes], bool]  # a line, and the one before
type Made = Callable[[list[str]], Record]


def lines(stream: Stream) -> Iterator[bytes]:
    """The lines of a file with their ends. Raises MarcFileError "too-large" for endless ones."""
    rest = b""
    while data := stream.read(_CHUNK):
        *whole, rest = (rest + data).split(b"\n")
        if len(rest) > _LONGEST:
            raise MarcFileError("too-large", stream.name, limit=f"{_LONGEST >> 20} MB a line")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


def aleph(stream: Stream) -> Iterator[Found]:
    """Aleph sequential: a record is the lines that begin with one system number."""
    return _records(stream, lambda line, before: line[:9] != before[:9], _from_aleph)


def line_format(stream: Stream) -> Iterator[Found]:
    """The line format of yaz-marcdump, of MarcEdit (mrk) or our own: records are divided by blank
    lines, and a leader begins one too."""
    return _records(stream, lambda line, before: bool(_LEADER.match(line)), _from_lines)


_LEADER = re.compile(rb"=?LDR ")


def _records(stream: Stream, begins: Begins, made: Made) -> Iterator[Found]:
    lead, size, seen = b"", 0, False
    held: list[bytes] = []
    for line in lines(stream):
        blank = not line.strip(b"\r\n\t \xef\xbb\xbf")
        if held and (blank or begins(line, held[-1]) or size > _LONGEST):
            found = _found(lead, held, made)
            seen |= isinstance(found.record, Record)
            yield found
            lead, held, size = b"", [], 0
        if blank:
            lead += line
        else:
            held.append(line)
            size += len(line)
    if held:
        found = _found(lead, held, made)
        seen |= isinstance(found.record, Record)
        yield found
        lead = b""
    if not seen:
        raise MarcFileError("not-marc", stream.name)
    yield Found(lead, b"", "")


def _found(lead: bytes, held: list[bytes], made: Made) -> Found:
    data = b"".join(held)
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    try:
        record = made([line.rstrip("\r\n") for line in text.split("\n") if line.rstrip("\r")])
    except ValueError as error:
        return Found(lead, data, str(error))
    return Found(lead, data, record)


def _from_aleph(text: list[str]) -> Record:
    record = Record("")
    for line in text:
        found = _ALEPH.fullmatch(line)
        if not found:
            raise ValueError(f"not a line of Aleph sequential: {line[:60]!r}")
        _number, tag, indicators, content = found.groups()
        if tag == "LDR":
            record.leader = content.replace("^", " ")
        elif is_control(tag_number(tag)):
            record.fields.append(Field(tag, content.replace("^", " ")))
        elif content.startswith("$$9^") and record.fields:
            _continue(record.fields[-1], content)
        else:
            value, *parts = content.split("$$")
            subfields = [Subfield(part[:1], part[1:]) for part in parts]
            record.fields.append(field_of(tag, value, indicators, subfields))
    return record


def _continue(field: Field, content: str) -> None:
    """A long field goes on in the next line: $$9^ before a subfield, $$9^^ inside a text."""
    mark, *parts = content[2:].split("$$")
    if mark.startswith("9^^") and field.subfields:
        field.subfields[-1].value += " " + (parts.pop(0)[1:] if parts else mark[3:])
    field.subfields += [Subfield(part[:1], part[1:]) for part in parts]


def _from_lines(text: list[str]) -> Record:
    if text[0].startswith("="):
        return _from_mrk(text)
    if re.match(r"[\d ]{5}", text[0]) and len(text[0].rstrip()) >= 22 and "$" not in text[0][:12]:
        return _from_yaz(text)
    return parse("\n".join(text))


def _from_yaz(text: list[str]) -> Record:
    record = Record(text[0][:24])
    for line in text[1:]:
        tag = line[:3]
        if len(tag) < 3 or line[3:4] not in {" ", ""}:
            raise ValueError(f"not a field: {line[:60]!r}")
        if is_control(tag_number(tag)):
            record.fields.append(Field(tag, line[4:]))
            continue
        head, *parts = _YAZ.split(line[7:])
        pairs = zip(parts[::2], parts[1::2], strict=True)
        subfields = [Subfield(code, value) for code, value in pairs]
        record.fields.append(field_of(tag, head, line[4:6].ljust(2), subfields))
    return record


_MNEMONICS: Final = {
    "{dollar}": "$",
    "{lcub}": "{",
    "{rcub}": "}",
    "{bsol}": "\\",
    "{0A}": "\n",
    "{0D}": "\r",
}
_MNEMONIC = re.compile("|".join(map(re.escape, _MNEMONICS)))


def _from_mrk(text: list[str]) -> Record:
    record = Record("")
    for line in text:
        tag, body = line[1:4], line[6:]
        if not line.startswith("=") or len(tag) < 3:
            raise ValueError(f"not a field: {line[:60]!r}")
        if tag == "LDR":
            record.leader = body.replace("\\", " ")
        elif is_control(tag_number(tag)):
            record.fields.append(Field(tag, _plain(body.replace("\\", " "))))
        else:
            value, *parts = body[2:].split("$")
            subfields = [Subfield(part[:1], _plain(part[1:])) for part in parts]
            record.fields.append(
                field_of(tag, _plain(value), body[:2].replace("\\", " "), subfields)
            )
    return record


def _plain(text: str) -> str:
    return _MNEMONIC.sub(lambda found: _MNEMONICS[found[0]], text)
