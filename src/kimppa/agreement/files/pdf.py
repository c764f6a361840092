"""The lines of a PDF with text, in the order in which they are read.

What the file says is only which letters stand where; lines, columns and tables are concluded from
that (`pdfrows`). A line is wrapped where the next word did not fit into its column.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kimppa.agreement.files.encoding import MAX_BYTES, AgreementTextError
from kimppa.agreement.files.pdfrows import (
    Block,
    Row,
    blocks_of,
    columns_of,
    is_text,
    rows_of,
    table_rows,
)
from kimppa.agreement.files.pdfwords import Heading, Pages, words_of
from kimppa.agreement.files.repairs import repair_each
from kimppa.agreement.text.languages import language
from kimppa.agreement.text.layout.lines import Layout, Line, is_regular, join, mend_broken_words
from kimppa.agreement.text.layout.markers import markers
from kimppa.agreement.text.layout.pages import PICTURE, REPEATED, page_matter

_FEWEST_LETTERS = 40
_STRANGE = 10
"""Of so many letters not one may be of those that have no meaning."""
_USUAL_LEADING = 1.3
_FULL = 0.85
_BLANK, _MAYBE_BLANK = 1.25, 1.045
"""How much farther than usual a line stands under a blank one, and at least."""
_LETTER, _SPACE, _TAB = 0.5, 0.25, 2.0
"""How wide a letter, a space and what is surely no space are, in heights of a letter."""
_WIDE = 20
"""Of so many lines one may be longer than the column is wide."""
_ENDS = ".:;!?"
_DIGITS = re.compile(r"\d+")
_EDGE = 2
"""So many lines at a page's top or foot part no text that goes on from page to page."""


@dataclass(slots=True)
class _Flow:
    """Lines that stand under each other: the text of all pages, or a column."""

    rows: list[Row] = field(default_factory=list)
    limit: float = 0.0
    """How far to the right its lines go."""
    margin: float = 0.0
    apart: bool = False
    """Nothing before it goes on in it."""


@dataclass(slots=True)
class _Draft:
    """A line of text or a row of a table: the lines of its cells."""

    cells: list[list[Line]]
    row: Row
    flow: _Flow
    page: int

    @property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return len(self.cells) > 1

    @property
    def lines(self) -> list[Line]:
        """The lines of all cells."""
        return [line for cell in self.cells for line in cell]

    @property
    def texts(self) -> list[str]:
        """The text of each cell."""
        return [join([line.text for line in cell]) for cell in self.cells]


def read_pdf(content: bytes) -> Layout:
    """The lines of a PDF. Raises AgreementTextError."""
    return lines_of(words_of(content))


def lines_of(pages: Pages) -> Layout:
    """The lines of the words of pages. Raises AgreementTextError when they are no text."""
    _refuse_without_text(pages)
    paper = _Paper([rows_of(page.words) for page in pages.pages])
    for number, page in enumerate(pages.pages, start=1):
        paper.read(number)
        paper.add(rows_of(page.aslant), _Flow(apart=True), number)
    return paper.layout(pages.headings, _pictures(pages))


def _pictures(pages: Pages) -> list[int]:
    """The numbers of the pages that are pictures with hardly a word."""
    return [
        number
        for number, page in enumerate(pages.pages, start=1)
        if page.has_picture
        and sum(len(word.text) for word in page.words + page.aslant) < _FEWEST_LETTERS
    ]


