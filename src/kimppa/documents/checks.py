"""What a document must satisfy before it is written, whatever the file format.

The rules are those of PDF/UA-1 (ISO 14289-1) that an author can break: a title, a language,
headings in order, alternative texts, column titles. They are asked here, and not only of the
PDF writer, so that the message can name the block.
"""

import re
from collections.abc import Iterator

from defusedxml import DefusedXmlException, ElementTree

from kimppa.documents.blocks import (
    LANGUAGES,
    Block,
    Document,
    DocumentError,
    Figure,
    Heading,
    ListBlock,
    Note,
    Paragraph,
    Quote,
    Runs,
    Table,
    plain,
)
from kimppa.documents.text import fit

SVG = "{http://www.w3.org/2000/svg}svg"
LINK = re.compile(r"(https?://|mailto:|tel:)\S+")


def where(number: int, block: Block) -> str:
    """How a message names a block: its place counted from 1, its kind, the start of its text."""
    line = next((plain(r) for r in lines(block) if r), "")
    start = line if len(line) <= 40 else line[:39] + "…"
    return f"block {number} ({type(block).__name__}{f' “{start}”' if start else ''})"


def lines(block: Block) -> Iterator[Runs]:
    """Every line of runs in a block, in reading order."""
    match block:
        case Heading() | Paragraph() | Quote() | Note():
            yield block.runs
        case ListBlock():
            yield from block.items
        case Table():
            for row in block.rows:
                yield from row
        case _:
            return


def check(document: Document) -> None:
    """Raises DocumentError at the first block that must not be written."""
    if not document.title.strip():
        raise DocumentError("document", "has no title")
    if document.language not in LANGUAGES:
        raise DocumentError("document", f"language {document.language!r} is not fi, sv or en")
    level = 0
    for number, block in enumerate(document.blocks, 1):
        if problem := _problem(block, level):
            raise DocumentError(where(number, block), problem)
        if isinstance(block, Heading):
            level = block.level


def _problem(block: Block, level: int) -> str:
    for line in lines(block):
        for run in line:
            if run.link and not LINK.fullmatch(run.link):
                return f"the link {run.link!r} is not an http, https, mailto or tel address"
    match block:
        case Heading():
            return _heading_problem(block, level)
        case Figure():
            return _figure_problem(block)
        case ListBlock():
            return "" if block.items else "has no items"
        case Table():
            return _table_problem(block)
        case _:
            return ""


def _heading_problem(block: Heading, level: int) -> str:
    if not plain(block.runs).strip():
        return "has no text"
    if not 1 <= block.level <= 6:
        return f"level {block.level} is not between 1 and 6"
    if block.level > level + 1:
        before = f"a heading of level {level}" if level else "no heading"
        return f"level {block.level} comes after {before}: a level is skipped"
    return ""


def _figure_problem(block: Figure) -> str:
    if not block.alt.strip():
        return "has no alternative text"
    if not 0 < block.width <= 1:
        return f"width {block.width} is not a share of the text width (above 0, at most 1)"
    try:
        root = ElementTree.fromstring(fit(block.svg), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException) as error:
        return f"the picture is not readable SVG: {error}"
    return "" if root.tag == SVG else "the picture is not SVG"


def _table_problem(block: Table) -> str:
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
    return ""
