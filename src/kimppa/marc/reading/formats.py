"""Which of the formats bytes are in, told from their beginning."""

import re
from enum import StrEnum

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.kinds import refuse_other
from kimppa.marc.reading.spans import LEADER


class Format(StrEnum):
    """The formats that are read."""

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


def named(name: str) -> Format:
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
