"""The numberings that are open at a place of a paper, and what a number or bullet begins there.

An open numbering is a level: what begins inside it is one deeper. A number counts when it is the
next of a numbering that is open, or the first of a new one; after a certain break up to three
numbers may be missing. Points may count on over the headings between them. Pure.
"""

import re
from dataclasses import dataclass

from kimppa.agreement.months import EN, FI, SV
from kimppa.agreement.text.layout.lines import Line
from kimppa.agreement.text.layout.markers import ANNEX, BULLET, DOTTED, INSERTED, WORDED, Marker
from kimppa.agreement.text.layout.pieces import Piece

_GAP = 3
_MONTH = re.compile(rf"(?:{FI})kuu|(?:{SV}|{EN})\b", re.IGNORECASE)
_REFERS = re.compile(
    r"(?:\b(?:koh(?:ta|dan|dassa|taan|dat|tien)|luvun|luku|momentin|momentti|liit\w{1,20}"
    r"|sopimuksen|vuoden|vuosi|noin|klo|punkt\w{0,10}|moment\w{0,10}|kapit\w{1,10}|bilaga|section"
    r"|clause|page|s\.|nro|no)|§|,)$",
    re.IGNORECASE,
)
_ENDS_ITEM = re.compile(r"(?:[;.:]|[;,]\s(?:ja|sekä|och|samt|tai|eller|and|or))$")
_TOP = frozenset({"1.", "1)", "1", "§", "I."})
# These may begin in the middle of a wrapped sentence with a small letter.
LETTERED = frozenset({"a)", "(a)", "i)", "(i)", "i.", "1)", "(1)"})


@dataclass(slots=True)
class _Open:
    """A numbering that is open: its latest number, and where its numbers stand."""

    family: str
    value: tuple[int, ...]
    indent: int
    token: str = ""


