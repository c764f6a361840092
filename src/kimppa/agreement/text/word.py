"""A Word file's text, with its automatic numbers and bullets written out.

The result is plain text in the shape that `text` reads: one line for each paragraph, its number or
bullet in front, blank lines between. Read are: body text with hyperlinks and fields, tables row by
row, text boxes after their paragraph, and footnotes ("[1]" in the text, the notes at the end).
Of tracked changes the insertions count and the deletions do not. Left out are headers, footers,
comments, hidden field codes, pictures and macros: those parts of the file are never unpacked.

A document whose sections are headings without numbers gets them numbered in their order, because
an agreement's clauses are called by number.
"""

import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from kimppa.agreement.text.encoding import MAX_BYTES, AgreementTextError, decode
from kimppa.agreement.text.lines import join
from kimppa.agreement.text.markers import markers
from kimppa.agreement.text.numbering import (
    BULLET_LABEL,
    Numbering,
    Styles,
    attribute,
    child,
    local,
)

MAX_FILE = 20 * 1024 * 1024
"""The largest Word file taken in, in bytes; pictures may make an agreement's file large."""
MAX_PART = 12 * 1024 * 1024
"""The most that one part of the file may unpack to, in bytes."""
_MOST_PARTS = 5_000
_DEEPEST = 200

_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "tblPr",
                      "sectPr", "rt", "trPr", "tcPr", "sdtPr"})  # fmt: skip
