"""The labels of an OpenDocument text's lists and headings, as its styles write them.

A list is of a style, a level of a list is written as that style says; a list counts on from an
earlier one when it says so, else from the style's start (OpenDocument 1.3, part 3, 5.3 and 16.30).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kimppa.agreement.files.numbering import (
    BULLET_LABEL,
    attribute,
    child,
    format_number,
    local,
    number,
)

_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
          "I": "upperRoman"}  # fmt: skip
LEVELS = 10
_LENGTH = re.compile(r"(-?\d{1,4}(?:\.\d{1,6})?)(cm|mm|in|pt)")
_UNITS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0}
_COLUMN = 6.0
"""How wide a column is, in points."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is written."""

    form: str
    """One of Word's formats; "bullet" for a sign, "none" where nothing is depth."""
    before: str = ""
    after: str = ""
    start: int = 1
    depth: int = 1
    """How many levels' numbers the label has, its own the last."""


_NO_LABEL = Level("none")


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of lists and margins; "" where it says nothing."""

    parent: str
    listing: str
    margin: str
    first: str


class ListStyles:
    """The list styles of a document, also the one of its headings, by name."""

    def __init__(self) -> None:
        self._styles: dict[str, dict[int, Level]] = {}
        self.headings: dict[int, Level] = {}
        self._of_paragraphs: dict[str, _Style] = {}

    def read(self, root: Element) -> None:
        """Take in the styles of a part of the file."""
        for element in root.iter():
            name = local(element)
            if name == "list-style":
                self._styles[attribute(element, "name")] = _levels(element)
            elif name == "outline-style":
                self.headings = _levels(element)
            elif name == "style" and attribute(element, "family") == "paragraph":
                properties = child(element, "paragraph-properties")
                self._of_paragraphs[attribute(element, "name")] = _Style(
                    parent=attribute(element, "parent-style-name"),
                    listing=attribute(element, "list-style-name"),
                    margin=attribute(properties, "margin-left"),
                    first=attribute(properties, "text-indent"),
                )

    def level(self, style: str, depth: int) -> Level:
        """How a level of a list of a style is written."""
        return self._styles.get(style, {}).get(depth, _NO_LABEL)

    def of_paragraph(self, name: str) -> str:
        """The list style of a paragraph style, its own or of those it is based on."""
        styles = (style.listing for style in self._chain(name))
        return next(filter(None, styles), "")

    def indent(self, name: str) -> int:
        """Where the first line of a paragraph style begins, in columns."""
        margins = [style for style in self._chain(name) if style.margin or style.first]
        points = _points(margins[0].margin) + _points(margins[0].first) if margins else 0
        return max(0, round(points / _COLUMN))

    def _chain(self, name: str) -> Iterator[_Style]:
        """The paragraph style and those it is based on, nearest first."""
        for _ in range(LEVELS):
            style = self._of_paragraphs.get(name)
            if style is None:
                return
            yield style
            name = style.parent


def _points(length: str) -> float:
    """A length ("1.27cm") in points, 0 for what is none."""
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _UNITS[match[2]] if match else 0.0


def _levels(style: Element) -> dict[int, Level]:
    return {number(attribute(inner, "level")) - 1: _level(inner) for inner in style}


def _level(element: Element) -> Level:
    if local(element) in ("list-level-style-bullet", "list-level-style-image"):
        return Level("bullet")
    return Level(
        form=_FORMS.get(attribute(element, "num-format"), "none"),
        before=attribute(element, "num-prefix"),
        after=attribute(element, "num-suffix"),
        start=number(attribute(element, "start-value"), 1),
        depth=number(attribute(element, "display-levels"), 1),
    )


@dataclass(slots=True)
class Counter:
    """Counts the items of one list, level by level."""

    counts: dict[int, int] = field(default_factory=dict)

    def count(self, depth: int, level: Level, start: str) -> None:
        """One more item; `start` is the number it gives itself, or ""."""
        if start:
            self.counts[depth] = number(start, level.start)
        else:
            self.counts[depth] = self.counts.get(depth, level.start - 1) + 1
        for deeper in [deeper for deeper in self.counts if deeper > depth]:
            del self.counts[deeper]

    def label(self, depth: int, levels: list[Level]) -> str:
        """The label of the latest item of a level; `levels` are those from the first to its own."""
        level = levels[depth]
        if level.form == "bullet":
            return BULLET_LABEL
        if level.form == "none":
            return ""
        first_depth = max(0, depth - level.depth + 1)
        figures = [
            format_number(self.counts.get(higher, levels[higher].start), levels[higher].form)
            for higher in range(first_depth, depth + 1)
        ]
        return f"{level.before}{'.'.join(filter(None, figures))}{level.after}".strip()
