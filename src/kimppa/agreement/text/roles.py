"""What part each line of a paper plays, why, and what to ask where that is not sure. Pure.

Stages: the other language and page matter are set apart, lines are joined to paragraphs, headings
are found, rows of tables read, then each other line is judged under its heading and its lead-in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kimppa.agreement.text.annexes import with_replacements
from kimppa.agreement.text.headings import (
    CAPITALS,
    Headings,
    is_annex,
)
from kimppa.agreement.text.languages import OTHER_LANGUAGE, apart, other_language
from kimppa.agreement.text.layout.lines import Layout, Line, measure
from kimppa.agreement.text.layout.markers import BULLET
from kimppa.agreement.text.layout.paragraphs import paragraphs
from kimppa.agreement.text.layout.pieces import Piece
from kimppa.agreement.text.obligation import title_says
from kimppa.agreement.text.paper import PaperLine, Role
from kimppa.agreement.text.tables import HEAD, PRICE, TASKS, kinds_of_rows
from kimppa.agreement.text.twodoers import second_doer
from kimppa.agreement.text.verdicts import Verdict, of_item, of_paragraph, why_no_item_obliges

_LEAD_END = re.compile(
    r"(?::|,|\b(?:että|seuraavasti|seuraavat|att|följande|för|ja|och|seuraavaa|seuraavista))$",
    re.IGNORECASE,
)
_POINTS_DOWN = re.compile(
    r"\b(?:taulu|tabell|seuraav|följande|nämä|näin|så här|alla\b|nedan|table|liitteessä)",
    re.IGNORECASE,
)
_LONGEST_LEAD_OF_TABLE = 200


@dataclass(slots=True)
class _Stand:
    """Where the reading stands: what is said above a line."""

    title: str = ""
    stance: str = ""
    """Why nothing under the heading obliges; "" when something may."""
    leads: tuple[tuple[int, str, str], ...] = ()
    """(level, why its items do not oblige, its words) of the lead-ins that are open."""
    numbered: frozenset[int] = frozenset()
    """Levels of the numberings that are open and whose numbers are headings."""

    def depth(self, piece: Piece) -> int:
        """How deep in lists a piece stands: 0 for a paragraph, 1 for an item of a list."""
        headings = sum(1 for level in self.numbered if level < piece.level)
        return piece.level - headings + (piece.marker is not None)

    def enter(self, piece: Piece, level: int) -> None:
        """Go under a heading."""
        if piece.marker:
            levels_above = {depth for depth in self.numbered if depth < piece.level}
            self.numbered = frozenset(levels_above | {piece.level})
        if not level:
            return
        own_stance = title_says(piece.text)
        if is_annex(piece) and own_stance != "price":
            own_stance = ""
        self.stance = own_stance or (self.stance if level > 1 else "")
        self.title, self.leads = piece.text, ()


def read_lines(layout: Layout) -> tuple[PaperLine, ...]:
    """The lines of a paper with their roles."""
    layout = apart(layout)
    if layout.unwrapped:
        _set_other_language_apart(layout.lines)
    pieces = paragraphs(layout)
    _set_other_language_apart(pieces)
    headings = Headings(pieces)
    tables = kinds_of_rows(pieces)
    stand = _Stand()
    lines: list[PaperLine] = []
    for index, piece in enumerate(pieces):
        if piece.aside:
            role = Role.TRANSLATION if piece.aside == OTHER_LANGUAGE else Role.PAGE
            lines.append(_line(piece, Verdict(role, piece.aside)))
        elif index in headings.why:
            lines.append(_heading(index, piece, headings, stand))
        elif piece.cells:
            lines.append(_row(piece, tables[index], stand))
        else:
            lines.append(_of_words(index, piece, headings, stand))
    return with_replacements(_joined(lines))


def read_paper(text: str) -> tuple[PaperLine, ...]:
    """The lines of a plain text with their roles."""
    return read_lines(measure(text))


def _set_other_language_apart(parts: Sequence[Piece] | Sequence[Line]) -> None:
    text_parts = [part for part in parts if not part.aside]
    for part, is_foreign in zip(
        text_parts, other_language([part.text for part in text_parts]), strict=True
    ):
        if is_foreign:
            part.aside = OTHER_LANGUAGE


def _line(piece: Piece, verdict: Verdict, level: int = 0) -> PaperLine:
    marker = piece.marker
    return PaperLine(
        text=piece.text,
        label=marker.token if marker else "",
        number=marker.label if marker and marker.family != BULLET else "",
        level=level,
        role=verdict.role,
        why=verdict.why,
        ask=verdict.ask,
        answers=verdict.answers,
        source=tuple(dict.fromkeys(piece.source)),
    )


def _heading(index: int, piece: Piece, headings: Headings, stand: _Stand) -> PaperLine:
    level = headings.level[index]
    stand.enter(piece, level)
    reason = "alone" if headings.why[index] == CAPITALS else headings.why[index]
    verdict = Verdict(Role.HEADING, reason)
    if index in headings.unsure:
        verdict = Verdict(Role.HEADING, reason, "heading", (Role.HEADING, Role.TEXT, Role.DUTY))
    return _line(piece, verdict, level)


def _of_words(index: int, piece: Piece, headings: Headings, stand: _Stand) -> PaperLine:
    """The role of a line that is no heading and no row."""
    level = stand.depth(piece)
    if not piece.marker and piece.text[:1].islower() and stand.leads:
        level = stand.leads[-1][0] + 1  # an item that lost its mark
    stand.leads = tuple(lead for lead in stand.leads if lead[0] < level)
    is_lost = index in headings.lost
    if piece.tail or (stand.stance == "signature" and not piece.marker):
        return _line(piece, Verdict(Role.TEXT, "signature"), level)
    if not is_lost and _is_lead(index, piece, headings):
        reason = why_no_item_obliges(piece.text, stand.stance)
        stand.leads = (*stand.leads, (level, reason, piece.text))
        return _line(piece, Verdict(Role.LEAD, "under-lead"), level)
    if not stand.title and headings.has_sections:
        return _line(piece, Verdict(Role.TEXT, "preamble"), level)
    if stand.leads:
        _level, reason, lead = stand.leads[-1]
        verdict = of_item(piece.text, reason, lead)
        return _line(piece, _with_doers(piece.text, verdict), level)
    is_item = piece.marker is not None or is_lost
    verdict = of_paragraph(piece.text, stand.stance, is_item=is_item)
    return _line(piece, _with_doers(piece.text, verdict), level)


def _with_doers(text: str, verdict: Verdict) -> Verdict:
    """Whether a duty is one or two is asked where two act in one sentence."""
    if verdict.role is not Role.DUTY or verdict.ask or not second_doer(text):
        return verdict
    return verdict._replace(ask="two", answers=(Role.DUTY,))


def _is_lead(index: int, piece: Piece, headings: Headings) -> bool:
    """Whether the line begins the sentences that a list below it ends."""
    piece_below, text = headings.following(index), piece.text
    if piece_below is None or headings.is_heading_next(index):
        return False
    if piece_below.cells:
        points = text.endswith(":") or _POINTS_DOWN.search(text)
        return len(text) < _LONGEST_LEAD_OF_TABLE and bool(points)
    is_item = piece.marker is None and text[:1].islower()
    is_deeper = piece_below.marker is not None and (
        piece_below.level > piece.level or piece.marker is None
    )
    is_lower = piece_below.marker is None and piece_below.text[:1].islower() and not is_item
    if not (is_deeper or is_lower):
        return False
    return bool(_LEAD_END.search(text)) or text[-1:] not in ".!?;"


def _row(piece: Piece, kind: str, stand: _Stand) -> PaperLine:
    level = stand.leads[-1][0] + 1 if stand.leads else 0
    if kind == HEAD:
        return _line(piece, Verdict(Role.LEAD, "table"), level)
    if kind == PRICE or (stand.stance and kind != TASKS):
        return _line(piece, Verdict(Role.TEXT, stand.stance or PRICE), level)
    if kind == TASKS:
        return _line(piece, Verdict(Role.ROW, "table"), level)
    return _line(piece, Verdict(Role.ROW, "table", "table", (Role.ROW, Role.TEXT)), level)


def _joined(lines: Sequence[PaperLine]) -> list[PaperLine]:
    """A numbered point of more paragraphs is one line: the rest goes on from it."""
    last_point = max((index for index, line in enumerate(lines) if _is_point(line)), default=-1)
    merged_lines: list[PaperLine] = []
    for index, line in enumerate(lines):
        line_above = merged_lines[-1] if merged_lines else None
        goes_on = not line.label and line.role in (Role.DUTY, Role.TEXT) and "\t" not in line.text
        if line_above is not None and _is_point(line_above) and goes_on and index < last_point:
            source = (*line_above.source, *line.source)
            merged_lines[-1] = replace(
                line_above, text=f"{line_above.text}\n{line.text}", source=source
            )
        else:
            merged_lines.append(line)
    return merged_lines


def _is_point(line: PaperLine) -> bool:
    """Whether it is a line that the paper numbers 1.1."""
    return "." in line.number and line.role is Role.DUTY
