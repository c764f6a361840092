"""Word files from the block model, for municipalities that paste into their own templates.

A Word file can be edited, so it is an addition to the PDF and never the kept original.
"""

import datetime
import io
from collections.abc import Callable
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION_START
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from kimppa.documents import blocks
from kimppa.documents.checks import check
from kimppa.documents.docxbase import NOTE_STYLE, TABLE_STYLE, base, with_fixed_times
from kimppa.documents.pdf import svg_to_png
from kimppa.documents.text import LOCALE, PROVISIONAL, PROVISIONAL_LEAD, fit

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_UNITS = 96  # of a picture's width, in an inch
_PROPERTY_LENGTH = 255  # the most that OPC core properties hold


def render_docx(document: blocks.Document) -> bytes:
    """The document as a Word file; equal documents give equal bytes.

    Raises DocumentError, naming the block, for what must not be written.
    """
    check(document)
    word = docx.Document(io.BytesIO(base(document.language)))
    _set_properties(word, document)
    _write_header_and_footer(word, document)
    word.add_paragraph(fit(document.title), style="Title")
    if document.subtitle:
        word.add_paragraph(fit(document.subtitle), style="Subtitle")
    if document.provisional:
        lead = PROVISIONAL_LEAD[document.language]
        _write_line(word.add_paragraph(), (blocks.Run(lead, bold=True),))
    for block in document.blocks:
        _WRITERS[type(block)](word, block)
    stream = io.BytesIO()
    word.save(stream)
    return with_fixed_times(stream.getvalue())


def _set_properties(word: WordDocument, document: blocks.Document) -> None:
    midnight = datetime.datetime.combine(document.date, datetime.time())
    author = fit(document.author)[:_PROPERTY_LENGTH]
    core = word.core_properties
    core.title = fit(document.title)[:_PROPERTY_LENGTH]
    core.subject = fit(document.subject)[:_PROPERTY_LENGTH]
    core.author = core.last_modified_by = author
    core.language = LOCALE[document.language]
    core.comments = ""
    core.created = core.modified = midnight
    core.revision = 1


