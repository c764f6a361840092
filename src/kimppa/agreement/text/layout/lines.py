"""The lines of a text as it was laid out, and how broken lines join again.

A text may be wrapped at some width or not at all. In a text wrapped by a program every soft break
stands where the next word did not fit, so a line that had room for the next word ended on purpose.
Where the layout contradicts this (text wrapped by hand, lines of many widths) only blank lines are
believed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kimppa.agreement.text.layout.columns import gutter
from kimppa.agreement.text.layout.columns import rows as table_rows
from kimppa.agreement.text.layout.markers import markers
from kimppa.agreement.text.layout.pages import page_matter

# No program wraps wider than this; longer lines are paragraphs that were never wrapped.
_WIDEST_WRAP = 160
# Lines that a program wrapped are rarely wider; wider ones among short ones are paragraphs.
_NARROWEST_PARAGRAPH = 100
_HYPHENS = "-\u2010\u2011\u2013"
# The text may also break after a stroke ("pyydettyjen/saatujen") and at a soft hyphen.
_BREAKS = _HYPHENS + "/\u00ad"
# After a hyphen left hanging ("verkko- ja ...") the space stays: Finnish by the rule of the desk,
# Swedish and English because the same agreement may be bilingual.
_HANGING = re.compile(
    r"(?:ja|sekä|tai|eli|och|samt|eller|and|or)(?![\w\u2010\u2011-])", re.IGNORECASE
)


@dataclass(slots=True)
class Line:
    """One line with content. Lengths and indents are columns."""

    text: str
    """Without spaces at either end, inner runs of white space made one space."""
    indent: int
    after_blank: bool
    """A blank line, or the start of the text, stands before."""
    soft: bool
    """The break before may come from wrapping: the first word did not fit on the line above."""
    number: int = 0
    """Which line of the text it is, from 1."""
    cells: tuple[str, ...] = ()
    """Of a row of a table, else empty."""
    heading: int | None = None
    """The level of a heading, from 0, where the file says that it is one."""
    page: int = 1
    aside: str = ""
    """Why the line belongs to the page and not to the text; empty for others."""


@dataclass(slots=True)
class Layout:
    """All lines with content and what was concluded from their widths."""

    lines: list[Line] = field(default_factory=list)
    text: str = ""
    """The whole text that the lines were read from, as it is kept."""
    unwrapped: bool = False
    """Every line is a paragraph of its own."""
    trusted: bool = True
    """The wrapping is regular: a break that is not soft was made on purpose."""

    def is_hard_break(self, line: Line) -> bool:
        """Whether the break before the line was certainly made on purpose."""
        return line.after_blank or (self.trusted and not line.soft)


type Numbered = list[tuple[int, str]]
"""Lines of a text with their numbers."""


def measure(text: str) -> Layout:
    """Read the lines of the text and how they are wrapped. Linear in the length."""
    numbered = list(enumerate((line.rstrip() for line in text.splitlines()), start=1))
    numbered = _without_double_spacing(numbered)
    layout = Layout(text=text)
    aside = page_matter([line for _, line in numbered])
    body = [(index, line) for index, (_, line) in enumerate(numbered) if index not in aside]
    widths = []
    for block in _side_by_side(body):
        lines, width = _measure_block([(numbered[index][0], line) for index, line in block])
        _find_headings_at_soft_breaks(lines)
        layout.lines += lines
        widths.append((width, [line for _, line in block]))
    _judge_wrapping(layout, widths)
    if not layout.unwrapped:
        mend_broken_words(layout.lines)
    _set_aside(
        layout.lines, [(*numbered[index], reason) for index, reason in sorted(aside.items())]
    )
    return layout


def _side_by_side(body: Numbered) -> list[Numbered]:
    """The text as it is, or the left and the right one of two that stand side by side."""
    expanded = [(index, line.expandtabs(4)) for index, line in body]
    column = gutter([line for _, line in expanded])
    if column is None:
        return [body]
    first_column = [(index, line[:column].rstrip()) for index, line in expanded]
    return [first_column, [(index, line[column:]) for index, line in expanded]]


def _measure_block(block: Numbered) -> tuple[list[Line], int]:
    """The lines of one column of text, and its width."""
    rows = table_rows([line for _, line in block])
    row_at = {row.lines[0]: row for row in rows}
    indexes_in_rows = {index for row in rows for index in row.lines}
    in_rows = [index for index in range(len(block)) if index in indexes_in_rows]
    prose = [
        line.expandtabs(4) for index, (_, line) in enumerate(block) if index not in indexes_in_rows
    ]
    width = _width(map(len, prose)) or max((len(block[a][1]) for a in in_rows), default=0)
    lines: list[Line] = []
    previous_length = -1
    for index, (number, source) in enumerate(block):
        line = source.expandtabs(4)
        content = line.lstrip()
        if index in indexes_in_rows and index not in row_at:
            continue
        if not content:
            previous_length = -1
            continue
        first_length = len(content.split(None, 1)[0])
        broken = bool(lines) and lines[-1].text[-1] in _HYPHENS and content[0].islower()
        row = row_at.get(index)
        lines.append(
            Line(
                text="\t".join(row.cells) if row else " ".join(content.split()),
                indent=len(line) - len(content),
                after_blank=previous_length < 0,
                soft=previous_length >= 0
                and (broken or previous_length + 1 + first_length > width),
                number=number,
                cells=row.cells if row else (),
            )
        )
        previous_length = len(line)
    return lines, width


_SHORT_LINE = re.compile(r"[A-ZÅÄÖ0-9][^.:;!?]{2,45}[^.:;,!?-]")


def _find_headings_at_soft_breaks(lines: Sequence[Line]) -> None:
    """Where blank lines were lost: a short line after a sentence, which ends before it is full."""
    for line_above, line, line_below in zip(lines, lines[1:], lines[2:], strict=False):
        ends_early = line_below.after_blank or not line_below.soft
        if (
            line.soft
            and ends_early
            and line_above.text[-1] in ".!?"
            and line_below.text[0].isupper()
        ):
            line.soft = not _SHORT_LINE.fullmatch(line.text)


def _width(lengths: Iterable[int]) -> int:
    """The width of a text, whatever a few lines of it (an address) are."""
    sorted_lengths = sorted(lengths, reverse=True)
    for index in range(len(sorted_lengths) // 20):
        if (
            sorted_lengths[index] > _NARROWEST_PARAGRAPH
            and sorted_lengths[index] * 5 > sorted_lengths[index + 1] * 6
        ):
            return sorted_lengths[index + 1]
    return sorted_lengths[0] if sorted_lengths else 0


def _set_aside(lines: list[Line], aside: Sequence[tuple[int, str, str]]) -> None:
    """Put page matter among the lines; a sentence that it parts goes on."""
    index = 0
    for number, text, reason in aside:
        if not text.strip():
            continue
        while index < len(lines) and lines[index].number < number:
            index += 1
        lines.insert(index, Line(" ".join(text.split()), 0, True, False, number, aside=reason))
        index += 1
    join_over_pages(lines)


def join_over_pages(lines: Sequence[Line]) -> None:
    """Let a sentence go on that page matter parts."""
    text_lines = [index for index, line in enumerate(lines) if not line.aside]
    width = max((len(lines[index].text) for index in text_lines), default=0)
    for index_above, index_below in pairwise(text_lines):
        if index_below - index_above > 1:
            is_full = len(lines[index_above].text) * 5 >= width * 4
            goes_on = lines[index_above].text[-1] not in ".:;!?" and (
                is_full or lines[index_below].text[0].islower()
            )
            lines[index_below].after_blank = not goes_on
            lines[index_below].soft = goes_on


def _without_double_spacing(numbered: Numbered) -> Numbered:
    """Drop the blank lines when they part the lines of wrapped sentences.

    A broken conversion of line ends leaves every second line blank; then blank lines say nothing
    about paragraphs.
    """
    evens, odds = numbered[::2], numbered[1::2]
    if len(evens) < 4 or any(line for _, line in odds):
        return numbered
    texts = [line for _, line in evens]
    if not all(texts) or max(map(len, texts)) > _WIDEST_WRAP:
        return numbered
    going_on = sum(1 for line in texts if line.lstrip()[0].islower())
    return evens if going_on * 4 >= len(evens) else numbered


def _judge_wrapping(layout: Layout, blocks: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Set whether the lines are wrapped at all, and whether regularly."""
    lengths = [len(line) for _, raw in blocks for line in raw if line]
    width = _width(lengths)
    long_count = sum(1 for length in lengths if length > _WIDEST_WRAP)
    full_count = sum(1 for length in lengths if width * 3 <= length * 4)
    layout.unwrapped = long_count * 10 >= len(lengths) > 0 or (
        width > _NARROWEST_PARAGRAPH and full_count * 3 < len(lengths)
    )
    if layout.unwrapped:
        for line in layout.lines:
            line.soft = False
        return
    layout.trusted = is_regular(layout.lines)


