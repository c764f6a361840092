"""An OpenDocument text's paragraphs, with the numbers and bullets of its lists written out.

Read are: headings, paragraphs, lists, tables row by row, text boxes after their paragraph, and
notes ("[1]" in the text, the notes at the end). Of tracked changes the insertions count and the
deletions do not. Left out are headers, footers, comments and pictures.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.agreement.files.numbering import attribute, child, local, number
from kimppa.agreement.files.odtlists import LEVELS, Counter, ListStyles
from kimppa.agreement.files.office import Paragraph, lay_out, row_of
from kimppa.agreement.files.package import DEEPEST, Package
from kimppa.agreement.text.layout.lines import Layout
from kimppa.agreement.text.layout.markers import markers

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_SKIPPED = frozenset({"tracked-changes", "annotation", "annotation-end", "forms", "ruby-text",
                      "sequence-decls", "script", "hidden-text", "covered-table-cell"})  # fmt: skip
_MOST_SPACES = 200
_WHITE = re.compile(r"[ \t\r\n]+")


def read_odt(package: Package) -> Layout:
    """The lines of a .odt file. Raises AgreementTextError."""
    if "encrypted-package" in package or (
        _MANIFEST in package and b"encryption-data" in package.read(_MANIFEST)
    ):
        raise AgreementTextError("locked")
    content = package.root(_CONTENT)
    text = child(content, "body", "text")
    if text is None:
        raise AgreementTextError("broken", part=_CONTENT)
    styles = ListStyles()
    for root in (package.root(_STYLES) if _STYLES in package else None, content):
        if root is not None:
            styles.read(root)
    return _Document(styles).layout(text)


def _plain(text: str | None) -> str:
    """Text with its line ends as spaces: breaks are elements of their own."""
    return _WHITE.sub(" ", text or "")


@dataclass(slots=True)
class _List:
    """A list, or one inside another: its style, how deep it is, and its count."""

    style: str
    level: int = 0
    counter: Counter = field(default_factory=Counter)
    start: str = ""
    """The number that the item in hand gives itself."""
    waits: bool = False
    """The label of the item in hand is still to be shown."""


class _Document:
    """Reads the paragraphs in their order."""

    def __init__(self, styles: ListStyles) -> None:
        self._styles = styles
        self._paragraphs: list[Paragraph] = []
        self._notes: list[str] = []
        self._headings = Counter()
        self._latest: dict[str, Counter] = {}
        """The count of the latest list, by its style and by its name."""

    def layout(self, text: Element) -> Layout:
        """All lines of the document's text."""
        self._walk(text, None, 0)
        notes = (f"[{number}] {note}" for number, note in enumerate(self._notes, start=1) if note)
        return lay_out(self._paragraphs, notes)

    def _walk(self, parent: Element, listing: _List | None, depth: int) -> None:
        """Take in what stands under an element, in reading order."""
        if depth > DEEPEST:
            raise AgreementTextError("broken", part=_CONTENT)
        for element in parent:
            name = local(element)
            if name in ("p", "h"):
                self._paragraph(element, listing, depth)
            elif name == "list":
                self._list(element, listing, depth)
            elif name == "table-row":
                self._row(element, depth)
            elif name not in _SKIPPED:
                self._walk(element, listing, depth + 1)

    def _list(self, element: Element, outer: _List | None, depth: int) -> None:
        listing = self._listing(element, outer)
        for item in element:
            if local(item) in ("list-item", "list-header"):
                listing.waits = local(item) == "list-item"
                listing.start = attribute(item, "start-value")
                self._walk(item, listing, depth + 1)

    def _listing(self, element: Element, outer: _List | None) -> _List:
        style = attribute(element, "style-name")
        if outer is not None:
            return _List(style or outer.style, min(outer.level + 1, LEVELS - 1), outer.counter)
        style = style or self._style_of_first(element)
        earlier_id = attribute(element, "continue-list")
        if not earlier_id and attribute(element, "continue-numbering") == "true":
            earlier_id = style
        counter = (self._latest.get(earlier_id) if earlier_id else None) or Counter()
        self._latest[style] = self._latest[attribute(element, "id")] = counter
        return _List(style, counter=counter)

    def _style_of_first(self, element: Element) -> str:
        """The list style that the first paragraph's style brings."""
        first_paragraph = next(
            (inner for inner in element.iter() if local(inner) in ("p", "h")), None
        )
        return self._styles.of_paragraph(attribute(first_paragraph, "style-name"))

    def _paragraph(self, element: Element, listing: _List | None, depth: int) -> None:
        shapes: list[Element] = []
        text = "".join(self._pieces(element, shapes, depth)).strip()
        heading = None
        if local(element) == "h":
            heading = max(0, number(attribute(element, "outline-level"), 1) - 1)
        label = self._label(element, listing, heading)
        if text:
            indent = listing.level * 3 if listing and label else 0
            if not label and markers(text):
                indent = self._styles.indent(attribute(element, "style-name"))
            self._paragraphs.append(Paragraph(text, label, indent, heading))
        for shape in shapes:
            self._walk(shape, None, depth + 1)

    def _label(self, element: Element, listing: _List | None, heading: int | None) -> str:
        """What stands before a paragraph; counting happens here."""
        if listing is not None:
            if not listing.waits:
                return ""
            listing.waits = False
            levels = [
                self._styles.level(listing.style, depth) for depth in range(listing.level + 1)
            ]
            listing.counter.count(listing.level, levels[-1], listing.start)
            return listing.counter.label(listing.level, levels)
        unnumbered = attribute(element, "is-list-header") == "true"
        if heading is None or unnumbered or heading not in self._styles.headings:
            return ""
        headings = [self._styles.headings[depth] for depth in sorted(self._styles.headings)]
        own_levels = headings[: heading + 1]
        start = attribute(element, "start-value")
        self._headings.count(heading, own_levels[-1], start)
        return self._headings.label(heading, own_levels)

    def _pieces(self, element: Element, shapes: list[Element], depth: int) -> list[str]:
        """The texts of a paragraph; boxes found on the way are added to `shapes`."""
        if depth > DEEPEST:
            raise AgreementTextError("broken", part=_CONTENT)
        pieces = [_plain(element.text)]
        for inner in element:
            pieces += self._piece(inner, shapes, depth)
            pieces.append(_plain(inner.tail))
        return pieces

    def _piece(self, element: Element, shapes: list[Element], depth: int) -> list[str]:
        match local(element):
            case "s":
                return [" " * min(number(attribute(element, "c"), 1), _MOST_SPACES)]
            case "tab":
                return ["\t"]
            case "line-break":
                return ["\n"]
            case "note":
                return [self._note(element)]
            case "frame" | "custom-shape" | "g":
                shapes.append(element)
                return []
            case name if name in _SKIPPED:
                return []
        return self._pieces(element, shapes, depth + 1)

    def _note(self, note: Element) -> str:
        paragraphs = [p for p in note.iter() if local(p) in ("p", "h")]
        self._notes.append(" ".join(" ".join("".join(p.itertext()) for p in paragraphs).split()))
        return f"[{len(self._notes)}]"

    def _row(self, element: Element, depth: int) -> None:
        outer_paragraphs, cells = self._paragraphs, []
        for cell in element:
            if local(cell) == "table-cell":
                self._paragraphs = []
                self._walk(cell, None, depth + 1)
                cells.append(self._paragraphs)
        outer_paragraphs += row_of(cells)
        self._paragraphs = outer_paragraphs