_SHAPES = frozenset({"drawing", "pict", "object"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_LEAVES = frozenset({"t", "sym", "footnoteReference", "endnoteReference", *_BREAKS})
_BLANK = "\n\n\n"


@dataclass(slots=True)
class _Block:
    """A paragraph or a row of a table."""

    text: str
    label: str = ""
    indent: int = 0
    heading: int | None = None


def read_file(data: bytes, name: str = "") -> str:
    """The text of an uploaded file, Word or plain text. Raises AgreementTextError."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_docx(data)
    text = decode(data)
    if name.lower().endswith(".docx"):
        raise AgreementTextError("broken-docx", part="ZIP")
    return text


def read_docx(data: bytes) -> str:
    """The text of a .docx file. Raises AgreementTextError for anything else, and for bombs."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise AgreementTextError("locked" if locked else "old-word")
    if len(data) > MAX_FILE:
        raise AgreementTextError("file-too-large", limit=MAX_FILE // 1024**2)
    text = _Document(_Package(data)).text()
    if len(text) > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)
    return text


class _Package:
    """The parts of the file that are read, each bounded in size."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise AgreementTextError("broken-docx", part="ZIP") from error
        names = self._zip.namelist()
        if len(names) > _MOST_PARTS:
            raise AgreementTextError("bomb", limit=MAX_PART // 1024**2)
        self._names = {name.lower(): name for name in names}
        self.main = self._target_of("", "officeDocument") or "word/document.xml"
        if self.main.lower() not in self._names:
            packed_otherwise = not any(name.startswith("word/") for name in self._names)
            if packed_otherwise:
                raise AgreementTextError("zip")
            raise AgreementTextError("broken-docx", part=self.main)

    def part(self, kind: str) -> Element | None:
        """A part that belongs to the main one: numbering, styles, footnotes, endnotes."""
        name = self._target_of(self.main, kind)
        return self.root(name) if name.lower() in self._names else None

    def root(self, name: str) -> Element:
        """A part's root element."""
        data = self._bytes(name)
        try:
            root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException as error:
            raise AgreementTextError("entities") from error
        except (ParseError, ValueError, LookupError) as error:
            raise AgreementTextError("broken-docx", part=name) from error
        return root

    def _bytes(self, name: str) -> bytes:
        try:
            with self._zip.open(self._names[name.lower()]) as source:
                data = source.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise AgreementTextError("broken-docx", part=name) from error
        except (RuntimeError, NotImplementedError) as error:
            raise AgreementTextError("locked") from error
        if len(data) > MAX_PART:
            raise AgreementTextError("bomb", limit=MAX_PART // 1024**2)
        return data

    def _target_of(self, part: str, kind: str) -> str:
        """The name of the part of a kind that a part (the whole file: "") points to, or ""."""
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations.lower() not in self._names:
            return ""
        for relation in self.root(relations):
            if (relation.get("Type") or "").endswith(f"/{kind}"):
                target = relation.get("Target") or ""
                inside = target.startswith("/") or not folder
                return target.lstrip("/") if inside else f"{folder}/{target}"
        return ""


class _Document:
    """Reads the blocks of the main part in their order."""

    def __init__(self, package: _Package) -> None:
        self._root = package.root(package.main)
        self._styles = Styles(package.part("styles"))
        self._numbering = Numbering(package.part("numbering"), self._styles)
        self._sources: dict[tuple[str, str], Element] = {}
        for kind in ("footnote", "endnote"):
            notes = package.part(f"{kind}s")
            for note in notes if notes is not None else ():
                self._sources[kind, attribute(note, "id")] = note
        self._notes: list[str] = []
        self._blocks: list[_Block] = []

    def text(self) -> str:
        """All text, a paragraph a line."""
        body = child(self._root, "body")
        if body is None:
            raise AgreementTextError("broken-docx", part="document.xml")
        self._walk(body, 0)
        _number_headings(self._blocks)
        lines = [_render(block) for block in self._blocks]
        lines += [f"[{at}] {note}" for at, note in enumerate(self._notes, start=1) if note]
        if not lines:
            raise AgreementTextError("empty")
        return _BLANK.join(lines) + "\n"

    def _walk(self, parent: Element, depth: int) -> None:
        """Take in the paragraphs and tables under an element, in reading order."""
        if depth > _DEEPEST:
            raise AgreementTextError("broken-docx", part="document.xml")
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element, depth)
            elif name == "tr":
                self._row(element, depth)
            elif name not in _SKIPPED:
                self._walk(element, depth + 1)

    def _paragraph(self, element: Element, depth: int) -> None:
        properties = child(element, "pPr")
        shapes: list[Element] = []
        text = "".join(self._pieces(element, shapes, depth)).strip()
        deleted = not text and child(properties, "rPr", "del") is not None
        label = None if deleted else self._numbering.label(properties)
        if text:
            self._blocks.append(
                _Block(
                    text,
                    label.text if label else "",
                    max(label.level * 3, label.indent // 120) if label else 0,
                    self._styles.outline_level(attribute(child(properties, "pStyle"))),
                )
            )
        for shape in shapes:
            self._walk(shape, depth + 1)

    def _pieces(self, element: Element, shapes: list[Element], depth: int) -> list[str]:
        """The texts of a paragraph; boxes found on the way are added to `shapes`."""
        if depth > _DEEPEST:
            raise AgreementTextError("broken-docx", part="document.xml")
        pieces: list[str] = []
        for inner in element:
            name = local(inner)
            if name in _SHAPES:
                shapes += _boxes(inner)
            elif name in _LEAVES:
                pieces.append(self._leaf(name, inner))
            elif name not in _SKIPPED:
                pieces += self._pieces(inner, shapes, depth + 1)
        return pieces

    def _leaf(self, name: str, element: Element) -> str:
        if name == "t":
            return element.text or ""
        if name == "sym":
            return _symbol(element)
        if name in _BREAKS:
            return _BREAKS[name]
        return self._note(name.removesuffix("Reference"), element)

    def _note(self, kind: str, reference: Element) -> str:
        note = self._sources.get((kind, attribute(reference, "id")))
        if note is None:
            return ""
        paragraphs = [p for p in note.iter() if local(p) == "p"]
        texts = ["".join(t.text or "" for t in p.iter() if local(t) == "t") for p in paragraphs]
        self._notes.append(" ".join(" ".join(texts).split()))
        return f"[{len(self._notes)}]"

    def _row(self, element: Element, depth: int) -> None:
        """A row of short cells is one line; cells with lists or more stand on their own."""
        if child(element, "trPr", "del") is not None:
            return
        before, cells = self._blocks, []
        for cell in _cells(element):
            self._blocks = []
            self._walk(cell, depth + 1)
            cells.append(self._blocks)
        self._blocks = before
        blocks = [block for cell in cells for block in cell]
        if _is_one_line(cells):
            blocks[0].text = "\t".join(" ".join(block.text.split()) for block in blocks)
            blocks = blocks[:1]
        self._blocks += blocks


def _is_one_line(cells: list[list[_Block]]) -> bool:
    """Whether a row is a line: short cells of figures, or a number and its text."""
    if any(len(cell) > 1 or any(block.label for block in cell) for cell in cells[1:]):
        return False
    if len(cells) == 2 and all(cells):
        return len(cells[0]) == 1 and any(not m.rest for m in markers(cells[0][0].text))
    return bool(cells[:1]) and len(cells[0]) == 1


def _cells(row: Element) -> list[Element]:
    """The cells of a row, also those inside content controls."""
    cells: list[Element] = []
    for inner in row:
        if local(inner) == "tc":
            cells.append(inner)
        elif local(inner) not in _SKIPPED:
            cells += [cell for cell in inner.iter() if local(cell) == "tc"]
    return cells


def _boxes(shape: Element) -> list[Element]:
    """The text boxes of a drawing; of two versions of it Word shows the first."""
    return [inner for inner in shape.iter() if local(inner) == "txbxContent"]


def _symbol(element: Element) -> str:
    code = attribute(element, "char")
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else ""


def _render(block: _Block) -> str:
    """The block as lines: a line break inside a paragraph stays where something begins after it."""
    lines = [line.strip() for line in block.text.split("\n") if line.strip()]
    grouped: list[list[str]] = []
    for line in lines:
        if grouped and not markers(line):
            grouped[-1].append(line)
        else:
            grouped.append([line])
    label = f"{block.label} " if block.label else ""
    return " " * block.indent + label + "\n".join(join(group) for group in grouped)


def _number_headings(blocks: list[_Block]) -> None:
    """Number the headings of a document that numbers neither them nor anything else."""
    levels = Counter(block.heading for block in blocks if block.heading is not None)
    level = min((level for level, count in levels.items() if count > 1), default=None)
    if level is None or any(_has_number(block, level) for block in blocks):
        return
    headings = [block for block in blocks if block.heading == level]
    for position, block in enumerate(headings, start=1):
        block.label = f"{position}."


def _has_number(block: _Block, level: int) -> bool:
    """Whether the document has section numbers of its own, automatic or typed."""
    if block.heading not in (None, level):
        return False
    if block.label:
        return block.indent < 2 and block.label != BULLET_LABEL
    return any(marker.value for marker in markers(block.text))
