"""A page's HTML from the block model: what the screen shows and a browser prints.

It is the same document that becomes PDF and Word. Its classes (`doc-…`) get their look from the
page's style sheet; headings stand one level below the page's own title.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from kimppa.documents import blocks
from kimppa.documents.charts.silhouettes import SILHOUETTES
from kimppa.documents.checks import check
from kimppa.documents.text import PROVISIONAL_LEAD, fit

WIDE = 5  # columns from which a table scrolls by itself on a narrow screen

type Extras = Mapping[str, str]


def render_html(document: blocks.Document, extras: Extras | None = None) -> str:
    """The document without its title, which is the page's. `extras` is markup of the page's own
    by the `ref` of the paragraph or entry that it follows, such as a link to edit it.

    Raises DocumentError, naming the block, for what must not be written.
    """
    check(document)
    parts = []
    if document.subtitle:
        parts.append(f'<p class="doc-subtitle">{_text(document.subtitle)}</p>')
    if document.provisional:
        parts.append(
            f'<p class="doc-provisional"><strong>{PROVISIONAL_LEAD[document.language]}</strong></p>'
        )
    writer = _Writer(extras or {})
    parts += [writer.write(block) for block in document.blocks]
    return f'<div class="doc" lang="{document.language}">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return escape(fit(text)).replace("\n", "<br>")


def _inline(line: blocks.Runs) -> str:
    parts = []
    for run in line:
        body = _text(run.text)
        body = f"<em>{body}</em>" if run.italic else body
        body = f"<strong>{body}</strong>" if run.bold else body
        parts.append(f'<a href="{escape(run.link)}">{body}</a>' if run.link else body)
    return "".join(parts)


def _cell(cell: blocks.Cell) -> str:
    return cell.svg if isinstance(cell, blocks.Picture) else _inline(cell)


def _ref(ref: str) -> str:
    return f' id="{escape(ref)}"' if ref else ""


class _Writer:
    def __init__(self, extras: Extras) -> None:
        self.extras = extras

    def write(self, block: blocks.Block) -> str:
        writers: dict[type[blocks.Block], Callable[[Any], str]] = {
            blocks.Heading: _heading,
            blocks.Paragraph: self.paragraph,
            blocks.ListBlock: _list,
            blocks.Table: _table,
            blocks.Figure: _figure,
            blocks.Note: lambda note: f'<p class="doc-note">{_inline(note.runs)}</p>',
            blocks.Cards: _cards,
            blocks.Entries: self.entries,
            blocks.PageBreak: lambda _break: '<div class="doc-break"></div>',
        }
        return writers[type(block)](block)

    def paragraph(self, block: blocks.Paragraph) -> str:
        voice = f' class="doc-{block.voice}"' if block.voice else ""
        body = f"<p{voice}{_ref(block.ref)}>{_inline(block.runs)}</p>"
        return body + self.extras.get(block.ref, "")

    def entries(self, block: blocks.Entries) -> str:
        entries = "".join(self.entry(entry, block.level + 1) for entry in block.entries)
        return f'<div class="doc-entries">{entries}</div>'

    def entry(self, entry: blocks.Entry, level: int) -> str:
        text = "".join(f"<p>{_inline(line)}</p>" for line in entry.text)
        notes = "".join(f"<li>{_inline(line)}</li>" for line in entry.notes)
        listing = f'<ul class="doc-notes">{notes}</ul>' if notes else ""
        return (
            f'<article class="doc-entry"{_ref(entry.ref)}><div>'
            f"<h{level}><span>{_text(entry.number)}</span> {_text(entry.name)}</h{level}>"
            f'<p class="doc-state doc-state--{escape(entry.state)}">{_mark(entry.state)}'
            f"{_text(entry.standing)}</p>"
            f"</div><div>{text}{listing}{self.extras.get(entry.ref, '')}</div></article>"
        )


def _mark(state: str) -> str:
    path = SILHOUETTES.get(state)
    if path is None:
        return ""
    shape = f'<path fill-rule="evenodd" d="{path}"/>'
    return f'<svg class="doc-mark" viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>'


def _heading(block: blocks.Heading) -> str:
    level = min(block.level + 1, 6)
    return f"<h{level}>{_inline(block.runs)}</h{level}>"


def _list(block: blocks.ListBlock) -> str:
    list_items = "".join(f"<li>{_inline(runs)}</li>" for runs in block.items)
    return f"<ul>{list_items}</ul>"


def _figure(block: blocks.Figure) -> str:
    caption = f"<figcaption>{_text(block.caption)}</figcaption>" if block.caption else ""
    return f'<figure class="doc-figure">{block.svg}{caption}</figure>'


def _cards(block: blocks.Cards) -> str:
    cards = "".join(_card(card, block.level + 1) for card in block.cards)
    return f'<div class="doc-cards">{cards}</div>'


def _card(card: blocks.Card, level: int) -> str:
    pictures = "".join(picture.svg for picture in card.pictures)
    lines = "".join(f'<p class="doc-small">{_inline(line)}</p>' for line in card.lines)
    return (
        f'<section class="doc-card doc-span-{card.span}"><h{level}>{_text(card.title)}</h{level}>'
        f'<p class="doc-big"><b>{_text(card.number)}</b> <span>{_text(card.words)}</span></p>'
        f"{f'<div class="doc-pictures">{pictures}</div>' if pictures else ''}{lines}</section>"
    )


def _table(block: blocks.Table) -> str:
    head = "".join(
        f'<th scope="col" class="doc-{column.align}">{_text(column.title)}</th>'
        for column in block.columns
    )
    scrolls = block.dense or len(block.columns) >= WIDE
    body = "".join(_row(block, row, folds=not scrolls) for row in block.rows)
    kind = f"doc-table{' doc-dense' if block.dense else ''}{'' if scrolls else ' doc-folds'}"
    caption = f"<caption>{_text(block.caption)}</caption>" if block.caption else ""
    table = (
        f'<table class="{kind}">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
    if not scrolls:
        return table
    label = escape(fit(block.caption or ", ".join(column.title for column in block.columns)))
    return f'<div class="doc-scroll" tabindex="0" role="region" aria-label="{label}">{table}</div>'


def _row(block: blocks.Table, cells_of_row: tuple[blocks.Cell, ...], *, folds: bool) -> str:
    """A row; of a table that folds on a phone each value knows its column's name."""
    total = block.total_row and cells_of_row is block.rows[-1]
    cells = []
    for index, (cell, column) in enumerate(zip(cells_of_row, block.columns, strict=True)):
        shade = f" doc-heat-{heat}" if block.dense and (heat := heat_of(cell)) else ""
        names = f' class="doc-{column.align}{shade}"'
        if block.row_headers and index == 0:
            cells.append(f'<th scope="row"{names}>{_cell(cell)}</th>')
        else:
            label = f' data-label="{escape(fit(column.title))}"' if folds and column.title else ""
            cells.append(f"<td{names}{label}>{_cell(cell)}</td>")
    return f"<tr{' class=doc-total' if total else ''}>{''.join(cells)}</tr>"


def heat_of(cell: blocks.Cell) -> int:
    """How strongly a count in a dense table is shaded: 1, 2 or 3 (three or more), 0 not at all."""
    text = "" if isinstance(cell, blocks.Picture) else blocks.plain_text(cell)
    return min(int(text), 3) if text.isdecimal() and len(text) < 4 else 0
