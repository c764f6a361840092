"""The lines of a text as it was laid out, and how broken lines join again.

A text may be wrapped at some width or not at all. In a text wrapped by a program every soft break
stands where the next word did not fit, so a line that had room for the next word ended on purpose.
Where the layout contradicts this (text wrapped by hand, lines of many widths) only blank lines are
believed.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

# No program wraps wider than this; longer lines are paragraphs that were never wrapped.
_WIDEST_WRAP = 160
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
    row: bool = False
    """Looks like a row of a pasted table."""


@dataclass(slots=True)
class Layout:
    """All lines with content and what was concluded from their widths."""

    lines: list[Line] = field(default_factory=list)
    unwrapped: bool = False
    """Every line is a paragraph of its own."""
    trusted: bool = True
    """The wrapping is regular: a break that is not soft was made on purpose."""

    def is_hard_break(self, line: Line) -> bool:
        """Whether the break before the line was certainly made on purpose."""
        return line.after_blank or (self.trusted and not line.soft)


def measure(text: str) -> Layout:
    """Read the lines of the text and how they are wrapped. Linear in the length."""
    raw = [line.expandtabs(4).rstrip() for line in text.splitlines()]
    raw = _without_double_spacing(raw)
    width = max(map(len, raw), default=0)
    layout = Layout()
    previous = -1
    for line in raw:
        content = line.lstrip()
        if not content:
            previous = -1
            continue
        first = len(content.split(None, 1)[0])
        layout.lines.append(
            Line(
                text=" ".join(content.split()),
                indent=len(line) - len(content),
                after_blank=previous < 0,
                soft=previous >= 0 and previous + 1 + first > width,
            )
        )
        previous = len(line)
    _mark_rows(text, layout.lines)
    _judge_wrapping(layout, width, raw)
    return layout


def _without_double_spacing(raw: list[str]) -> list[str]:
    """Drop the blank lines when they part the lines of wrapped sentences.

    A broken conversion of line ends leaves every second line blank; then blank lines say nothing
    about paragraphs.
    """
    evens, odds = raw[::2], raw[1::2]
    if len(evens) < 4 or not all(evens) or any(odds) or max(map(len, evens)) > _WIDEST_WRAP:
        return raw
    going_on = sum(1 for line in evens if line.lstrip()[0].islower())
    return evens if going_on * 4 >= len(evens) else raw


_ROW = re.compile(r"\S *\t[ \t]*\S[^\t]*\t[ \t]*\S|\|[^|]+\|")


def _mark_rows(text: str, lines: list[Line]) -> None:
    """Mark the lines that hold three cells or more, by the tabs or bars of the source."""
    if "\t" not in text and "|" not in text:
        return
    with_content = (line for line in text.splitlines() if line.strip())
    for line, source in zip(lines, with_content, strict=True):
        line.row = _ROW.search(source) is not None


def _judge_wrapping(layout: Layout, width: int, raw: list[str]) -> None:
    """Set whether the lines are wrapped at all, and whether regularly."""
    if width > _WIDEST_WRAP:
        long = sum(1 for line in raw if len(line) > _WIDEST_WRAP)
        layout.unwrapped = long * 10 >= len(layout.lines)
        layout.trusted = layout.unwrapped
        for line in layout.lines:
            line.soft = line.soft and not layout.unwrapped
        return
    # A line that begins with a small letter goes on from the one above. If many of them begin
    # where there was room above, the text was not wrapped by a program at this width.
    following = [line for line in layout.lines if not line.after_blank and line.text[0].islower()]
    early = sum(1 for line in following if not line.soft)
    layout.trusted = early * 10 <= len(following)


def join(parts: list[str]) -> str:
    """Lines as one text: a word broken at a hyphen joins without a space, and keeps its hyphen.

    The space stays where the hyphen was left hanging: before ja, sekä, tai, eli.
    """
    if len(parts) < 2:
        return parts[0] if parts else ""
    joined = [parts[0]]
    for above, below in pairwise(parts):
        joined.append("" if _is_broken_word(above, below) else " ")
        joined.append(below)
    return "".join(joined)


def _is_broken_word(above: str, below: str) -> bool:
    if len(above) < 2 or above[-1] not in _BREAKS or above[-2] in " -\u2013":
        return False
    if not below[:1].isalnum():
        return False
    if above[-1] not in _HYPHENS:
        return True
    start = below[:12]
    return not _HANGING.match(start if start.isascii() else unicodedata.normalize("NFC", start))
