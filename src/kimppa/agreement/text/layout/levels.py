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

    def depth_of(self, line: Line, marker: Marker, above: Piece | None, certain: bool) -> int:
        """The level that the marker of a line begins something at, -1 when it does not count.

        `above` is the piece before it, `certain` whether the break before it was made on purpose.
        """
        if marker.family == BULLET:
            return self._depth_of_bullet(line, marker, above, certain)
        if marker.family == DOTTED:
            return self._depth_of_dotted(line, marker, above, certain)
        if marker.family == INSERTED:
            return self._depth_inside() if certain else -1
        if _interrupts(line, marker.rest, above) or not _may_begin(marker, certain):
            return -1
        return self._depth_of_number(line, marker, above, certain)

    def _depth_of_number(
        self, line: Line, marker: Marker, above: Piece | None, certain: bool
    ) -> int:
        families = {marker.family, "1."} if marker.family == "1" else {marker.family}
        ahead = {
            depth: marker.value[0] - entry.value[0]
            for depth, entry in enumerate(self.open)
            if entry.family in families
        }
        following = [depth for depth, step in ahead.items() if step == 1]
        if following:
            same = [depth for depth in following if self.open[depth].indent == line.indent]
            return (same or following)[-1]
        if marker.value == (1,):
            # Not where bullets stand under the numbering.
            restarts = above is not None and above.family in ("", marker.family, ANNEX)
            return self._depth_of_first(line, marker, certain, restarts, ahead)
        missing = [depth for depth, step in ahead.items() if 1 < step <= 1 + _GAP]
        if missing and certain:
            return missing[-1] if marker.rest[:1].isupper() else -1
        return self._depth_anew(marker) if certain and not ahead else -1

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
        self, line: Line, marker: Marker, certain: bool, restarts: bool, ahead: dict[int, int]
    ) -> int:
        """The first of a numbering stands inside what is open, an annex outside of all.

        `ahead` are the depths at which its numbering is open already.
        """
        if ahead:
            deepest = max(ahead)
            if line.indent >= self.open[deepest].indent + 2:
                return len(self.open)
            return deepest if certain and restarts else -1
        if marker.family == ANNEX:
            return 0
        if marker.family in ("1", "A.") and not certain:
            return -1
        depth = len(self.open)
        while depth and self.open[depth - 1].family == BULLET:
            depth -= 1
        return depth

    def _depth_of_bullet(
        self, line: Line, marker: Marker, above: Piece | None, certain: bool
    ) -> int:
        if not self._is_bullet(line, marker, above, certain):
            return -1
        for depth, entry in enumerate(self.open):
            if entry.family == BULLET and (
                line.indent < entry.indent + 2
                or (entry.token == marker.token and line.indent <= entry.indent + 2)
            ):
                return depth
        return len(self.open)

    def _is_bullet(self, line: Line, marker: Marker, above: Piece | None, certain: bool) -> bool:
        if marker.sure:
            return True
        if marker.glued:
            return certain
        if not line.soft or above is None:
            return True
        at_hang = above.hang > max(1, above.indent) and line.indent == above.hang
        return not (above.open_brackets or at_hang or marker.token != self.bullet)

    def _depth_of_dotted(
        self, line: Line, marker: Marker, above: Piece | None, certain: bool
    ) -> int:
        value, rest = marker.value, marker.rest
        if rest[:1].isdigit() or _MONTH.match(rest) or _interrupts(line, rest, above):
            return -1
        for depth in range(len(self.open) - 1, -1, -1):
            entry = self.open[depth]
            if entry.family == DOTTED and _follows(entry.value, value, certain):
                while (
                    depth
                    and self.open[depth - 1].family == DOTTED
                    and (len(self.open[depth - 1].value) >= len(value))
                ):
                    depth -= 1
                return depth + (len(value) > len(entry.value))
            if entry.family in _TOP and entry.value == value[:1]:
                return depth + 1 if value[1:] == (1,) or certain else -1
        outermost = self.open[0].value[:1] if self.open else (value[0] - 1,)
        return 0 if value[1:] == (1,) and outermost == (value[0] - 1,) else -1


def _may_begin(marker: Marker, certain: bool) -> bool:
    rest = marker.rest
    if _MONTH.match(rest):
        return False
    if not rest:
        return certain
    if rest[0].isdigit() and marker.family in ("1.", "1"):
        return False
    if marker.family in ("1", "A.") or marker.family.startswith(WORDED):
        return rest[0].isupper() or (certain and marker.family.startswith(WORDED))
    return certain or marker.family in LETTERED or not rest[0].islower()


def _interrupts(line: Line, rest: str, above: Piece | None) -> bool:
    """Whether a number here would more likely be part of the sentence above."""
    if not line.soft or above is None:
        return False
    words = above.parts[-1] if above.parts else ""
    small = rest[:1].islower() and not _ENDS_ITEM.search(words)
    return bool(above.open_brackets or small or _REFERS.search(words))


def _follows(last: tuple[int, ...], value: tuple[int, ...], certain: bool) -> bool:
    """Whether a number with its parts comes next after another."""
    following = [(*last, 1)] + [(*last[:at], last[at] + 1) for at in range(len(last))]
    if value in following or (value[-1] == 1 and value[:-1] in following):
        return True
    depth = len(value)
    same = depth <= len(last) and value[:-1] == last[: depth - 1]
    return certain and same and 1 < value[-1] - last[depth - 1] <= 1 + _GAP
