"""An agreement's sections and clauses, read from plain text.

`decode` makes text of a file's bytes, `read_agreement` finds the structure, `to_json` prints it.
Every character that is not white space stays, in the order of the source, in exactly one field:
title, preamble, a section's title, a clause or `unrecognised`. Only the numbers and bullets at the
start of a section or clause are taken off. Spelling is never corrected. The rules by which a line
begins something are written in `outline`, those of wrapped lines in `lines`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kimppa.agreement.text.encoding import MAX_BYTES, REASONS, AgreementTextError, decode
from kimppa.agreement.text.lines import join, measure
from kimppa.agreement.text.markers import BULLET, DOTTED
from kimppa.agreement.text.outline import HEAD, ITEM, PARAGRAPH, Piece, outline

__all__ = [
    "MAX_BYTES",
    "REASONS",
    "AgreementText",
    "AgreementTextError",
    "ClauseText",
    "SectionText",
    "decode",
    "free_number",
    "read_agreement",
    "to_json",
]

_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One line of the agreement: its number ("1.3") and its words."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section: its number as the source writes it ("1", "IV"), title and clauses."""

    number: str
    title: str
    clauses: tuple[ClauseText, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementText:
    """The structure of an agreement and, in `unrecognised`, every text that found no place in it.

    `year` is the year the agreement speaks of, None when it names none.
    """

    title: str = ""
    year: int | None = None
    preamble: str = ""
    sections: tuple[SectionText, ...] = ()
    unrecognised: tuple[str, ...] = ()


def read_agreement(text: str) -> AgreementText:
    """The structure of an agreement's text; what has no place in it stands in `unrecognised`.

    Raises AgreementTextError for a text longer than `MAX_BYTES` characters, and nothing else.
    """
    if len(text) > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)
    return assemble(outline(measure(text)))


def assemble(pieces: list[Piece]) -> AgreementText:
    """The agreement that the pieces of a text make, each text in one field."""
    first = next((at for at, piece in enumerate(pieces) if piece.kind == HEAD), len(pieces))
    title, preamble, unrecognised = _opening(pieces[:first], first < len(pieces))
    sections: list[SectionText] = []
    at = first
    while at < len(pieces):
        end = next((i for i in range(at + 1, len(pieces)) if pieces[i].kind == HEAD), len(pieces))
        section, left_over = _section(pieces[at], pieces[at + 1 : end], len(sections) + 1)
        sections.append(section)
        unrecognised += left_over
        at = end
    agreement = AgreementText(
        title, None, preamble, tuple(sections), tuple(text for text in unrecognised if text)
    )
    return replace(agreement, year=agreement_year(agreement))


def _opening(pieces: list[Piece], has_sections: bool) -> tuple[str, str, list[str]]:
    """Title, preamble and what is left of the pieces before the first section."""
    if not pieces:
        return "", "", []
    title, rest = "", pieces
    if pieces[0].kind == PARAGRAPH:
        alone = len(pieces) == 1 or pieces[1].kind != PARAGRAPH
        title, remainder = _title(pieces[0], alone)
        rest = [remainder, *pieces[1:]] if remainder else pieces[1:]
    if has_sections:
        return title, "\n\n".join(filter(None, map(_with_marker, rest))), []
    lead = next((i for i, p in enumerate(rest) if p.kind != PARAGRAPH), 0)
    preamble = "\n\n".join(piece.text for piece in rest[:lead])
    return title, preamble, [piece.text for piece in rest[lead:]]


def _with_marker(piece: Piece) -> str:
    """A list in the preamble keeps its bullets: there they are no structure."""
    token = piece.marker.token if piece.marker else ""
    return f"{token} {piece.text}".strip()


def _title(piece: Piece, alone: bool) -> tuple[str, Piece | None]:
    """The title, and the rest of its paragraph when title and preamble stand without a blank line.

    A title goes on to the next line when that line does not start with a capital letter.
    """
    count = len(piece.parts)
    if alone:
        starts = (i for i in range(1, count) if _starts_anew(piece, i))
        count = next(starts, count)
    title = join(piece.parts[:count])
    if len(title) > _LONGEST_TITLE or (alone and title.endswith((":", "."))):
        return "", piece
    if count == len(piece.parts):
        return title, None
    return title, Piece(PARAGRAPH, None, piece.parts[count:], piece.soft[count:])


