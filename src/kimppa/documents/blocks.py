"""The one block model that every document is made of: frozen and plain.

Areas write a `Document` from the small constructors (`heading`, `paragraph`, `table`, …); the
writers in `pdf` and `docx` render it, the same document always to the same bytes.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Literal

type Language = Literal["fi", "sv", "en"]
type Align = Literal["left", "right", "center"]
type Voice = Literal["", "lead", "quiet"]

LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")


class DocumentError(ValueError):
    """A document that must not be written. `where` names the block, `problem` what is wrong."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. `link` is an http, https, mailto or tel address."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


type Runs = tuple[Run, ...]
type Text = str | Run | Runs


@dataclass(frozen=True, slots=True)
class Picture:
    """A small picture at its own width, a unit being 1/96 inch. `alt` says in words what it says;
    it is empty where the words beside it do, and then no reader is told of the picture.
    """

    svg: str
    alt: str
    width: float


type Cell = Runs | Picture


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `ref` is its name among the paragraphs of the document, an address on a page."""

    runs: Runs
    voice: Voice = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class ListBlock:
    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table column; `weight` is its share of the width beside the others."""

    title: str
    align: Align = "left"
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. The first column names the row unless `row_headers` is off; the last row
    is a sum when `total_row` is on. `dense` sets a wide one in small type and shades its counts.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    row_headers: bool = True
    total_row: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as SVG text. `alt` says in words what the picture says."""

    svg: str
    alt: str
    caption: str = ""
    width: float = 1.0  # share of the text width


@dataclass(frozen=True, slots=True)
class Note:
    """Something to notice, set apart from the running text."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Card:
    """A key figure: its name, the number with its words, pictures, and what is said beneath.
    `span` is how many sixths of the width it takes.
    """

    title: str
    number: str
    words: str
    pictures: tuple[Picture, ...] = ()
    lines: tuple[Runs, ...] = ()
    span: int = 2


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards beside each other; their titles are headings of `level`."""

    cards: tuple[Card, ...]
    level: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A numbered line: its name and state beside its text, with `notes` beneath in small type.
    `state` is a key of the states of work, `standing` its word; `ref` as of a paragraph.
    """

    number: str
    name: str
    state: str
    standing: str
    text: tuple[Runs, ...]
    notes: tuple[Runs, ...] = ()
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries under each other; their names are headings of `level`."""

    entries: tuple[Entry, ...]
    level: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


type Block = Heading | Paragraph | ListBlock | Table | Figure | Note | Cards | Entries | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `date` is the document's own date and the only clock of the writers."""

    title: str
    language: Language
    date: datetime.date
    blocks: tuple[Block, ...]
    subtitle: str = ""
    subject: str = ""
    author: str = ""
    footer: str = ""
    provisional: bool = False


# Constructors, so that an area writes a document as tersely as it would speak it.


def runs(*parts: Text) -> Runs:
    """Joins strings and runs to one line of runs; empty text is left out."""
    line: list[Run] = []
    for part in parts:
        if isinstance(part, str):
            line.append(Run(part))
        elif isinstance(part, Run):
            line.append(part)
        else:
            line.extend(part)
    return tuple(run for run in line if run.text)


def bold(text: str) -> Run:
    return Run(text, bold=True)


def link(text: str, address: str) -> Run:
    return Run(text, link=address)


def heading(text: Text, level: int = 1) -> Heading:
    return Heading(level, runs(text))


def paragraph(*parts: Text, voice: Voice = "", ref: str = "") -> Paragraph:
    return Paragraph(runs(*parts), voice, ref)


def bullets(*texts: Text) -> ListBlock:
    return ListBlock(tuple(runs(text) for text in texts))


def number_column(title: str, weight: float = 1.0) -> Column:
    return Column(title, "right", weight)


def table(
    caption: str,
    columns: Sequence[str | Column],
    rows: Iterable[Sequence[Text | Picture]],
    *,
    row_headers: bool = True,
    total_row: bool = False,
    dense: bool = False,
) -> Table:
    """A table; columns given as strings are left-aligned and of equal weight."""
    return Table(
        caption,
        tuple(Column(c) if isinstance(c, str) else c for c in columns),
        tuple(
            tuple(cell if isinstance(cell, Picture) else runs(cell) for cell in cells)
            for cells in rows
        ),
        row_headers,
        total_row,
        dense,
    )


def note(*parts: Text) -> Note:
    return Note(runs(*parts))


def plain_text(line: Cell) -> str:
    """The text of runs without their styles, the alternative text of a picture."""
    return line.alt if isinstance(line, Picture) else "".join(run.text for run in line)


def as_data(node: Any) -> Any:
    """Dataclasses to dicts with their `kind`, tuples to lists, dates to ISO text."""
    if is_dataclass(node) and not isinstance(node, type):
        content = {f.name: as_data(getattr(node, f.name)) for f in fields(node)}
        return {"kind": type(node).__name__.lower(), **content}
    if isinstance(node, tuple):
        return [as_data(part) for part in node]
    if isinstance(node, datetime.date):
        return node.isoformat()
    return node
