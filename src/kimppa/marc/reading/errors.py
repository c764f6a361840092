"""What is said of a file that cannot be read at all: what, where, what to do."""

from typing import Final

from kimppa.marc.translation import N_, translate

_TEXTS: Final = {
    "empty": N_("the file is empty; export the records again"),
    "not-marc": N_(
        "the file holds no MARC records; choose an export in ISO 2709 (.mrc), MARCXML, "
        "MARC-in-JSON, Aleph sequential or line format"
    ),
    "nuls": N_(
        "the file begins with NUL bytes only: it was not written to its end, or the disk is "
        "damaged; copy or export it again"
    ),
    "another-kind": N_(
        "the file is of the kind {kind}, which holds no MARC records; choose an export in ISO 2709 "
        "(.mrc), MARCXML, MARC-in-JSON, Aleph sequential or line format"
    ),
    "packed-otherwise": N_(
        "the file is packed by {kind}, which is not unpacked here; unpack it first, or pack it by "
        "gzip, zstd or zip"
    ),
    "unknown-format": N_("there is no format called {format}; use one of {known}"),
    "utf-16": N_("the file is in UTF-16; save it as UTF-8"),
    "broken-archive": N_("the compressed file is damaged at the end or inside; send it again"),
    "encrypted": N_("the archive is protected by a password; send it without one"),
    "too-large": N_(
        "the compressed file grows past {limit}, which no catalogue does; send it uncompressed"
    ),
    "xml-declarations": N_(
        "the file has a document type or entities of its own, which are not read from outside; "
        "remove the DOCTYPE"
    ),
    "xml-broken": N_("the XML breaks off or is not well formed ({detail}); export it again"),
    "json-broken": N_("the JSON breaks off or is not well formed ({detail}); export it again"),
    "not-a-record": N_("this is no MARC record: {detail}"),
    "not-cut": N_("a part of this file cannot be read by itself; read it from the beginning"),
    "too-long": N_(
        "{detail} is longer than ISO 2709 can say (99,999 bytes a record, 9,999 a field); "
        "write MARCXML instead"
    ),
    "not-writable": N_("{detail} cannot be written in this format"),
    "not-iso2709": N_(
        "corrections are made in ISO 2709, and this is {format}; convert the file to it first"
    ),
}


class MarcFileError(ValueError):
    """A file or a record that cannot be read or written.

    `code` is a stable word for programs (see `CODES`), `place` names the file, and where it is
    known the byte, line or record; `facts` are what the sentence names. `str()` is `text("en")`.
    """

    def __init__(self, code: str, place: str = "", **facts: object) -> None:
        self.code = code
        self.place = place
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The file, where in it, and what is wrong with what to do about it."""
        message = translate(_TEXTS[self.code], language, **self.facts)
        return f"{self.place}: {message}" if self.place else message[:1].upper() + message[1:]

    def __reduce__(self) -> tuple[object, ...]:
        """The same error in another process."""
        return _again, (self.code, self.place, self.facts)

    def at(self, name: str) -> "MarcFileError":
        """The same error with the file's name before the place."""
        place = ", ".join(filter(None, [name, self.place]))
        return MarcFileError(self.code, place, **self.facts)


def _again(code: str, place: str, facts: dict[str, object]) -> MarcFileError:
    return MarcFileError(code, place, **facts)


CODES: Final = frozenset(_TEXTS)
