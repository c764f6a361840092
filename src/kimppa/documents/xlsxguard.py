"""Looks into an Excel file before anything parses it: sizes, formulas, how far its cells reach.

A workbook is a zip of XML from outside. A few kilobytes can unpack to gigabytes, one cell in the
last corner makes a reader set aside 17 billion, and one long shared string can be said a million
times; each is counted here and refused before memory is used.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler  # the interface only: the parser is defusedxml's
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException, ElementTree, sax

from kimppa.documents.spreadsheets import SpreadsheetError, column_letter

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old .xls and of encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_MEMBERS = 5_000
LONGEST_CELL = 32_767  # Excel's own limit: no honest file has a longer one
_RATIO = 200  # XML of cells packs to a tenth or a fiftieth
_SMALL = 5_000_000  # unpacked bytes below which the ratio says nothing
# What Python's readers raise for a damaged file: beside their own errors, also those of a wrong
# place, an unknown encoding or a number that is none.
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    LookupError,
)
_XML_FAULTS = (
    ElementTree.ParseError,
    SAXException,
    DefusedXmlException,
    ValueError,
    LookupError,
)
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Limits:
    """What a file may hold: unpacked bytes, rows of a sheet, cells and letters of all sheets."""

    unpacked: int
    rows: int
    cells: int


@dataclass(slots=True)
class Scan:
    """What one sheet's XML says of itself."""

    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0
    letters: int = 0


