"""Which lines of the paper are headings, and of what level. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence

from kimppa.agreement.text.layout.markers import ANNEX, BULLET, DOTTED, WORDED
from kimppa.agreement.text.layout.pieces import LONGEST_TITLE, Piece
from kimppa.agreement.text.obligation import has_verb, is_duty, title_says

_LONGEST, _MOST_WORDS = 110, 14
_MOST_WITH_VERB = 6
_FEWEST_WORDS = 4
_TOP = 10
"""Among so many first lines the title is looked for."""
_AGREEMENT = re.compile(r"(?:sopimus|avtal|agreement)(?!\w)", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:mitä|miten|kuka|ketkä|kuinka|milloin|mistä|vad|hur|vem|när|what|how|who)\b", re.IGNORECASE
)
_FINITE = re.compile(r"\b(?:on|ovat|tulee|pitää|täytyy|är|ska|skall|has|is|are)\b")
# What a title does not end in: a sentence goes on, or somebody is greeted.
_UNFINISHED = re.compile(r"(?:[;,:!]|\b(?:että|jotta|ja|sekä|tai|att|samt|och|eller|that|and|or))$")
_CAPTION = re.compile(r"(?:taulukko|kuva|kuvio|tabell|figur|table)\s\d", re.IGNORECASE)
_ANNEX = re.compile(
    r"(?:liite|bilaga|annex|muutosliite|lisäliite|tillägg|ändringsbilaga)\b(?!\w)", re.IGNORECASE
)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s")
_SIGNED = ("§", WORDED)

TITLE, NUMBERED, STYLE, CAPITALS, ALONE = "title", "numbered", "style", "capitals", "alone"


def names_agreement(text: str) -> bool:
    """Whether a title speaks of an agreement."""
    return bool(_AGREEMENT.search(text))


def is_annex(piece: Piece) -> bool:
    """Whether a heading begins an annex."""
    return piece.family == ANNEX or bool(_ANNEX.match(piece.text))


def looks_like_heading(text: str) -> bool:
    """Whether the words could be a heading: few, without a verb of duty, no sentence."""
    if not text or len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    is_begun = text[0].isupper() or text[0].isdigit() or text[0] in "”\"'"
    if _UNFINISHED.search(text) or not is_begun:
        return False
    if _NUMBERED.match(text) or (": " in text and not _ANNEX.match(text)):
        return False
    if text[-1] == "." and len(text.split()) > 4:
        return False
    if _ASKS.match(text):
        return True
    if _FINITE.search(text) and not text.isupper():
        return False
    if len(text.split()) > _MOST_WITH_VERB and has_verb(text):
        return text.isupper()
    return not is_duty(text) or text.isupper()


def is_sentence(text: str) -> bool:
    """Whether the words are whole sentences and no title."""
    return not looks_like_heading(text) and text[-1:] == "." and len(text.split()) > _FEWEST_WORDS


class Headings:
    """The headings among the pieces of a paper: level and reason by position."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.at = [at for at, piece in enumerate(pieces) if not piece.aside]
        self.place = {at: turn for turn, at in enumerate(self.at)}
        self.why: dict[int, str] = {}
        self.level: dict[int, int] = {}
        self.unsure: set[int] = set()
        self.preface: frozenset[int] = frozenset()
        """Lines of a letter before the title."""
        self.lost: set[int] = set()
        """Items of lists that lost their marks."""
        self._styled()
        self._numbered()
        self._top()
        self._lost_lists()
        self._alone()
        self._levels()

    @property
    def has_sections(self) -> bool:
        """Whether anything but a title is a heading."""
        return any(self.level.values())

    def following(self, index: int) -> Piece | None:
        """The next piece that is no page matter."""
        turn = self.place[index] + 1
        return self.pieces[self.at[turn]] if turn < len(self.at) else None

    def _styled(self) -> None:
        """Lines that the file calls headings; not a level with nothing under most of them."""
        levels: dict[int, list[int]] = defaultdict(list)
        for index in self.at:
            level = self.pieces[index].heading
            if level is not None and self.pieces[index].text:
                levels[level].append(index)
        for level, group in levels.items():
            bodies = sum(1 for index in group if self._has_lower(index, level))
            if level == min(levels) or bodies * 2 >= len(group):
                self.why.update(dict.fromkeys(group, STYLE))

    def _has_lower(self, index: int, level: int) -> bool:
        piece_below = self.following(index)
        return piece_below is not None and (
            piece_below.heading is None or piece_below.heading > level
        )

    def _numbered(self) -> None:
        for group in self._groups():
            family, level = self.pieces[group[0]].family, self.pieces[group[0]].level
            if family.startswith(_SIGNED):
                # "§ 7 Kirjastot vastaavat …" is a line of its number, not a heading.
                titles = [index for index in group if not is_sentence(self.pieces[index].text)]
            elif level == 0 and family != DOTTED:
                titles = group if self._is_group_of_headings(group) else []
            else:
                titles = [index for index in group if self._has_body(index)]
                titles = titles if len(titles) * 2 >= len(group) else []
            self.why.update(dict.fromkeys(titles, NUMBERED))

    def _groups(self) -> list[list[int]]:
        """The numbers that count on from each other under one number above them."""
        groups: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        parent_by_level: dict[int, int] = {}
        for index in self.at:
            piece = self.pieces[index]
            if not piece.marker or piece.cells:
                continue
            parent_by_level = {
                level: parent_index
                for level, parent_index in parent_by_level.items()
                if level < piece.level
            }
            if piece.family != BULLET and index not in self.why:
                parent = parent_by_level[max(parent_by_level)] if parent_by_level else -1
                groups[piece.family, piece.level, parent].append(index)
            parent_by_level[piece.level] = index
        return list(groups.values())

    def _is_group_of_headings(self, group: Sequence[int]) -> bool:
        """A numbering is one of sections when most have something under them."""
        title_count = sum(1 for index in group if self._is_title_like(index))
        body_count = sum(1 for index in group if self._has_content(index))
        return body_count * 2 >= len(group) and (
            title_count * 2 >= len(group) or body_count == len(group)
        )

    def _is_title_like(self, index: int) -> bool:
        text = self.pieces[index].text
        return looks_like_heading(text) or (len(text) < LONGEST_TITLE and text[-1:] not in ".;:,")

    def _has_content(self, index: int) -> bool:
        """Whether something other than the next of its numbering stands under it."""
        piece, piece_below = self.pieces[index], self.following(index)
        return (
            piece_below is not None
            and (piece_below.family, piece_below.level) != (piece.family, piece.level)
            and (piece_below.level > piece.level or not piece_below.marker)
        )

    def _has_body(self, index: int) -> bool:
        """Of a numbering inside sections: a title with something under it."""
        piece = self.pieces[index]
        if not looks_like_heading(piece.text) or not self._has_content(index):
            return False
        piece_below = self.following(index)
        return piece_below is not None and not piece_below.text[:1].islower()

    def _top(self) -> None:
        """The paper's title: lines before everything else that are no sentences."""
        if self._title_after_words():
            return
        title_lines: list[int] = []
        for index in self.at:
            piece = self.pieces[index]
            if index in self.why or piece.marker or piece.cells:
                break
            if not self._may_be_title(piece) or (
                title_lines and not looks_like_heading(piece.text)
            ):
                break
            title_lines.append(index)
        if len(title_lines) > 1 and not self.is_heading_next(title_lines[-1]):
            title_lines.pop()
        while len(title_lines) > 1 and title_says(self.pieces[title_lines[-1]].text):
            title_lines.pop()
        for index in title_lines:
            self.why[index], self.level[index] = TITLE, 0

    def _title_after_words(self) -> bool:
        """A title under the words of a letter: it names an agreement, the first line does not."""
        first_lines = [index for index in self.at[:_TOP] if index not in self.why]
        titles_of_agreements = [index for index in first_lines if self._names_agreement(index)]
        if (
            not titles_of_agreements
            or titles_of_agreements[0] == self.at[0]
            or self._names_agreement(self.at[0])
        ):
            return False
        lines_before = self.at[: self.place[titles_of_agreements[0]]]
        if any(index in self.why for index in lines_before):
            return False
        self.why[titles_of_agreements[0]], self.level[titles_of_agreements[0]] = TITLE, 0
        self.preface = frozenset(lines_before)
        return True

    def _names_agreement(self, index: int) -> bool:
        piece = self.pieces[index]
        if piece.marker or piece.cells or title_says(piece.text):
            return False
        return looks_like_heading(piece.text) and names_agreement(piece.text)

    def _may_be_title(self, piece: Piece) -> bool:
        return len(piece.text) <= LONGEST_TITLE and piece.text[-1:] not in ".:;,"

    def is_heading_next(self, index: int) -> bool:
        turn = self.place[index] + 1
        return turn < len(self.at) and self.at[turn] in self.why

    def _lost_lists(self) -> None:
        """Under numbered headings, paragraphs that are no sentences are items without marks."""
        if not any(reason in (NUMBERED, STYLE) for reason in self.why.values()):
            return
        run: list[int] = []
        for index in self.at:
            piece = self.pieces[index]
            if index in self.why or piece.marker or piece.cells or piece.tail:
                self._add_lost(run)
                run = []
            else:
                run.append(index)
        self._add_lost(run)

    def _add_lost(self, run: Sequence[int]) -> None:
        open_ended = [index for index in run if self.pieces[index].text[-1:] not in ".:!?"]
        if len(run) > 1 and len(open_ended) * 3 >= len(run) * 2 and self._is_under_number(run[0]):
            self.lost.update(run)

    def _is_under_number(self, index: int) -> bool:
        """Whether a numbered heading stands right above."""
        turn = self.place[index] - 1
        return turn >= 0 and self.why.get(self.at[turn]) in (NUMBERED, STYLE)

    def _alone(self) -> None:
        """Short lines without a number, before something that is no heading."""
        numbered = sum(1 for index, reason in self.why.items() if reason in (NUMBERED, STYLE))
        turn = 0
        while turn < len(self.at):
            run = self._run(turn)
            for index in self._headings_of(run):
                capital = self.pieces[index].text.isupper()
                self.why[index] = CAPITALS if capital else ALONE
                if numbered > 1 and not capital and not self._is_known(index):
                    self.unsure.add(index)
            turn += max(1, len(run))

    def _run(self, turn: int) -> list[int]:
        """Short lines that stand one after the other from a place on."""
        run: list[int] = []
        for index in self.at[turn:]:
            if not self._stands_alone(index):
                break
            run.append(index)
        return run

    def _stands_alone(self, index: int) -> bool:
        piece = self.pieces[index]
        return (
            index not in self.why
            and index not in self.lost
            and index not in self.preface
            and not piece.marker
            and not piece.cells
            and piece.after_break
            and (not piece.tail or title_says(piece.text) == "signature")
            and (looks_like_heading(piece.text) or self._ends_with_colon(index))
            and piece.text[-1] != "."
            and not _CAPTION.match(piece.text)
        )

    def _ends_with_colon(self, index: int) -> bool:
        """A title with a colon: what stands under it is no list."""
        text, piece_below = self.pieces[index].text, self.following(index)
        if not text.endswith(":") or not looks_like_heading(text.rstrip(":")):
            return False
        return (
            piece_below is not None
            and not piece_below.marker
            and not piece_below.cells
            and (piece_below.text[:1].isupper())
        )

    def _headings_of(self, run: Sequence[int]) -> list[int]:
        """The first of a run begins a list, the last one what comes after it."""
        if not run:
            return []
        if self.pieces[run[0]].tail:
            return list(run[:1])
        piece_below = self.following(run[-1])
        if piece_below is None or self.is_heading_next(run[-1]):
            return [index for index in run[:1] if len(run) > 1 or self._is_known(index)]
        is_subject = len(run) > 1 or self._is_heading_before(run[0])
        if piece_below.text[:1].islower() and (not piece_below.marker or is_subject):
            # The beginning of the sentences under it: "Kauhajoen kaupunki" + "hankkii …".
            run = run[:-1]
        return [*dict.fromkeys([*run[:1], *run[-1:]])]

    def _is_heading_before(self, index: int) -> bool:
        turn = self.place[index] - 1
        return turn >= 0 and self.at[turn] in self.why

    def _is_known(self, index: int) -> bool:
        piece = self.pieces[index]
        return bool(title_says(piece.text)) or piece.text.isupper() or is_annex(piece)

    def _levels(self) -> None:
        styles = sorted(
            {self.pieces[index].heading or 0 for index, w in self.why.items() if w == STYLE}
        )
        depths = sorted(
            {self.pieces[index].level for index, w in self.why.items() if w == NUMBERED}
        )
        for index, reason in self.why.items():
            if reason == STYLE:
                self.level[index] = styles.index(self.pieces[index].heading or 0) + 1
            elif reason == NUMBERED:
                self.level[index] = depths.index(self.pieces[index].level) + 1
            elif reason != TITLE:
                self.level[index] = 1