def is_regular(lines: Sequence[Line]) -> bool:
    """Whether the text was wrapped by a program.

    A line that begins with a small letter goes on from the one above. If many of them begin where
    there was room above, it was not wrapped by a program at this width.
    """
    continuing_lines = [
        line
        for line in lines
        if not line.after_blank and line.text[0].islower() and not markers(line.text)
    ]
    early_count = sum(1 for line in continuing_lines if not line.soft)
    return early_count * 10 <= len(continuing_lines)


# Names stand alone elsewhere ("Finna"), common words with their hyphen ("e-kirja").
_WHOLE = re.compile(r"[^\W\d_a-zåäö]\w{1,40}(?=[\s.,;:-])|\b\w{1,40}(?=[-\u2010]\w)")
_BROKEN = re.compile(r"(\w{2,40})[-\u2010]$")


def mend_broken_words(lines: Sequence[Line]) -> None:
    """Mark the hyphens that only break a word at a line's end by soft hyphens.

    So where another word of the text begins like the whole word. A text whose lines end in parts
    of small words was hyphenated: there a hyphen stays only where it is the word's own: the part
    before it stands alone or with a hyphen elsewhere, or both sides have the same vowel
    (linja-auto).
    """
    pairs = [
        (line_above, line_below, match[1])
        for line_above, line_below in pairwise(line for line in lines if not line.aside)
        if (not line_below.after_blank or line_below.page != line_above.page)
        and line_below.text[0].islower()
        and (match := _BROKEN.search(line_above.text))
        and not _HANGING.match(line_below.text)
    ]
    is_hyphenated = len({part for _, _, part in pairs if part.islower()}) > 1
    # What stands before the break itself says nothing of the word.
    whole_words = {word for line in lines for word in _WHOLE.findall(_BROKEN.sub("", line.text))}
    beginnings = _beginnings(lines, {len(part) + 1 for _, _, part in pairs})
    for line_above, line_below, part in pairs:
        joined_word = f"{part}{line_below.text.split()[0]}".casefold()
        has_hyphen = part in whole_words or (
            part[-1] == line_below.text[0] and part[-1] in "aeiouyäöå"
        )
        # Another word of the text goes on behind the break as this one would.
        is_word = joined_word[: len(part) + 1] in beginnings
        if (is_word and part not in whole_words) or (is_hyphenated and not has_hyphen):
            line_above.text = line_above.text[:-1] + "\u00ad"