def _starts_anew(piece: Piece, at: int) -> bool:
    if piece.parts[at][0].islower() or piece.parts[at - 1][-1] in "-,":
        return False
    return piece.parts[at][0].isupper() or not piece.soft[at]


def _section(head: Piece, pieces: list[Piece], position: int) -> tuple[SectionText, list[str]]:
    """A section, and the texts in it that are no clauses.

    Unmarked paragraphs are clauses in a section without bullets and numbers, else left over.
    """
    number = _section_number(head, pieces, position)
    kind = ITEM if any(piece.kind == ITEM for piece in pieces) else PARAGRAPH
    clauses = [piece for piece in pieces if piece.kind == kind and piece.text]
    left_over = [piece.text for piece in pieces if piece.kind != kind]
    return SectionText(number, head.text, _clauses(number, clauses)), left_over


def _section_number(head: Piece, pieces: list[Piece], position: int) -> str:
    """The number of the heading, or of the clauses when the text has no heading."""
    if head.marker:
        return head.marker.label
    marker = next((p.marker for p in pieces if p.marker and p.marker.family == DOTTED), None)
    return marker.label.split(".")[0] if marker else str(position)


def _clauses(section: str, pieces: list[Piece]) -> tuple[ClauseText, ...]:
    """Clauses with the numbers of the source where it gives them, else section.position."""
    clauses: list[ClauseText] = []
    in_use: dict[str, int] = {}
    parent, position = section, 0
    for piece in pieces:
        marker = piece.marker
        if marker and marker.family == DOTTED:
            number = parent = marker.label
            position = 0
        else:
            position += 1
            own = marker.label if marker and marker.family != BULLET else ""
            number = f"{parent}.{own or position}"
        clauses.append(ClauseText(free_number(number, in_use), piece.text))
    return tuple(clauses)


def free_number(number: str, in_use: dict[str, int]) -> str:
    """The number, or the number with the first free letter or letters behind it."""
    candidate = number
    while candidate in in_use:
        in_use[number] += 1
        candidate = number + _letters(in_use[number])
    in_use[candidate] = 0
    return candidate


def _letters(turn: int) -> str:
    letters = ""
    while turn:
        turn, rest = divmod(turn - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


# A year of an agreement: not the number of an act (1492/2016), not part of a longer number.
_YEAR = re.compile(r"(?<![\d/.,])(?:19|20)\d\d(?![\d/]|[.,]\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}\.\d{1,2}\.((?:19|20)\d\d)(?!\d)")


def agreement_year(agreement: AgreementText) -> int | None:
    """The year named most often: in title and preamble if any, else in sections or the clauses.

    Years standing alone go before years of dates: an agreement for 2024 may be dated 2023. A
    section without clauses tells of the agreement itself: its parties, its validity.
    """
    opening = f"{agreement.title}\n{agreement.preamble}"
    itself = "\n".join(s.title for s in agreement.sections if not s.clauses)
    clauses = "\n".join(c.text for section in agreement.sections for c in section.clauses)
    for pattern in (_YEAR, _DATE):
        for text in (opening, itself, clauses):
            years = Counter(int(year) for year in pattern.findall(text))
            if years:
                return max(years, key=lambda year: years[year])
    return None


def to_json(
    agreement: AgreementText, meanings: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    """The agreement as plain data for `json.dumps`; what else is known of a clause by number."""
    return {
        "title": agreement.title,
        "year": agreement.year,
        "preamble": agreement.preamble,
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "clauses": [
                    {
                        "number": clause.number,
                        "text": clause.text,
                        **meanings.get(clause.number, {}),
                    }
                    for clause in section.clauses
                ],
            }
            for section in agreement.sections
        ],
        "unrecognised": list(agreement.unrecognised),
    }
