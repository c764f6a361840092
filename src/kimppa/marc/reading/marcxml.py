"""MARCXML, also inside other XML (OAI-PMH, SRU), as a stream.

One parser hears the whole file, so that what is not well formed is refused. Of a piece whose
records are written plainly it only hears that: the tables are made of the bytes themselves
(`elements`). To a piece with comments, CDATA or other elements among its fields it listens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn
from xml.parsers import expat

from kimppa.marc.reading import elements
from kimppa.marc.reading.around import Around
from kimppa.marc.reading.elements import Elements
from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.raw import RawRecord, built, field_of, of_record
from kimppa.marc.reading.streams import Stream
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import FIELDS, RECORDS, SUBFIELDS, Batch, Flag, empty

_LONGEST: Final = 64 * 1024 * 1024  # bytes without a record's end; more is a bomb

type ParsedRecord = tuple[int, int, Record, Flag]  # from byte, to byte of the file


class Listener:
    """Hears the XML; where it is told to listen, it holds the records with their places."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.heard: list[ParsedRecord] = []
        self.fed = self.begun = 0
        self.data = b""
        self.record: Record | None = None
        self.text: list[str] | None = None
        self.field = Field("")
        self.code = ""
        self.flags = Flag(0)
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.StartDoctypeDeclHandler = self._forbidden
        self.expat.EntityDeclHandler = self._forbidden
        self.expat.ExternalEntityRefHandler = self._forbidden

    def feed(self, data: bytes, *, listen: bool, last: bool) -> None:
        """The next bytes of the file. Raises MarcFileError; `reached` says at which byte."""
        self.expat.StartElementHandler = self._start if listen else None
        self.expat.EndElementHandler = self._end if listen else None
        self.expat.CharacterDataHandler = self._characters if listen else None
        self.data = data
        try:
            self.expat.Parse(data, last)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, MarcFileError):
                raise
            raise MarcFileError("xml-broken", self.name, detail=str(error)) from error
        self.fed += len(data)

    @property
    def reached(self) -> int:
        """The byte of the file at which the parser stands."""
        return self.expat.CurrentByteIndex

    def taken(self) -> list[ParsedRecord]:
        """The records heard since the last call."""
        records, self.heard = self.heard, []
        return records

    def _forbidden(self, *_declared: object) -> NoReturn:
        raise MarcFileError("xml-declarations", self.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "record":
            self.record = Record("")
            self.begun = self.reached
            self.flags = Flag(0)
        elif self.record is None:
            return
        elif local in {"controlfield", "datafield"}:
            indicators = attributes.get("ind1", " ") + attributes.get("ind2", " ")
            self.field = Field(attributes.get("tag", ""), "", indicators)
            self.text = [] if local == "controlfield" else None
        elif local == "subfield":
            self.code, self.text = attributes.get("code", ""), []
        elif local == "leader":
            self.text = []

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        if self.record is None:
            return
        text = "".join(self.text) if self.text is not None else ""
        if local == "record":
            self._emit(self.record)
        elif local == "leader":
            self.record.leader = text
        elif local == "subfield":
            self.field.subfields.append(Subfield(self.code, text))
        elif local in {"controlfield", "datafield"}:
            new_field = field_of(self.field.tag, text, self.field.indicators, self.field.subfields)
            if new_field.control != (local == "controlfield"):
                self.flags |= Flag.INDICATORS
            self.record.fields.append(new_field)
        else:
            return
        self.text = None

    def _emit(self, record: Record) -> None:
        """A record has ended. What has neither leader nor fields is another kind of record."""
        self.record = None
        if record.fields or record.leader:
            end = self.fed + self.data.index(b">", self.reached - self.fed) + 1
            self.heard.append((self.begun, end, record, self.flags))


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a stream from byte `at` on and the records in them: `found` in what is plain, or
    `heard`."""

    raw: bytes
    at: int
    found: Elements | None
    heard: list[ParsedRecord]

    @property
    def records(self) -> int:
        return len(self.heard) if self.found is None else self.found.records

    def joined(self, after: "Piece") -> "Piece":
        """With what stands after it. Only one of the two has records."""
        tags = self.found
        if after.records or not self.records:
            tags = after.found and after.found.moved(len(self.raw))
        return Piece(self.raw + after.raw, self.at, tags, self.heard + after.heard)

    def parted(self) -> tuple["Piece", "Piece"]:
        """What stands before the first record, and the rest."""
        first = self.heard[0][0] - self.at if self.found is None else self.found.first
        tags = self.found and self.found.moved(-first)
        return (
            Piece(self.raw[:first], self.at, None, []),
            Piece(self.raw[first:], self.at + first, tags, self.heard),
        )

    def batch(self, offset: int, start: int, kind: str) -> Batch:
        """The tables of its records; the stream begins at byte `offset` of the file."""
        if self.found is not None:
            return elements.batch(self.raw, self.found, offset + self.at, start, kind)
        consumed, records = 0, []
        for begin, end, record, flags in self.heard:
            begin, end = begin - self.at, end - self.at
            mended = of_record(record, flags)
            records.append(RawRecord(self.raw[consumed:begin], self.raw[begin:end], mended))
            consumed = end
        return built(records, offset + self.at, start, self.raw[consumed:], kind)

    def bare(self, offset: int, start: int, kind: str) -> Batch:
        """Its bytes without any record."""
        tables = empty(RECORDS), empty(FIELDS), empty(SUBFIELDS)
        return Batch(*tables, (), start, memoryview(self.raw), offset + self.at, kind)


def batches(
    stream: Stream, offset: int, start: int, size: int, kind: str, between: Around
) -> Iterator[Batch]:
    """The records of a MARCXML file, or of a part of one, that begins at byte `offset` with record
    `start`, in batches of about `size` bytes.

    What was read before an error is given before the error is raised: MarcFileError "xml-broken",
    "xml-declarations", "not-marc" if no MARC record is there, "too-large", and "not-cut" for a part
    that does not end as it began. A file that breaks off is read to its end (`stream.cut`).
    """
    offset -= len(between.before)
    pending_piece = Piece(b"", len(between.before), None, [])
    error: MarcFileError | None = None
    try:
        for piece in _parsed_pieces(stream, size, between):
            if pending_piece.records and piece.records:
                first_part, piece = piece.parted()
                yield pending_piece.joined(first_part).batch(offset, start, kind)
                start, pending_piece = start + pending_piece.records, piece
            else:
                pending_piece = pending_piece.joined(piece)
    except MarcFileError as raised:
        error = raised
    if pending_piece.records:
        yield pending_piece.batch(offset, start, kind)
    elif stream.cut is not None and between.before:
        yield pending_piece.bare(offset, start, kind)  # a later part, of which no record is whole
    elif error is None:
        error = stream.cut or MarcFileError("not-marc", stream.name)
    if error is not None:
        raise error


def _parsed_pieces(stream: Stream, size: int, between: Around) -> Iterator[Piece]:
    listener, position = Listener(stream.name), len(between.before)
    listener.feed(between.before, listen=False, last=False)
    for raw, last in _pieces(stream, size):
        tags = elements.elements(raw) if between.utf8 else None
        try:
            listener.feed(raw, listen=tags is None, last=last and not between.after)
        except MarcFileError as error:
            if last and not between.after and _breaks_off(error):
                stream.cut = error
                yield Piece(raw, position, tags, listener.taken())
                return
            raw = raw[: max(listener.reached - position, 0)]
            tags = tags and elements.elements(raw)
            yield Piece(raw, position, tags, listener.taken())
            raise
        if not between.holds(raw):
            raise MarcFileError("not-cut", stream.name)
        yield Piece(raw, position, tags, listener.taken())
        position += len(raw)
    if between.after:
        listener.feed(between.after, listen=False, last=True)


_MORE: Final = {  # that nothing is wrong but that the file ends
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


def _breaks_off(error: MarcFileError) -> bool:
    return isinstance(error.__cause__, expat.ExpatError) and error.__cause__.code in _MORE


def _pieces(stream: Stream, size: int) -> Iterator[tuple[bytes, bool]]:
    """The stream in pieces of about `size` bytes, or more where no record ends, cut before a
    record begins; and whether it is the last one. What was read before an error is a piece."""
    buffer, target, last = bytearray(), size, False
    while not last:
        try:
            while len(buffer) < target and (chunk := stream.read(target - len(buffer))):
                buffer += chunk
        except MarcFileError:
            yield bytes(buffer), False
            raise
        last = len(buffer) < target
        boundary = len(buffer) if last else _last_boundary(buffer)
        if boundary or last:
            yield bytes(buffer[:boundary]), last
            del buffer[:boundary]
            target = max(size, 2 * len(buffer))
        elif (target := 2 * len(buffer)) > _LONGEST:
            raise MarcFileError("too-large", stream.name, limit=f"{_LONGEST >> 20} MB a record")


def _last_boundary(buffer: bytearray) -> int:
    """Where the last start tag of a record stands, if no comment or CDATA is open there; else 0."""
    position = len(buffer)
    while (position := buffer.rfind(b"record", 0, position)) > 0:
        begin = buffer.rfind(b"<", max(position - 100, 0), position)
        if begin > 0 and _RECORD.match(buffer, begin):
            return begin if _closed(buffer, begin) else 0
    return 0


_RECORD = re.compile(rb"<(?:[^\s<>/!?]+:)?record[\s>]")
_ASIDE = re.compile(rb"<[!?](?:--|\[CDATA\[)?")
_ASIDES: Final = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


def _closed(buffer: bytearray, end: int) -> bool:
    """Whether every comment, CDATA and instruction that begins before `end` ends before it."""
    position = 0
    while match := _ASIDE.search(buffer, position, end):
        position = buffer.find(_ASIDES.get(match[0], b">"), match.end(), end)
        if position < 0:
            return False
    return True
