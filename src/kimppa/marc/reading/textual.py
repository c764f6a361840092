"""Formats of one line a field: Aleph sequential, and the lines of yaz, MarcEdit and Kimppa."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from kimppa.marc.reading import reasons
from kimppa.marc.reading.assemble import Fields
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.mending import Mended
from kimppa.marc.reading.raw import (
    RawRecord,
    is_control_field,
    of_contents,
    without_delimiters,
)
from kimppa.marc.reading.streams import Stream

_CHUNK: Final = 1024 * 1024
_LONGEST: Final = 16 * 1024 * 1024  # bytes of a line or a record; more is no text
_ALEPH = re.compile(rb"\d{9} (...)(..) (?:\S )?", re.DOTALL)
_YAZ = re.compile(rb"(?:^| )\$(.) ")
_LEADER_OF_A_BOOK: Final = b"00000cam a22000004i 4500"  # as `record.parse`
_YAZ_LEADER = re.compile(rb"(?!00\d {4}|\d{3} [\d #]{2} \$)[\d ]{5}")  # and no field of ours


type Begins = Callable[[bytes, bytes], bool]  # a line, and the one before
type LineParser = Callable[
    [list[bytes]], tuple[bytes, Fields]
]  # lines: leader, fields as they stand


def lines(stream: Stream) -> Iterator[bytes]:
    """The lines of a file with their ends. Raises MarcFileError "too-large" for endless ones."""
    unended = b""
    while chunk := stream.read(_CHUNK):
        *whole_lines, unended = (unended + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole_lines)
        if len(unended) > _LONGEST:
            raise MarcFileError("too-large", stream.name, limit=f"{_LONGEST >> 20} MB a line")
    if unended:
        yield unended


def aleph(stream: Stream, *, some: bool = True) -> Iterator[RawRecord]:
    """Aleph sequential: a record is the lines that begin with one system number, or at the end of
    a file with as much of it as is there. Raises MarcFileError "not-marc" if there is not `some`
    record."""
    return _records(stream, _begins, _from_aleph, some=some)


def _begins(line: bytes, line_before: bytes) -> bool:
    return line[:9] != line_before[: len(line[:9])]


def line_format(stream: Stream) -> Iterator[RawRecord]:
    """The line format of yaz-marcdump, of MarcEdit (mrk) or our own: records are divided by blank
    lines, and a leader begins one too."""
    return _records(stream, lambda line, before: bool(_LEADER.match(line)), _from_lines)


_LEADER = re.compile(rb"=?LDR ")


def _records(
    stream: Stream, begins: Begins, parse: LineParser, *, some: bool = True
) -> Iterator[RawRecord]:
    lead, size, any_record = b"", 0, not some
    record_lines: list[bytes] = []
    for line in lines(stream):
        blank = not line.strip(b"\r\n\t \xef\xbb\xbf")
        if record_lines and (blank or begins(line, record_lines[-1]) or size > _LONGEST):
            record = _parse_lines(lead, record_lines, parse)
            any_record |= isinstance(record.made, Mended)
            yield record
            lead, record_lines, size = b"", [], 0
        if blank:
            lead += line
        else:
            record_lines.append(line)
            size += len(line)
    if record_lines:
        record = _parse_lines(lead, record_lines, parse)
        any_record |= isinstance(record.made, Mended)
        yield record
        lead = b""
    if not any_record:
        raise MarcFileError("not-marc", stream.name)
    yield RawRecord(lead, b"", "")


def _parse_lines(lead: bytes, record_lines: list[bytes], parse: LineParser) -> RawRecord:
    record_bytes = b"".join(record_lines)
    clean, flags = without_delimiters(record_bytes.removeprefix(b"\xef\xbb\xbf"))
    lines = [line for raw_line in clean.split(b"\n") if (line := raw_line.rstrip(b"\r"))]
    try:
        leader, fields = parse(lines)
    except ValueError as error:
        return RawRecord(lead, record_bytes, str(error))
    return RawRecord(lead, record_bytes, of_contents(leader, fields, flags))


def _data(indicators: bytes, body: bytes) -> bytes:
    """A data field whose subfields are divided already; a text without a code is its $a."""
    return indicators + (b"\x1fa" if body and b"\x1f" not in body else b"") + body


def _excerpt(line: bytes) -> str:
    return repr(line.decode("utf-8", "replace")[:60])


def _from_aleph(lines: list[bytes]) -> tuple[bytes, Fields]:
    leader = b""
    fields: Fields = []
    for line in lines:
        if not (match := _ALEPH.match(line)):
            raise ValueError(reasons.NOT_ALEPH.format(line=_excerpt(line)))
        tag, indicators = match.groups()
        body = line[match.end() :]
        if tag == b"LDR":
            leader = body.replace(b"^", b" ")
        elif is_control_field(tag):
            fields.append((tag, body.replace(b"^", b" ")))
        elif body.startswith(b"$$9^") and fields:
            fields[-1] = fields[-1][0], _continued(fields[-1][1], body)
        else:
            fields.append((tag, _data(indicators, body.replace(b"$$", b"\x1f"))))
    return leader, fields


def _continued(content: bytes, body: bytes) -> bytes:
    """A long field goes on in the next line: $$9^ before a subfield, $$9^^ inside a text."""
    mark, *parts = body[2:].split(b"$$")
    if mark.startswith(b"9^^") and b"\x1f" in content:
        content += b" " + (parts.pop(0)[1:] if parts else mark[3:])
    return content + b"".join(b"\x1f" + part for part in parts)


def _from_lines(lines: list[bytes]) -> tuple[bytes, Fields]:
    first = lines[0]
    if first.startswith(b"="):
        return _from_mrk(lines)
    if _YAZ_LEADER.match(first) and len(first.rstrip()) >= 22:
        return first[:24], [_yaz(line) for line in lines[1:]]
    leader = _LEADER_OF_A_BOOK
    fields: Fields = []
    for line in map(bytes.lstrip, lines):
        if line.startswith(b"LDR"):
            leader = line[7:].ljust(24)[:24]
        elif line:
            fields.append(_own_line_field(line))
    return leader, fields


def _own_line_field(line: bytes) -> tuple[bytes, bytes]:
    """A field in the line format of `record.parse`."""
    tag, indicators, body = _head(line), line[4:6], line[7:]
    if is_control_field(tag):
        return tag, body
    if body and not body.startswith(b"$"):
        raise ValueError(reasons.NO_SUBFIELD.format(line=_excerpt(line)))
    if b"$$" in body or body.endswith(b"$"):
        raise ValueError(reasons.NO_CODE.format(line=_excerpt(line)))
    return tag, indicators.replace(b"#", b" ").ljust(2) + body.replace(b"$", b"\x1f")


def _head(line: bytes) -> bytes:
    if len(line) < 3 or line[3:4] not in {b" ", b""}:
        raise ValueError(reasons.NOT_A_FIELD.format(line=_excerpt(line)))
    return line[:3]


def _yaz(line: bytes) -> tuple[bytes, bytes]:
    tag = _head(line)
    if is_control_field(tag):
        return tag, line[4:]
    return tag, _data(line[4:6].ljust(2), _YAZ.sub(b"\x1f\\1", line[7:]))


def _from_mrk(lines: list[bytes]) -> tuple[bytes, Fields]:
    leader = b""
    fields: Fields = []
    for line in lines:
        tag, body = line[1:4], line[6:]
        if not line.startswith(b"=") or len(tag) < 3:
            raise ValueError(reasons.NOT_A_FIELD.format(line=_excerpt(line)))
        if tag == b"LDR":
            leader = body.replace(b"\\", b" ")
        elif is_control_field(tag):
            fields.append((tag, _plain(body.replace(b"\\", b" "))))
        else:
            content = _data(body[:2].replace(b"\\", b" "), body[2:].replace(b"$", b"\x1f"))
            fields.append((tag, _plain(content)))
    return leader, fields


_MNEMONICS: Final = {
    b"{dollar}": b"$",
    b"{lcub}": b"{",
    b"{rcub}": b"}",
    b"{bsol}": b"\\",
    b"{0A}": b"\n",
    b"{0D}": b"\r",
}
_MNEMONIC = re.compile(b"|".join(map(re.escape, _MNEMONICS)))


def _plain(content: bytes) -> bytes:
    return (
        _MNEMONIC.sub(lambda match: _MNEMONICS[match[0]], content) if b"{" in content else content
    )