class Levels:
    """The open numberings, the outermost first."""

    def __init__(self, bullet: str) -> None:
        self.bullet = bullet
        self.open: list[_Open] = []
        self.counted: dict[str, int] = {}
        """The latest number of each family."""

    @property
    def depth(self) -> int:
        """How many numberings are open."""
        return len(self.open)

    def enter(self, depth: int, marker: Marker, line: Line) -> None:
        """Go on with the numbering at a depth, or open one there."""
        self.open[depth:] = [_Open(marker.family, marker.value, line.indent, marker.token)]
        self.counted[marker.family] = marker.value[0] if marker.value else 0

    def leave_lists(self) -> None:
        """A heading ends all lists; numbers of headings go on."""
        while self.open and self.open[-1].family in (BULLET, *LETTERED):
            self.open.pop()

    def leave_lists_above(self, line: Line) -> None:
        """A paragraph of its own ends the lists that it does not stand inside."""
        if line.text[0].islower():
            return
        while self.open and self.open[-1].family in (BULLET, *LETTERED):
            if line.indent > self.open[-1].indent > 0:
                return
            self.open.pop()

    def begins_anew(self, marker: Marker) -> bool:
        """Whether a marker is not the next of a numbering that is open."""
        follows = {(entry.family, *(n + 1 for n in entry.value[:1])) for entry in self.open}
        return (marker.family, *marker.value[:1]) not in follows

    def depth_of(
        self, line: Line, marker: Marker, piece_above: Piece | None, is_certain: bool
    ) -> int:
        """The level that the marker of a line begins something at, -1 when it does not count.

        `piece_above` is the piece before it, `is_certain` whether the break before it was made on
        purpose.
        """
        if marker.family == BULLET:
            return self._depth_of_bullet(line, marker, piece_above, is_certain)
        if marker.family == DOTTED:
            return self._depth_of_dotted(line, marker, piece_above, is_certain)
        if marker.family == INSERTED:
            return self._depth_inside() if is_certain else -1
        if _interrupts(line, marker.rest, piece_above) or not _may_begin(marker, is_certain):
            return -1
        return self._depth_of_number(line, marker, piece_above, is_certain)

    def _depth_of_number(
        self, line: Line, marker: Marker, piece_above: Piece | None, is_certain: bool
    ) -> int:
        families = {marker.family, "1."} if marker.family == "1" else {marker.family}
        steps_by_depth = {
            depth: marker.value[0] - entry.value[0]
            for depth, entry in enumerate(self.open)
            if entry.family in families
        }
        next_depths = [depth for depth, step in steps_by_depth.items() if step == 1]
        if next_depths:
            same_indent = [depth for depth in next_depths if self.open[depth].indent == line.indent]
            return (same_indent or next_depths)[-1]
        if marker.value == (1,):
            # Not where bullets stand under the numbering.
            restarts = piece_above is not None and piece_above.family in ("", marker.family, ANNEX)
            return self._depth_of_first(line, marker, is_certain, restarts, steps_by_depth)
        skipping_depths = [depth for depth, step in steps_by_depth.items() if 1 < step <= 1 + _GAP]
        if skipping_depths and is_certain:
            return skipping_depths[-1] if marker.rest[:1].isupper() else -1
        return self._depth_anew(marker) if is_certain and not steps_by_depth else -1

    def _depth_anew(self, marker: Marker) -> int:
        """A number whose numbering is not open: it counts on, or stands in an annex."""
        counts_on = marker.value[0] == self.counted.get(marker.family, -1) + 1
        in_annex = bool(self.open) and self.open[0].family == ANNEX and marker.rest[:1].isupper()
        # An excerpt may begin in the middle: "5 §".
        is_excerpt = not self.open and marker.family.startswith(("§", WORDED))
        if not (counts_on or in_annex or is_excerpt):
            return -1
        return self._depth_inside()

    def _depth_inside(self) -> int:
        depth = len(self.open)
        while depth and self.open[depth - 1].family in (BULLET, *LETTERED):
            depth -= 1
        return depth

    def _depth_of_first(
        self,
        line: Line,
        marker: Marker,
        is_certain: bool,
        restarts: bool,
        steps_by_depth: dict[int, int],
    ) -> int:
        """The first of a numbering stands inside what is open, an annex outside of all.

        `steps_by_depth` are the depths at which its numbering is open already.
        """
        if steps_by_depth:
            deepest = max(steps_by_depth)
            if line.indent >= self.open[deepest].indent + 2:
                return len(self.open)
            return deepest if is_certain and restarts else -1
        if marker.family == ANNEX:
            return 0
        if marker.family in ("1", "A.") and not is_certain:
            return -1
        depth = len(self.open)
        while depth and self.open[depth - 1].family == BULLET:
            depth -= 1
        return depth

    def _depth_of_bullet(
        self, line: Line, marker: Marker, piece_above: Piece | None, is_certain: bool
    ) -> int:
        if not self._is_bullet(line, marker, piece_above, is_certain):
            return -1
        for depth, entry in enumerate(self.open):
            if entry.family == BULLET and (
                line.indent < entry.indent + 2
                or (entry.token == marker.token and line.indent <= entry.indent + 2)
            ):
                return depth
        return len(self.open)

    def _is_bullet(
        self, line: Line, marker: Marker, piece_above: Piece | None, is_certain: bool
    ) -> bool:
        if marker.sure:
            return True
        if marker.glued:
            return is_certain
        if not line.soft or piece_above is None:
            return True
        at_hang = piece_above.hang > max(1, piece_above.indent) and line.indent == piece_above.hang
        return not (piece_above.open_brackets or at_hang or marker.token != self.bullet)

    def _depth_of_dotted(
        self, line: Line, marker: Marker, piece_above: Piece | None, is_certain: bool
    ) -> int:
        number, text_after = marker.value, marker.rest
        if (
            text_after[:1].isdigit()
            or _MONTH.match(text_after)
            or _interrupts(line, text_after, piece_above)
        ):
            return -1
        for depth in range(len(self.open) - 1, -1, -1):
            entry = self.open[depth]
            if entry.family == DOTTED and _follows(entry.value, number, is_certain):
                while (
                    depth
                    and self.open[depth - 1].family == DOTTED
                    and (len(self.open[depth - 1].value) >= len(number))
                ):
                    depth -= 1
                return depth + (len(number) > len(entry.value))
            if entry.family in _TOP and entry.value == number[:1]:
                return depth + 1 if number[1:] == (1,) or is_certain else -1
        outermost = self.open[0].value[:1] if self.open else (number[0] - 1,)
        return 0 if number[1:] == (1,) and outermost == (number[0] - 1,) else -1


def _may_begin(marker: Marker, is_certain: bool) -> bool:
    text_after = marker.rest
    if _MONTH.match(text_after):
        return False
    if not text_after:
        return is_certain
    if text_after[0].isdigit() and marker.family in ("1.", "1"):
        return False
    if marker.family in ("1", "A.") or marker.family.startswith(WORDED):
        return text_after[0].isupper() or (is_certain and marker.family.startswith(WORDED))
    return is_certain or marker.family in LETTERED or not text_after[0].islower()


def _interrupts(line: Line, text_after: str, piece_above: Piece | None) -> bool:
    """Whether a number here would more likely be part of the sentence above."""
    if not line.soft or piece_above is None:
        return False
    words = piece_above.parts[-1] if piece_above.parts else ""
    small = text_after[:1].islower() and not _ENDS_ITEM.search(words)
    return bool(piece_above.open_brackets or small or _REFERS.search(words))


def _follows(last_number: tuple[int, ...], number: tuple[int, ...], is_certain: bool) -> bool:
    """Whether a number with its parts comes next after another."""
    next_numbers = [(*last_number, 1)] + [
        (*last_number[:at], last_number[at] + 1) for at in range(len(last_number))
    ]
    if number in next_numbers or (number[-1] == 1 and number[:-1] in next_numbers):
        return True
    depth = len(number)
    has_same_parent = depth <= len(last_number) and number[:-1] == last_number[: depth - 1]
    return is_certain and has_same_parent and 1 < number[-1] - last_number[depth - 1] <= 1 + _GAP