def _refuse_without_text(pages: Pages) -> None:
    letters: Counter[str] = Counter()
    for page in pages.pages:
        for word in page.words + page.aslant:
            letters.update(word.text)
    if letters.total() < _FEWEST_LETTERS:
        raise AgreementTextError("pdf-pictures")
    strange = sum(count for letter, count in letters.items() if _is_strange(letter))
    if strange * _STRANGE > letters.total():
        raise AgreementTextError("pdf-letters")
    if letters.total() > MAX_BYTES:
        raise AgreementTextError("too-long", limit=MAX_BYTES // 1024**2)


def _is_strange(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter)[0] == "C"


class _Paper:
    """Reads page by page; what is usual in it is known beforehand."""

    def __init__(self, pages: list[list[Row]]) -> None:
        self._pages = pages
        self._leading = _leading(pages)
        self._drafts: list[_Draft] = []
        self._plain = _Flow()
        """The text over a page's whole width goes on from page to page."""
        self._languages: tuple[_Flow, _Flow] | None = None
        self._waiting: list[_Draft] = []
        """The right one of two languages that stand side by side, read after the left one."""

    def read(self, number: int) -> None:
        """Take in a page."""
        blocks = blocks_of(self._pages[number - 1], self._leading)
        for index, block in enumerate(blocks):
            columns = columns_of(block.rows, block) if is_text(block) else []
            if _are_two_languages(columns):
                self._add_languages(columns, number)
                continue
            if index not in (0, len(blocks) - 1) or len(block.rows) > _EDGE:
                self._end_languages()
            if not block.gaps:
                self.add(block.rows, self._plain, number)
            elif columns:
                for column in columns:
                    self.add(column, _Flow(), number)
            else:
                self._add_table(block, number)

    def _add_languages(self, columns: list[list[Row]], page: int) -> None:
        first_flow, second_flow = self._languages or (_Flow(apart=True), _Flow(apart=True))
        self._languages = first_flow, second_flow
        self.add(columns[0], first_flow, page)
        earlier_drafts, self._drafts = self._drafts, []
        self.add(columns[1], second_flow, page)
        self._waiting += self._drafts
        self._drafts = earlier_drafts

    def _end_languages(self) -> None:
        self._drafts += self._waiting
        self._waiting, self._languages = [], None

    def add(self, rows: list[Row], flow: _Flow, page: int) -> None:
        """Take in lines that stand under each other."""
        flow.rows += rows
        for row in rows:
            self._drafts.append(_Draft([[_line_of(row)]], row, flow, page))

    def _add_table(self, block: Block, page: int) -> None:
        flow = _Flow()
        for rows in table_rows(block, self._leading):
            cells = [[_line_of(row) for row in cell] for cell in columns_of(rows, block)]
            if sum(map(bool, cells)) > 1:
                flow.rows += rows
                self._drafts.append(_Draft(cells, rows[0], flow, page))
            else:
                self.add(rows, flow, page)

    def layout(self, headings: Sequence[Heading], pictures: Iterable[int]) -> Layout:
        """All lines with what is concluded from their places."""
        self._end_languages()
        self._repair()
        for flow in {id(draft.flow): draft.flow for draft in self._drafts}.values():
            _measure(flow)
        aside = self._page_matter()
        draft_above: _Draft | None = None
        for index, draft in enumerate(self._drafts):
            self._place(draft, draft_above, aside.get(index, ""))
            draft_above = draft_above if index in aside else draft
        self._mark(headings)
        mend_broken_words([line for draft in self._drafts for line in draft.lines])
        lines = [_whole(draft) for draft in self._drafts]
        for page in pictures:
            _insert_picture(lines, page)
        return Layout(lines, _numbered(lines), trusted=is_regular(lines))

    def _repair(self) -> None:
        lines = [line for draft in self._drafts for line in draft.lines]
        for line, text in zip(lines, repair_each([line.text for line in lines]), strict=True):
            line.text = text

    def _page_matter(self) -> dict[int, str]:
        """The positions of the drafts that belong to their pages, each with its reason."""
        raw: list[str] = []
        positions: dict[int, int] = {}
        draft_above: _Draft | None = None
        for index, draft in enumerate(self._drafts):
            if draft_above is not None and self._is_after_blank(draft, draft_above):
                raw.append("")
            positions[len(raw)] = index
            raw.append("\t".join(draft.texts))
            draft_above = draft
        aside = {
            positions[index]: reason
            for index, reason in page_matter(raw).items()
            if index in positions
        }
        text_positions = self._said_again(
            index for index, reason in aside.items() if reason == REPEATED
        )
        return {index: reason for index, reason in aside.items() if index not in text_positions}

    def _said_again(self, repeated: Iterable[int]) -> set[int]:
        """Of lines that come back those that do not stand at one height of several pages."""
        positions_by_text: dict[str, list[int]] = defaultdict(list)
        for index in repeated:
            positions_by_text[_DIGITS.sub("#", self._drafts[index].lines[0].text)].append(index)
        text_positions: set[int] = set()
        for positions in positions_by_text.values():
            bases = [self._drafts[index].row.base for index in positions]
            pages = {self._drafts[index].page for index in positions}
            level = max(bases) - min(bases) < self._drafts[positions[0]].row.size
            if len(positions) > 1 and not (level and len(pages) > 1):
                text_positions.update(positions)
        return text_positions

    def _place(self, draft: _Draft, draft_above: _Draft | None, aside: str) -> None:
        """Say how the line stands under the one above."""
        first_line, *other_lines = draft.lines
        first_line.page, first_line.aside = draft.page, aside
        if not draft.is_row:
            indent = (draft.row.start - draft.flow.margin) / (_LETTER * draft.row.size)
            first_line.indent = max(0, round(indent))
        if draft_above is not None and not aside:
            first_line.after_blank = self._is_after_blank(draft, draft_above)
            first_line.soft = not first_line.after_blank and _is_soft(draft, draft_above)
        for line in other_lines:
            line.after_blank, line.soft, line.aside = False, True, aside

    def _is_after_blank(self, draft: _Draft, draft_above: _Draft) -> bool:
        if draft_above.flow is not draft.flow and draft.flow.apart:
            return True
        if draft_above.page != draft.page or draft_above.flow is not draft.flow:
            ends = draft_above.lines[-1].text[-1] in _ENDS
            return ends or not _is_soft(draft, draft_above)
        distance = (draft_above.row.base - draft.row.base) / (self._leading * draft.row.size)
        begins = draft_above.lines[-1].text[-1] in _ENDS or not draft.lines[0].text[0].islower()
        return distance > (_MAYBE_BLANK if begins else _BLANK)

    def _mark(self, headings: Sequence[Heading]) -> None:
        """Give the lines that the file's bookmarks name their levels."""
        titles = {(heading.page + 1, _solid(heading.title)): heading for heading in headings}
        for draft, draft_below in pairwise([*self._drafts, None]):
            if draft is None or draft.is_row or not titles:
                continue
            line = draft.lines[0]
            texts = [line.text, *(marker.rest for marker in markers(line.text))]
            if draft_below is not None and not draft_below.lines[0].after_blank:
                texts += [join([text, draft_below.lines[0].text]) for text in texts]
            marks = (titles.pop((draft.page, _solid(text)), None) for text in texts)
            line.heading = next((mark.level for mark in marks if mark), None)


def _solid(text: str) -> str:
    return "".join(text.split()).casefold()


def _are_two_languages(columns: list[list[Row]]) -> bool:
    if len(columns) != 2:
        return False
    texts = (" ".join(row.runs[0].text for row in column) for column in columns)
    first, second = map(language, texts)
    return bool(first and second and first != second)


def _line_of(row: Row) -> Line:
    return Line(" ".join(run.text for run in row.runs), 0, after_blank=True, soft=False)


def _whole(draft: _Draft) -> Line:
    """The line, or all lines of a row as one."""
    line = draft.lines[0]
    if draft.is_row:
        line.cells = tuple(draft.texts)
        line.text = "\t".join(line.cells)
    return line


def _insert_picture(lines: list[Line], page: int) -> None:
    """A line of its own in the place of a page whose words cannot be read."""
    index = next((index for index, line in enumerate(lines) if line.page > page), len(lines))
    lines.insert(index, Line(f"[{page}]", 0, True, False, page=page, aside=PICTURE))


def _numbered(lines: Sequence[Line]) -> str:
    """The text of the lines, which learn their places in it."""
    sources: list[str] = []
    for line in lines:
        if line.after_blank and sources:
            sources.append("")
        sources.append(line.text if line.cells else " " * line.indent + line.text)
        line.number = len(sources)
    return "\n".join(sources) + "\n"


def _leading(pages: list[list[Row]]) -> float:
    """The usual distance from a full line to the next, in heights of a letter."""
    distances = Counter(distance for rows in pages for distance in _distances(rows))
    return max(distances, key=lambda distance: distances[distance], default=_USUAL_LEADING)


def _distances(rows: Sequence[Row]) -> Iterator[float]:
    margin = max((row.end for row in rows), default=0)
    for above, below in pairwise(rows):
        distance = (above.base - below.base) / below.size
        if above.end > _FULL * margin and 0.8 <= distance <= 2.5:
            yield round(distance, 2)


def _measure(flow: _Flow) -> None:
    rights = sorted(row.end for row in flow.rows)
    lefts = sorted(row.start for row in flow.rows)
    flow.limit = rights[-1 - len(rights) // _WIDE]
    flow.margin = lefts[len(lefts) // _WIDE]


def _is_soft(draft: _Draft, draft_above: _Draft) -> bool:
    """Whether the line's first word had no room on the line above."""
    if draft.is_row or draft_above.is_row or _has_tab(draft_above.row):
        return False
    first_word = draft.row.runs[0].words[0]
    needed_width = _SPACE * draft.row.size + first_word.end - first_word.start
    return draft_above.row.end + needed_width > draft_above.flow.limit


def _has_tab(row: Row) -> bool:
    return any(b.start - a.end > _TAB * row.size for a, b in pairwise(row.runs))