def unpack(content: bytes, limits: Limits) -> dict[str, bytes]:
    """The XML members of a workbook by name, once it is certain that they fit in `limits`.

    Raises SpreadsheetError: not_xlsx, old_xls, encrypted, broken, expands.
    """
    if content.startswith(_OLE):
        raise SpreadsheetError("encrypted" if _ENCRYPTED in content else "old_xls")
    if not content.startswith(b"PK"):
        raise SpreadsheetError("not_xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if m.filename.endswith((".xml", ".rels"))]
            _check_sizes(members, len(content), limits)
            # zipfile never gives more than the declared size and checks the sum of what it gives
            parts = {m.filename: archive.read(m) for m in members}
    except SpreadsheetError:
        raise
    except _ZIP_FAULTS as error:
        raise SpreadsheetError("broken") from error
    if "xl/workbook.xml" not in parts:
        raise SpreadsheetError("not_xlsx")
    return parts


def _check_sizes(members: list[zipfile.ZipInfo], packed_bytes: int, limits: Limits) -> None:
    if any(m.flag_bits & 0x1 for m in members):
        raise SpreadsheetError("encrypted")
    if len({m.filename for m in members}) != len(members):
        raise SpreadsheetError("broken")
    unpacked_bytes = sum(m.file_size for m in members)
    is_bloated = unpacked_bytes > _SMALL and unpacked_bytes > _RATIO * packed_bytes
    if is_bloated or unpacked_bytes > limits.unpacked or len(members) > _MEMBERS:
        raise SpreadsheetError("expands")


def repack(parts: dict[str, bytes]) -> bytes:
    """A zip of the checked members alone, so that no other reader unpacks the original."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def scan_sheets(parts: dict[str, bytes], limits: Limits) -> dict[str, Scan]:
    """What each sheet holds, by its name. Raises SpreadsheetError: broken, too_many_rows,
    too_many_cells, long_cell, expands; formulas and errors are only reported."""
    try:
        strings = _string_lengths(parts.get("xl/sharedStrings.xml"))
        scans = {}
        for name, path in _sheet_paths(parts):
            scans[name] = _scan(parts[path], name, strings, limits.rows)
    except SpreadsheetError:
        raise
    except _XML_FAULTS as error:
        raise SpreadsheetError("broken") from error
    _check_totals(scans, limits)
    return scans


def _check_totals(scans: dict[str, Scan], limits: Limits) -> None:
    cells = 0
    for name, scan in scans.items():
        cells += scan.last_row * scan.last_column
        if cells > limits.cells:
            raise SpreadsheetError("too_many_cells", sheet=name, limit=limits.cells)
    # A text that many cells share is stored once: what it comes to when it is read is counted.
    if sum(scan.letters for scan in scans.values()) > limits.unpacked:
        raise SpreadsheetError("expands")


def _sheet_paths(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Names and members of the worksheets, in the workbook's order.

    A member stands for one sheet: called by a thousand names, it would be read a thousand times.
    """
    relations = ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"], forbid_dtd=True)
    targets = {r.get("Id"): r.get("Target") or "" for r in relations}
    workbook = ElementTree.fromstring(parts["xl/workbook.xml"], forbid_dtd=True)
    paths = []
    for element in workbook.iter():
        if element.tag.endswith("}sheet"):
            target = targets[element.get(_RELATIONS)]
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if "/worksheets/" in path or path in parts:
                paths.append((element.get("name") or "", path))
    if len({path for _name, path in paths}) < len(paths):
        raise SpreadsheetError("broken")
    return paths


class _Handler(ContentHandler):
    """Gives elements by their local name."""

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX's name)
        self.start(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX's name)
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attrs: AttributesImpl) -> None: ...

    def end(self, name: str) -> None: ...


class _Strings(_Handler):
    """Lengths of the shared strings."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def start(self, name: str, attrs: AttributesImpl) -> None:
        if name == "si":
            self.lengths.append(0)

    def characters(self, content: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(content)


class _Sheet(_Handler):
    """Walks the cells. Only cells with content count: whole columns may be merely coloured."""

    def __init__(self, name: str, strings: list[int], max_rows: int) -> None:
        super().__init__()
        self.scan = Scan()
        self.name = name
        self.strings = strings
        self.max_rows = max_rows
        self.row = self.column = 0
        self.type = ""
        self.length = 0
        self.shared: list[str] | None = None

    def start(self, name: str, attrs: AttributesImpl) -> None:
        if name == "row":
            self.row = int(attrs.get("r") or self.row + 1)
            self.column = 0
        elif name == "c":
            self._cell(attrs.get("r", ""), attrs.get("t", ""))
        elif name in ("v", "is", "f"):
            self._content(name)

    def _cell(self, address: str, kind: str) -> None:
        self.type = kind
        self.length = 0
        self.column += 1
        if address:
            match = _ADDRESS.fullmatch(address)
            if match is None:
                raise SpreadsheetError("broken")
            self.row, self.column = int(match[2]), column_number(match[1])

    def _content(self, name: str) -> None:
        scan = self.scan
        scan.last_row = max(scan.last_row, self.row)
        scan.last_column = max(scan.last_column, self.column)
        if self.row > self.max_rows:
            raise SpreadsheetError("too_many_rows", sheet=self.name, limit=self.max_rows)
        address = f"{column_letter(self.column)}{self.row}"
        if name == "f":
            scan.formulas.append(address)
        elif name == "v" and self.type == "e":
            scan.errors.append(address)
        elif name == "v" and self.type == "s":
            self.shared = []

    def characters(self, content: str) -> None:
        self._measure(len(content))
        if self.shared is not None:
            self.shared.append(content)

    def end(self, name: str) -> None:
        if name == "v" and self.shared is not None:
            number = int("".join(self.shared))
            self.shared = None
            if not 0 <= number < len(self.strings):
                raise SpreadsheetError("broken")
            self.scan.letters += self.strings[number]
            self._measure(self.strings[number])

    def _measure(self, letters: int) -> None:
        self.length += letters
        if self.length > LONGEST_CELL:
            raise SpreadsheetError(
                "long_cell", sheet=self.name, row=self.row, column=column_letter(self.column)
            )


def column_number(letters: str) -> int:
    """The number of a column counted from 1: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _string_lengths(content: bytes | None) -> list[int]:
    handler = _Strings()
    if content is not None:
        sax.parseString(content, handler, forbid_dtd=True)
    return handler.lengths


def _scan(content: bytes, name: str, strings: list[int], max_rows: int) -> Scan:
    handler = _Sheet(name, strings, max_rows)
    sax.parseString(content, handler, forbid_dtd=True)
    return handler.scan
