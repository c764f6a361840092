"""A Word file's paragraphs, with its automatic numbers and bullets written out.

Read are: body text with hyperlinks and fields, tables row by row, text boxes after their
paragraph, and footnotes ("[1]" in the text, the notes at the end). Of tracked changes the
insertions count and the deletions do not. Left out are headers, footers, comments, hidden field
codes, pictures and macros: those parts of the file are never unpacked.
"""

import re
from xml.etree.ElementTree import Element

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.numbering import (
    Numbering,
    Styles,
    attribute,
    child,
    local,
)
from kimppa.agreement.files.office import Paragraph, lay_out, row_of
from kimppa.agreement.files.package import DEEPEST, Package
from kimppa.agreement.text.layout.lines import Layout
from kimppa.agreement.text.layout.markers import markers

_SKIPPED = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "rPr", "pPr", "tblPr",
                      "sectPr", "rt", "trPr", "tcPr", "sdtPr"})  # fmt: skip
_SHAPES = frozenset({"drawing", "pict", "object"})
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_COLUMN = 120
"""How wide a column is, in twentieths of a point."""
_LEAVES = frozenset({"t", "sym", "footnoteReference", "endnoteReference", *_BREAKS})


def read_word(package: Package) -> Layout:
    """The lines of a .docx file. Raises AgreementTextError."""
    return _Document(_Parts(package)).layout()


class _Parts:
    """The parts that are read, found by the relations that the file names."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.main = self._target_of("", "officeDocument") or "word/document.xml"

    def body(self) -> Element:
        """The main part's body."""
        body = child(self._package.root(self.main), "body")
        if body is None:
            raise AgreementTextError("broken", part=self.main)
        return body

    def part(self, kind: str) -> Element | None:
        """A part that belongs to the main one: numbering, styles, footnotes, endnotes."""
        name = self._target_of(self.main, kind)
        return self._package.root(name) if name in self._package else None

    def _target_of(self, part: str, kind: str) -> str:
        """The name of the part of a kind that a part (the whole file: "") points to, or ""."""
        folder, _, name = part.rpartition("/")
        relations_path = f"{folder}/_rels/{name}.rels".lstrip("/")
        if relations_path not in self._package:
            return ""
        for relation in self._package.root(relations_path):
            if (relation.get("Type") or "").endswith(f"/{kind}"):
                target = relation.get("Target") or ""
                from_root = target.startswith("/") or not folder
                return target.lstrip("/") if from_root else f"{folder}/{target}"
        return ""


class _Document:
    """Reads the paragraphs of the main part in their order."""

    def __init__(self, parts: _Parts) -> None:
        self._body = parts.body()
        self._styles = Styles(parts.part("styles"))
        self._numbering = Numbering(parts.part("numbering"), self._styles)
        self._sources: dict[tuple[str, str], Element] = {}
        for kind in ("footnote", "endnote"):
            notes = parts.part(f"{kind}s")
            for note in notes if notes is not None else ():
                self._sources[kind, attribute(note, "id")] = note
        self._notes: list[str] = []
        self._paragraphs: list[Paragraph] = []

    def layout(self) -> Layout:
        """All lines."""
        self._walk(self._body, 0)
        notes = (f"[{number}] {note}" for number, note in enumerate(self._notes, start=1) if note)
        return lay_out(self._paragraphs, notes)

    def _walk(self, parent: Element, depth: int) -> None:
        """Take in the paragraphs and tables under an element, in reading order."""
        if depth > DEEPEST:
            raise AgreementTextError("broken", part="document.xml")
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
            indent = label.indent if label else self._typed_indent(text, properties)
            self._paragraphs.append(
                Paragraph(
                    text,
                    label.text if label else "",
                    max(label.level * 3 if label else 0, indent // _COLUMN),
                    self._styles.outline_level(properties),
                )
            )
        for shape in shapes:
            self._walk(shape, depth + 1)

    def _typed_indent(self, text: str, properties: Element | None) -> int:
        """The indent of a number or bullet that was typed: it may be that of a list in a list."""
        return self._styles.indent(properties) if markers(text) else 0

    def _pieces(self, element: Element, shapes: list[Element], depth: int) -> list[str]:
        """The texts of a paragraph; boxes found on the way are added to `shapes`."""
        if depth > DEEPEST:
            raise AgreementTextError("broken", part="document.xml")
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
        if child(element, "trPr", "del") is not None:
            return
        outer_paragraphs, cells = self._paragraphs, []
        for cell in _cells(element):
            self._paragraphs = []
            self._walk(cell, depth + 1)
            cells.append(self._paragraphs)
        outer_paragraphs += row_of(cells)
        self._paragraphs = outer_paragraphs


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
