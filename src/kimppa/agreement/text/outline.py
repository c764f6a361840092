"""Which lines begin a section or a clause, and which go on from the line above.

The rules, in the order they are asked:

* A **bullet** begins a clause. A dash (- – *) that stands where the text may have been wrapped goes
  on from the line above when a bracket is still open there, when the text uses another bullet, or
  when it stands at the indent of wrapped lines.
* A number that names its section (**1.1**) begins a clause when it is the next in sequence.
* A **number** begins a section when it is the next in sequence in the numbering that the text uses
  first, its text starts with a capital letter (after a certain break: with any letter), is not the
  name of a month, and the line above does not end with a word that refers to a number ("kohdan").
  After a certain break up to three numbers may be missing.
* Another numbering or lettering inside a section begins clauses, each when next in sequence.
* A **bullet sign inside a clause** that began with the same sign (not a dash) begins the next
  clause: whole lists lose their line ends when paragraphs are filled anew.
* Any other line goes on from the line above, unless a blank line or a break made on purpose says
  that it is a paragraph of its own. A row of a table and the place for signatures always are.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from kimppa.agreement.text.lines import Layout, Line, join
from kimppa.agreement.text.markers import (
    BULLET,
    DOTTED,
    ITEM_FAMILIES,
    SECTION_FAMILIES,
    Marker,
    markers,
)

HEAD, ITEM, PARAGRAPH, ROW, TAIL = "head", "item", "paragraph", "row", "tail"
_GAP = 3
_MONTH = re.compile(
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu"
    r"|(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:\b(?:koh(?:ta|dan|dassa|taan|dat|tien)|luvun|luku|momentin|momentti|liit\w+|sopimuksen"
    r"|vuoden|vuosi|noin|klo|punkt\w*|moment\w*|kapit\w+|bilaga|section|clause|page|s\.|nro|no)"
    r"|§|,)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:allekirjoitu|päiväys|paikka ja aika|aika ja paikka|liitteet|liite \d|underskrift"
    r"|ort och (?:datum|tid)|bilag|signature|_{4,}|\[\d{1,3}\] )",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Piece:
    """A run of the source that becomes one field: a marker taken off, and the text after it."""

    kind: str
    marker: Marker | None = None
    parts: list[str] = field(default_factory=list)
    soft: list[bool] = field(default_factory=list)
    """For each part: whether the break before it may come from wrapping."""
    indent: int = 0
    hang: int = 0
    """Indent of the latest wrapped line."""
    open_brackets: int = 0

    def add(self, text: str, line: Line) -> None:
        """Take in one more line of the source."""
        self.parts.append(text)
        self.soft.append(line.soft)
        self.open_brackets = max(0, self.open_brackets + text.count("(") - text.count(")"))

    @property
    def text(self) -> str:
        """The lines joined, paragraphs apart by a line end."""
        parts = [part for part in self.parts if part]
        if "\n" not in self.parts:
            return join(parts)
        return re.sub(r" ?\n ?", "\n", join(parts)).strip("\n")


def outline(layout: Layout) -> list[Piece]:
    """Cut the lines into pieces, in the order of the source; every line stands in one piece."""
    readings = [markers(line.text) for line in layout.lines]
    scan = _Scan(layout, _section_family(layout, readings), _main_bullet(readings))
    for line, candidates in zip(layout.lines, readings, strict=True):
        scan.take(line, candidates)
    return [piece for filled in scan.pieces for piece in _split_list(filled)]


def _split_list(piece: Piece) -> list[Piece]:
    """The clauses of a list whose lines were run together; usually the piece as it is."""
    marker = piece.marker
    if marker is None or marker.family != BULLET or not marker.sure:
        return [piece]
    if not any(marker.token in part for part in piece.parts):
        return [piece]
    texts = re.split(rf"(?:^|(?<=\s)){re.escape(marker.token)}(?:\s|$)", piece.text)
    return [Piece(piece.kind, marker, [text.strip()], [False]) for text in texts]


def _main_bullet(readings: list[list[Marker]]) -> str:
    """The bullet most lines begin with."""
    tokens = Counter(m.token for ms in readings for m in ms if m.family == BULLET and not m.glued)
    return max(tokens, key=lambda token: tokens[token], default="")


def _section_family(layout: Layout, readings: list[list[Marker]]) -> str:
    """The numbering that begins first and goes on; a single number only when nothing goes on."""
    begins: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for position, (line, candidates) in enumerate(zip(layout.lines, readings, strict=True)):
        for marker in candidates:
            family = marker.family
            if family in SECTION_FAMILIES and marker.value == (counts[family] + 1,):
                if not _looks_like_heading(marker, layout.is_hard_break(line)):
                    continue
                counts[family] += 1
                begins.setdefault(family, position)
    going_on = [family for family in begins if counts[family] > 1]
    single = [family for family in begins if family not in ("1", "A.")]
    return min(going_on or single, key=lambda family: begins[family], default="1.")


def _looks_like_heading(marker: Marker, certain: bool) -> bool:
    rest = marker.rest
    if not rest:
        return certain
    if _MONTH.match(rest) or (rest[0].isdigit() and marker.family in ("1.", "1")):
        return False
    if marker.family in ("1", "A."):
        return rest[0].isupper()
    return certain or not rest[0].islower()


class _Scan:
    """The state of reading: where in the numbering the text stands, and the open piece."""

    def __init__(self, layout: Layout, family: str, bullet: str) -> None:
        self.layout = layout
        self.family = family
        self.bullet = bullet
        self.pieces: list[Piece] = []
        self.section = 0
        self.dotted: tuple[int, ...] = ()
        self.items: dict[str, int] = {}
        self.item_indent = -1
        self.head_indent = 0
        self.ended = False

    def take(self, line: Line, candidates: list[Marker]) -> None:
        """Put the line where it belongs."""
        for marker in candidates:
            kind = self._accept(line, marker)
            if kind:
                self._begin(kind, line, marker)
                return
        self._take_plain(line)

    def _accept(self, line: Line, marker: Marker) -> str:
        """HEAD or ITEM when the marker counts here, else ""."""
        if marker.family == BULLET:
            return ITEM if self._is_bullet(line, marker) else ""
        if marker.family == DOTTED:
            return ITEM if self._continues_dotted(line, marker) else ""
        if self._continues_inner(line, marker):
            return ITEM
        if self._numbers_sections(line, marker) and self._continues_sections(line, marker):
            return HEAD
        if marker.family == self.family:
            return ""
        return ITEM if self._continues_list(line, marker) else ""

    def _numbers_sections(self, line: Line, marker: Marker) -> bool:
        """The numbering of the sections, also where its dot is missing after a certain break."""
        dotless = (self.family, marker.family) == ("1.", "1")
        return marker.family == self.family or (dotless and self.layout.is_hard_break(line))

    def _is_bullet(self, line: Line, marker: Marker) -> bool:
        if marker.sure:
            return True
        if marker.glued:
            return self.layout.is_hard_break(line)
        if not line.soft or not self.pieces:
            return True
        piece = self.pieces[-1]
        at_hang = piece.hang > max(1, piece.indent) and line.indent == piece.hang
        return not (piece.open_brackets or at_hang or marker.token != self.bullet)

    def _continues_dotted(self, line: Line, marker: Marker) -> bool:
        value, rest = marker.value, marker.rest
        if rest[:1].isdigit() or _MONTH.match(rest) or self._interrupts(line, rest):
            return False
        if value[1:] == (1,) and value[0] == self.section + 1:
            return True
        if value[0] != self.section:
            return False
        last = self.dotted or (self.section, 0)
        following = [(*last, 1)] + [(*last[:at], last[at] + 1) for at in range(1, len(last))]
        return value in following

    def _interrupts(self, line: Line, rest: str) -> bool:
        """Whether a number here would more likely be part of the sentence above."""
        if not line.soft or not self.pieces:
            return False
        piece = self.pieces[-1]
        above = piece.parts[-1] if piece.parts else ""
        return bool(piece.open_brackets or rest[:1].islower() or _REFERS.search(above))

    def _continues_inner(self, line: Line, marker: Marker) -> bool:
        """A clause numbered like the sections, but set deeper and beginning again from 1."""
        if marker.family != self.family or not self.section or line.indent < self.head_indent + 2:
            return False
        begins = marker.value == (1,) and self.section >= 1
        goes_on = (
            line.indent == self.item_indent and marker.value[0] == self._last_number(marker) + 1
        )
        return (begins or goes_on) and not self._interrupts(line, marker.rest)

    def _last_number(self, marker: Marker) -> int:
        return self.items.get(marker.family, 0)

    def _continues_sections(self, line: Line, marker: Marker) -> bool:
        certain = self.layout.is_hard_break(line)
        if not _looks_like_heading(marker, certain) or self._interrupts(line, marker.rest):
            return False
        ahead = marker.value[0] - self.section
        if ahead == 1:
            return True
        return 1 < ahead <= 1 + _GAP and certain and marker.rest[:1].isupper()

    def _continues_list(self, line: Line, marker: Marker) -> bool:
        if not self.section or marker.family not in ITEM_FAMILIES or not marker.rest:
            return False
        piece = self.pieces[-1]
        above = piece.parts[-1] if piece.parts else ""
        if line.soft and (piece.open_brackets or _REFERS.search(above)):
            return False
        if _MONTH.match(marker.rest):
            return False
        last = self._last_number(marker)
        return marker.value[0] == last + 1 or (
            marker.value == (1,) and self.layout.is_hard_break(line)
        )

    def _begin(self, kind: str, line: Line, marker: Marker) -> None:
        if kind == HEAD:
            self._enter(marker.value[0])
            self.head_indent = line.indent
        elif marker.family == DOTTED:
            if marker.value[0] != self.section:
                self._enter(marker.value[0])
                self.pieces.append(Piece(HEAD))
            self.dotted = marker.value
            self.items.clear()
        elif marker.family != BULLET:
            self.items[marker.family] = marker.value[0]
            self.item_indent = line.indent
        self.ended = False
        piece = Piece(kind, marker, indent=line.indent)
        piece.add(marker.rest, line)
        self.pieces.append(piece)

    def _enter(self, section: int) -> None:
        self.section = section
        self.dotted = ()
        self.items.clear()
        self.item_indent = -1

    def _take_plain(self, line: Line) -> None:
        """Put a line without a marker into the open piece, or begin one with it."""
        kind = self._plain_kind(line)
        if not kind:
            piece = self.pieces[-1]
            if line.after_blank and piece.kind == ITEM and self._numbers_paragraphs(piece):
                piece.parts.append("\n")
                piece.soft.append(False)
            piece.add(line.text, line)
            piece.hang = line.indent
            return
        piece = Piece(kind, indent=line.indent)
        piece.add(line.text, line)
        self.pieces.append(piece)

    def _plain_kind(self, line: Line) -> str:
        """The kind of piece a line without a marker begins, or "" when it goes on."""
        if line.row and self.section:
            return ROW
        if self.section and self.layout.is_hard_break(line) and _TAIL.match(line.text):
            self.ended = True
        if not self.pieces or not self._goes_on(line, self.pieces[-1]):
            return TAIL if self.ended else PARAGRAPH
        return ""

    def _numbers_paragraphs(self, piece: Piece) -> bool:
        return piece.marker is not None and piece.marker.family == DOTTED

    def _goes_on(self, line: Line, piece: Piece) -> bool:
        if piece.kind == ROW or (self.ended and piece.kind != TAIL):
            return False
        above = piece.parts[-1] if piece.parts else ""
        if not above:
            return True
        unfinished = above[-1] in "-,\u2010" and above[-2:-1] != " "
        small = line.text[0].islower()
        if line.after_blank:
            marked = piece.kind == ITEM
            return self._numbers_paragraphs(piece) or unfinished or (marked and small)
        if self.layout.unwrapped:
            return unfinished or (piece.kind == ITEM and small)
        return unfinished or small or not self.layout.is_hard_break(line)