def _write_header_and_footer(word: WordDocument, document: blocks.Document) -> None:
    section = word.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    if document.provisional:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write_line(header, (blocks.Run(PROVISIONAL[document.language].upper(), bold=True),))
    footer = section.footer.paragraphs[0]
    stops = footer.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(_text_width(word), WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(fit(document.footer).replace("\n", " ") + "\t")
    _add_field(footer, "PAGE")
    footer.add_run(" (")
    _add_field(footer, "NUMPAGES")
    footer.add_run(")")


def _text_width(word: WordDocument) -> Any:
    section = word.sections[0]
    widths = (section.page_width or 0, section.left_margin or 0, section.right_margin or 0)
    return docx.shared.Emu(widths[0] - widths[1] - widths[2])


def _add_field(paragraph: WordParagraph, code: str) -> None:
    """A field that Word computes; “1” stands until it does."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _write_line(paragraph: WordParagraph, line: blocks.Runs) -> None:
    for run in line:
        piece = paragraph.add_run(fit(run.text))
        piece.bold = run.bold or None
        piece.italic = run.italic or None
        if run.link:
            _make_link(paragraph, piece, run.link)


def _make_link(paragraph: WordParagraph, piece: Any, address: str) -> None:
    piece.style = "Hyperlink"
    link = OxmlElement("w:hyperlink")
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), key)
    paragraph._p.append(link)
    link.append(piece._r)


def _heading(word: WordDocument, block: blocks.Heading) -> None:
    _write_line(word.add_paragraph(style=f"Heading {block.level}"), block.runs)


def _paragraph(word: WordDocument, block: blocks.Paragraph) -> None:
    _write_line(word.add_paragraph(), block.runs)


def _add_picture(paragraph: WordParagraph, picture: blocks.Picture) -> None:
    """A small picture in a line, at its own width."""
    width = docx.shared.Emu(int(picture.width * docx.shared.Inches(1) / _UNITS))
    png = svg_to_png(picture.svg, round(picture.width / _UNITS * 2.54, 2))
    shape = paragraph.add_run().add_picture(io.BytesIO(png), width=width)
    shape._inline.docPr.set("descr", fit(picture.alt))


def _cards(word: WordDocument, block: blocks.Cards) -> None:
    for card in block.cards:
        _card(word, card, block.level)


def _card(word: WordDocument, card: blocks.Card, level: int) -> None:
    word.add_paragraph(fit(card.title), style=f"Heading {level}")
    line = word.add_paragraph()
    _write_line(line, (blocks.Run(f"{card.number} ", bold=True), blocks.Run(card.words)))
    if card.pictures:
        line.paragraph_format.keep_with_next = True
        holder = word.add_paragraph()
        for picture in card.pictures:
            _add_picture(holder, picture)
    for text in card.lines:
        _write_line(word.add_paragraph(), text)


def _entries(word: WordDocument, block: blocks.Entries) -> None:
    for entry in block.entries:
        _entry(word, entry, block.level)


def _entry(word: WordDocument, entry: blocks.Entry, level: int) -> None:
    word.add_paragraph(fit(f"{entry.number} {entry.name}".strip()), style=f"Heading {level}")
    standing_paragraph = word.add_paragraph()
    _write_line(standing_paragraph, (blocks.Run(entry.standing, italic=True),))
    standing_paragraph.paragraph_format.keep_with_next = True
    for text in entry.text:
        _write_line(word.add_paragraph(), text)
    for note in entry.notes:
        _write_line(word.add_paragraph(style="List Bullet"), note)


def _write_note(word: WordDocument, block: blocks.Note) -> None:
    _write_line(word.add_paragraph(style=NOTE_STYLE), block.runs)


def _page_break(word: WordDocument, _block: blocks.PageBreak) -> None:
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _write_list(word: WordDocument, block: blocks.ListBlock) -> None:
    for runs in block.items:
        _write_line(word.add_paragraph(style="List Bullet"), runs)


def _figure(word: WordDocument, block: blocks.Figure) -> None:
    width = docx.shared.Emu(int(_text_width(word) * block.width))
    holder = word.add_paragraph()
    shape = holder.add_run().add_picture(io.BytesIO(svg_to_png(block.svg)), width=width)
    shape._inline.docPr.set("descr", fit(block.alt))
    if block.caption:
        holder.paragraph_format.keep_with_next = True
        word.add_paragraph(fit(block.caption), style="Caption")


def _table(word: WordDocument, block: blocks.Table) -> None:
    if block.caption:
        caption = word.add_paragraph(fit(block.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
    table: Any = word.add_table(0, len(block.columns), style=TABLE_STYLE)
    table.autofit = False
    total = sum(column.weight for column in block.columns)
    widths = [int(_text_width(word) * column.weight / total) for column in block.columns]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = docx.shared.Emu(width)
    _describe_table(table._tbl.tblPr, block)
    aligns = [column.align for column in block.columns]
    titles = tuple((blocks.Run(column.title),) for column in block.columns)
    _add_row(table, titles, aligns, widths, header=True)
    for cells in block.rows:
        _add_row(table, cells, aligns, widths, header=False)
    word.add_paragraph().paragraph_format.space_after = docx.shared.Pt(2)


def _describe_table(properties: Any, block: blocks.Table) -> None:
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    look = OxmlElement("w:tblLook")
    flags = {
        "firstRow": (True, 0x20),
        "lastRow": (block.total_row, 0x40),
        "firstColumn": (block.row_headers, 0x80),
        "lastColumn": (False, 0x100),
        "noHBand": (True, 0x200),
        "noVBand": (True, 0x400),
    }
    look.set(qn("w:val"), f"{sum(bit for is_on, bit in flags.values() if is_on):04X}")
    for name, (is_on, _bit) in flags.items():
        look.set(qn(f"w:{name}"), str(int(is_on)))
    properties.append(look)
    titles = ", ".join(column.title for column in block.columns)
    for name, text in (("w:tblCaption", block.caption), ("w:tblDescription", titles)):
        element = OxmlElement(name)
        element.set(qn("w:val"), fit(text))
        properties.append(element)


def _add_row(
    table: Any,
    cells: tuple[blocks.Cell, ...],
    aligns: list[blocks.Align],
    widths: list[int],
    *,
    header: bool,
) -> None:
    """Adds a row by its XML: python-docx walks the whole table for every cell it hands out."""
    row = table._tbl.add_tr()
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))
    for line, align, width in zip(cells, aligns, widths, strict=True):
        cell = row.add_tc()
        cell.width = docx.shared.Emu(width)
        paragraph = WordParagraph(cell.p_lst[0], table)
        if align != "left":
            paragraph.alignment = _ALIGN[align]
        if isinstance(line, blocks.Picture):
            _add_picture(paragraph, line)
        else:
            _write_line(paragraph, line)


_WRITERS: dict[type[blocks.Block], Callable[[WordDocument, Any], None]] = {
    blocks.Heading: _heading,
    blocks.Paragraph: _paragraph,
    blocks.ListBlock: _write_list,
    blocks.Table: _table,
    blocks.Figure: _figure,
    blocks.Note: _write_note,
    blocks.Cards: _cards,
    blocks.Entries: _entries,
    blocks.PageBreak: _page_break,
}
