"""Files that people take for an export, told from their beginning or from what they hold."""

import re
from collections.abc import Collection
from typing import Final

from kimppa.marc.reading.errors import MarcFileError

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
    for code, known in (("another-kind", _KINDS), ("packed-otherwise", _PACKED)):
        for begins, kind in known.items():
            if head.startswith(begins):
                raise MarcFileError(code, name, kind=kind)


def refuse_office(members: Collection[str], name: str) -> None:
    """Raises MarcFileError "another-kind" for an archive that is a document by its members."""
    for member, kind in _INSIDE.items():
        if member in members:
            raise MarcFileError("another-kind", name, kind=kind)
