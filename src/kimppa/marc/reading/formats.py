"""Which format bytes are in, told from their beginning; files that are no export are refused."""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.spans import LEADER


class Format(StrEnum):
    ISO2709 = "iso2709"
    MARCXML = "marcxml"
    JSON = "json"
    ALEPH = "aleph"
    LINES = "lines"


_BOM = b"\xef\xbb\xbf"
_ALEPH = re.compile(rb"\d{9} \S\S\S..(?: L)? ")
_LINES = re.compile(rb"=?LDR {1,4}\S|=\d\d\d  |[\d ]{5}[\x20-\x7e]{19}\r?\n\w\w\w[ \r\n]")
_KIMPPA = re.compile(rb"\d\d\d [\d #]{2} \$[a-z0-9]|00\d {4}\S")
_ENTRY = re.compile(rb"\d{9}")  # of a directory, where the first leader is damaged


def format_of(name: str) -> Format:
    """The format of a name that somebody typed; raises MarcFileError "unknown-format"."""
    try:
        return Format(name.lower())
    except ValueError:
        raise MarcFileError("unknown-format", format=name, known=", ".join(Format)) from None


def detected(head: bytes, name: str) -> Format:
    """The format of a file that begins with `head`.

    Raises MarcFileError "not-marc", and as `refuse_other`.
    """
    refuse_other(head, name)
    text = head.removeprefix(_BOM).lstrip(b" \t\r\n\0")
    if text.startswith(b"<"):
        return Format.MARCXML
    if text.startswith((b"{", b"[")):
        return Format.JSON
    if _LINES.match(text) or _KIMPPA.match(text):
        return Format.LINES
    if _ALEPH.match(text):
        return Format.ALEPH
    if LEADER.match(text) or (b"\x1e" in text and b"\x1f" in text and _ENTRY.search(text)):
        return Format.ISO2709
    raise MarcFileError("not-marc", name)


_KINDS: Final = {
    b"PAR1": "Parquet",
    b"%PDF-": "PDF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "XLS, DOC",
    b"{\\rtf": "RTF",
    b"SQLite format 3\0": "SQLite",
    b"ARROW1\0\0": "Arrow",
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_PACKED: Final = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}
_INSIDE: Final = {
    "xl/workbook.xml": "XLSX",
    "word/document.xml": "DOCX",
    "ppt/presentation.xml": "PPTX",
    "META-INF/manifest.xml": "ODS, ODT",
    "META-INF/container.xml": "EPUB",
}


# A field of PICA, plain or normalised: 021A, perhaps an occurrence, then its first subfield.
_PICA = re.compile(rb"[\x1d\x1e\s]*[012]\d\d[A-Z@](?:/\d{2,3})? ?(?:\x1f|\$|\xc6\x92)\w")
_PAGE = re.compile(rb"<(?:!doctype )?html[\s>]", re.IGNORECASE)  # a sign-in page, mostly


def refuse_other(head: bytes, name: str) -> None:
    """Raises MarcFileError for what begins as no export does: "utf-16", "empty", "nuls",
    "another-kind" or "packed-otherwise"."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MarcFileError("utf-16", name)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    if not text:
        raise MarcFileError("nuls" if b"\0" in head else "empty", name)
    if _PAGE.match(text):
        raise MarcFileError("another-kind", name, kind="HTML")
    if _PICA.match(text) or (text.startswith(b"<") and b"picaXML" in text):
        raise MarcFileError("another-kind", name, kind="PICA")
    for code, signatures in (("another-kind", _KINDS), ("packed-otherwise", _PACKED)):
        for begins, kind in signatures.items():
            if head.startswith(begins):
                raise MarcFileError(code, name, kind=kind)


def refuse_office(members: Collection[str], name: str) -> None:
    """Raises MarcFileError "another-kind" for an archive that is a document by its members."""
    for member, kind in _INSIDE.items():
        if member in members:
            raise MarcFileError("another-kind", name, kind=kind)
