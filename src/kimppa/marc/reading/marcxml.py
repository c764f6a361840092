"""MARCXML, also inside other XML (OAI-PMH, SRU), as a stream."""

from collections.abc import Iterator
from typing import Final, NoReturn
from xml.parsers import expat

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.found import Found, field_of
from kimppa.marc.reading.streams import Stream
from kimppa.marc.record import Field, Record, Subfield
from kimppa.marc.tables import Flag

_CHUNK: Final = 256 * 1024
_LONGEST: Final = 64 * 1024 * 1024  # one record in bytes; more is a bomb


class Parser:
    """Hears the XML and holds the records found in it with the bytes they stand in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Found] = []
        self.bytes = bytearray()  # from `base` on
        self.base = 0
        self.record: Record | None = None
        self.begun = self.done = 0  # where this record begins, where the last one ended
        self.text: list[str] | None = None
        self.field = Field("")
        self.code = ""
        self.flags = Flag(0)
        self.seen = 0
        self.expat = expat.ParserCreate(namespace_separator=" ")
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._characters
        self.expat.StartDoctypeDeclHandler = self._forbidden
        self.expat.EntityDeclHandler = self._forbidden
        self.expat.ExternalEntityRefHandler = self._forbidden

    def feed(self, data: bytes) -> None:
        """The next bytes of the file; b"" at its end. Raises MarcFileError."""
        self.bytes += data
        try:
            self.expat.Parse(data, not data)
        except (expat.ExpatError, LookupError, ValueError) as error:
            if isinstance(error, MarcFileError):
                raise
            raise MarcFileError("xml-broken", self.name, detail=str(error)) from error
        keep = self.begun if self.record is not None else self.done
        if len(self.bytes) - (keep - self.base) > _LONGEST:
            raise MarcFileError("too-large", self.name, limit=f"{_LONGEST >> 20} MB a record")

    def rest(self) -> bytes:
        """What stands after the last record."""
        return bytes(self.bytes[self.done - self.base :])

    def _forbidden(self, *_declared: object) -> NoReturn:
        raise MarcFileError("xml-declarations", self.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "record":
            self.record = Record("")
            self.begun = self.expat.CurrentByteIndex
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
            new = field_of(self.field.tag, text, self.field.indicators, self.field.subfields)
            if new.control != (local == "controlfield"):
                self.flags |= Flag.INDICATORS
            self.record.fields.append(new)
        else:
            return
        self.text = None

    def _emit(self, record: Record) -> None:
        """A record has ended. What has neither leader nor fields is another kind of record."""
        self.record = None
        if not record.fields and not record.leader:
            return
        close = self.expat.CurrentByteIndex - self.base
        end = self.bytes.find(b">", close) + 1
        begin, done = self.begun - self.base, self.done - self.base
        lead, data = bytes(self.bytes[done:begin]), bytes(self.bytes[begin:end])
        self.found.append(Found(lead, data, record, self.flags))
        self.done = self.base + end
        self.seen += 1

    def taken(self) -> list[Found]:
        """The records found since the last call; their bytes are let go."""
        found, self.found = self.found, []
        del self.bytes[: self.done - self.base]
        self.base = self.done
        return found


def records(stream: Stream) -> Iterator[Found]:
    """The records of a MARCXML file. Raises MarcFileError: "xml-broken", "xml-declarations",
    "not-marc" if it holds no MARC record, "too-large"."""
    parser = Parser(stream.name)
    while data := stream.read(_CHUNK):
        error = None
        try:
            parser.feed(data)
        except MarcFileError as raised:
            error = raised
        yield from parser.taken()
        if error is not None:
            raise error
    parser.feed(b"")
    yield from parser.taken()
    if not parser.seen:
        raise MarcFileError("not-marc", stream.name)
    yield Found(parser.rest(), b"", "")