def _beginnings(lines: Sequence[Line], lengths: set[int]) -> set[str]:
    """How the words of a text begin, in so many letters."""
    words = {word.casefold() for line in lines for word in re.findall(r"\w{3,60}", line.text)}
    return {word[:length] for word in words for length in lengths if len(word) >= length}


def join(parts: list[str]) -> str:
    """Lines as one text: a word broken at a hyphen joins without a space, and keeps its hyphen
    unless it is a soft one.

    The space stays where the hyphen was left hanging: before ja, sekä, tai, eli.
    """
    if len(parts) < 2:
        return parts[0] if parts else ""
    pieces = [parts[0]]
    for part_above, part_below in pairwise(parts):
        if part_above.endswith("\u00ad"):
            pieces[-1] = pieces[-1].removesuffix("\u00ad")
        pieces.append("" if _is_broken_word(part_above, part_below) else " ")
        pieces.append(part_below)
    return "".join(pieces)


def _is_broken_word(text_above: str, text_below: str) -> bool:
    if len(text_above) < 2 or text_above[-1] not in _BREAKS or text_above[-2] in " -\u2013":
        return False
    if not text_below[:1].isalnum():
        return False
    if text_above[-1] not in _HYPHENS:
        return True
    start = text_below[:12]
    return not _HANGING.match(start if start.isascii() else unicodedata.normalize("NFC", start))
