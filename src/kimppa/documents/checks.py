"""What a document must satisfy before it is written, whatever the file format.

The rules are those of PDF/UA-1 (ISO 14289-1) that an author can break: a title, a language,
headings in order, alternative texts, column titles. They are asked here, and not only of the
PDF writer, so that the message can name the block.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from defusedxml import DefusedXmlException, ElementTree

from kimppa.documents import blocks
from kimppa.documents.text import fit

SIXTHS = 6  # of the width, which cards share
SVG = "{http://www.w3.org/2000/svg}svg"
LINK = re.compile(r"(https?://|mailto:|tel:)\S+")


def place_words(number: int, block: blocks.Block) -> str:
    """How a message names a block: its place counted from 1, its kind, the start of its text."""
    line = next((blocks.plain_text(r) for r in lines(block) if r), "")
    start = line if len(line) <= 40 else line[:39] + "…"
    return f"block {number} ({type(block).__name__}{f' “{start}”' if start else ''})"


def lines(block: blocks.Block) -> Iterator[blocks.Runs]:
    """Every line of runs in a block, in reading order."""
    match block:
        case blocks.Heading() | blocks.Paragraph() | blocks.Note():
            yield block.runs
        case blocks.ListBlock():
            yield from block.items
        case blocks.Table():
            cells = (cell for row in block.rows for cell in row)
            yield from (cell for cell in cells if not isinstance(cell, blocks.Picture))
        case blocks.Cards():
            yield from (line for card in block.cards for line in card.lines)
        case blocks.Entries():
            yield from (line for entry in block.entries for line in (*entry.text, *entry.notes))
        case _:
            return


def check(document: blocks.Document) -> None:
    """Raises DocumentError at the first block that must not be written."""
    if not document.title.strip():
        raise blocks.DocumentError("document", "has no title")
    if document.language not in blocks.LANGUAGES:
        raise blocks.DocumentError(
            "document", f"language {document.language!r} is not fi, sv or en"
        )
    level = 0
    for number, block in enumerate(document.blocks, 1):
        if problem := _problem(block, level):
            raise blocks.DocumentError(place_words(number, block), problem)
        if isinstance(block, blocks.Heading | blocks.Cards | blocks.Entries):
            level = block.level


def _problem(block: blocks.Block, level: int) -> str:
    for run in (run for line in lines(block) for run in line):
        if run.link and not LINK.fullmatch(run.link):
            return f"the link {run.link!r} is not an http, https, mailto or tel address"
    if isinstance(block, blocks.Heading | blocks.Cards | blocks.Entries) and (
        problem := _level_problem(block, level)
    ):
        return problem
    ask = _PROBLEMS.get(type(block))
    return ask(block) if ask else ""


def _level_problem(block: blocks.Heading | blocks.Cards | blocks.Entries, level: int) -> str:
    if not 1 <= block.level <= 6:
        return f"level {block.level} is not between 1 and 6"
    if block.level > level + 1:
        level_before = f"a heading of level {level}" if level else "no heading"
        return f"level {block.level} comes after {level_before}: a level is skipped"
    return ""


def _cards_problem(block: blocks.Cards) -> str:
    for card in block.cards:
        if not card.title.strip():
            return "a card has no title"
        if not 1 <= card.span <= SIXTHS:
            return f"the card “{card.title}” spans {card.span} sixths of the width"
        for picture in card.pictures:
            if problem := _svg_problem(picture.svg):
                return f"the card “{card.title}”: {problem}"
    return "" if block.cards else "has no cards"


def _entries_problem(block: blocks.Entries) -> str:
    if not block.entries:
        return "has no entries"
    return "" if all(entry.name.strip() for entry in block.entries) else "an entry has no name"


def _figure_problem(block: blocks.Figure) -> str:
    if not block.alt.strip():
        return "has no alternative text"
    if not 0 < block.width <= 1:
        return f"width {block.width} is not a share of the text width (above 0, at most 1)"
    return _svg_problem(block.svg)


def _svg_problem(svg: str) -> str:
    try:
        root = ElementTree.fromstring(fit(svg), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        return f"the picture is not readable SVG: {error}"
    return "" if root.tag == SVG else "the picture is not SVG"


def _table_problem(block: blocks.Table) -> str:
    if not block.columns:
        return "has no columns"
    for number, column in enumerate(block.columns, 1):
        if not column.title.strip():
            return f"column {number} has no title"
        if not column.weight > 0:
            return f"column {number} has no width: its weight is {column.weight}"
    for number, row in enumerate(block.rows, 1):
        if len(row) != len(block.columns):
            return f"row {number} has {len(row)} cells for {len(block.columns)} columns"
    pictures = (cell for row in block.rows for cell in row if isinstance(cell, blocks.Picture))
    return next(filter(None, (_svg_problem(picture.svg) for picture in pictures)), "")


_PROBLEMS: dict[type[blocks.Block], Callable[[Any], str]] = {
    blocks.Heading: lambda block: "" if blocks.plain_text(block.runs).strip() else "has no text",
    blocks.ListBlock: lambda block: "" if block.items else "has no items",
    blocks.Figure: _figure_problem,
    blocks.Table: _table_problem,
    blocks.Cards: _cards_problem,
    blocks.Entries: _entries_problem,
}
