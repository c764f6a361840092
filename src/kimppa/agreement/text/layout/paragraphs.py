"""Lines of a file joined to the lines of the paper: which begin something, at what level. Pure.

The rules, in the order they are asked:

* A **bullet** begins an item. A dash (- – *) that stands where the text may have been wrapped goes
  on from the line above when a bracket is still open there, when the text uses another bullet, or
  when it stands at the indent of wrapped lines.
* A number that names what stands above it (**1.1**) counts when it is the next in sequence.
* Any other **number or letter** counts when it is the next of a numbering that is open, or the
  first of a new one. After a certain break up to three numbers may be missing. Names of months do
  not begin anything, nor does a number that the line above refers to ("kohdan").
* A **bullet sign inside an item** that began with the same sign (not a dash) begins the next item:
  whole lists lose their line ends when paragraphs are filled anew.
* Any other line goes on from the line above, unless a blank line or a break made on purpose says
  that it is a paragraph of its own. A row of a table and the place for signatures always are.

An open numbering is a level: what begins inside it is one deeper.
"""

import re
from collections import Counter

from kimppa.agreement.text.layout.levels import LETTERED, Levels
from kimppa.agreement.text.layout.lines import Layout, Line
from kimppa.agreement.text.layout.markers import BULLET, DOTTED, markers
from kimppa.agreement.text.layout.pieces import Piece, split_list, split_title

_TAIL = re.compile(
    r"(?:allekirjoitu|päiväys|paikka ja aika|aika ja paikka|liitteet\b|underskrift"
    r"|ort och (?:datum|tid)|bilagor\b|signature|_{4,}|\[\d{1,3}\] "
    r"|(?:ystävällisin )?terveisin\b|terkuin\b|terveisiä\b|hälsningar\b|med vänlig|mvh\b"
    r"|(?:best|kind) regards\b"
    r"|\w{3,30}(?: \w{3,30})?,? (?:den )?\d{1,2}(?:\.\s?\d{1,2}\.\s?|\.? \w{3,12} )20\d\d\W*$)",
    re.IGNORECASE,
)
_LONGEST_BROKEN, _SHORTEST_REST = 8, 2
_HANGING = frozenset({"ja", "sekä", "tai", "och", "samt", "eller", "and", "or"})


def paragraphs(layout: Layout) -> list[Piece]:
    """Cut the lines into pieces, in the order of the source; every line stands in one piece."""
    scan = _Scan(layout)
    for line in layout.lines:
        scan.take(line)
    first_index = next((index for index, piece in enumerate(scan.pieces) if not piece.aside), None)
    if first_index is not None:
        scan.pieces[first_index : first_index + 1] = split_title(scan.pieces[first_index])
    return [part for piece in scan.pieces for part in split_list(piece)]


def _main_bullet(layout: Layout) -> str:
    """The bullet most lines begin with."""
    tokens = Counter(
        marker.token
        for line in layout.lines
        if not line.cells and not line.aside
        for marker in markers(line.text)
        if marker.family == BULLET and not marker.glued
    )
    return max(tokens, key=lambda token: tokens[token], default="")


class _Scan:
    """The state of reading: the numberings that are open, and the latest piece."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.levels = Levels(_main_bullet(layout))
        self.pieces: list[Piece] = []
        self.latest: Piece | None = None
        """The latest piece that is no page matter."""
        self.ended = False

    def take(self, line: Line) -> None:
        """Put the line where it belongs."""
        if line.aside:
            piece = Piece(parts=[line.text], aside=line.aside, source=[line.number])
            self.pieces.append(piece)
        elif line.cells:
            self._begin(Piece(cells=line.cells, level=self.levels.depth), line.text, line)
        elif not self._take_marked(line):
            self._take_plain(line)

    def _take_marked(self, line: Line) -> bool:
        if line.heading is not None:
            self.levels.leave_lists()
        is_certain = self.layout.is_hard_break(line)
        # "i)" after "h)" is a letter, not the first of Roman numbers.
        for marker in sorted(markers(line.text), key=self.levels.begins_anew):
            depth = self.levels.depth_of(line, marker, self.latest, is_certain)
            if depth >= 0:
                self.levels.enter(depth, marker, line)
                self.ended = False
                piece = Piece(marker, level=depth, heading=line.heading)
                self._begin(piece, marker.rest, line)
                return True
        return False

    def _begin(self, piece: Piece, text: str, line: Line) -> None:
        piece.indent, piece.tail = line.indent, self.ended
        piece.after_break = self.layout.is_hard_break(line)
        piece.add(text, line)
        self.pieces.append(piece)
        self.latest = piece

    def _take_plain(self, line: Line) -> None:
        """Put a line without a marker into the latest piece, or begin one with it."""
        if self.layout.is_hard_break(line) and _TAIL.match(line.text) and self.latest:
            self.ended = True
        piece = self.latest
        if piece is not None and self._goes_on(line, piece):
            if line.after_blank and piece.family == DOTTED and any(piece.parts):
                piece.parts.append("\n")
            piece.add(line.text, line)
            piece.hang = line.indent
            return
        self.levels.leave_lists_above(line)
        self._begin(Piece(level=self.levels.depth, heading=line.heading), line.text, line)

    def _goes_on(self, line: Line, piece: Piece) -> bool:
        if piece.cells or line.heading is not None or self.ended != piece.tail:
            return False
        text_above = piece.parts[-1] if piece.parts else ""
        if not text_above:
            return True
        if piece.heading is not None:
            return False
        is_unfinished = text_above[-1] in "-,\u2010" and text_above[-2:-1] != " "
        is_small = line.text[0].islower()
        is_marked = piece.marker is not None and (
            piece.level > 0 or piece.family in (BULLET, DOTTED, *LETTERED)
        )
        if line.after_blank:
            return is_unfinished or (is_small and (is_marked or _is_broken_title(piece, line.text)))
        if self.layout.unwrapped:
            return is_unfinished or (is_marked and is_small)
        # A line of a scan ends early before a number: "mennessä / 10. päivään".
        is_small = is_small or (
            line.text[0].isdigit() and len(text_above) > 40 and text_above[-1] not in ".:;!?"
        )
        return is_unfinished or is_small or not self.layout.is_hard_break(line)


def _is_broken_title(piece: Piece, text: str) -> bool:
    """Whether a heading goes on: "3 Jäsenkuntien kirjastojen", "omat tehtävät"."""
    words = piece.text.split()
    if not words or len(words) > _LONGEST_BROKEN or piece.text[-1] in ".:;,":
        return False
    hangs = words[-1].casefold() in _HANGING
    return len(text.split()) <= (_LONGEST_BROKEN if hangs else _SHORTEST_REST)
