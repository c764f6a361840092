"""What a reader gets from each finished file, in reading order: words, and pictures' alternatives.

All blanks and hyphens are left out, for a line may break anywhere.
"""

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

needs_pdfinfo = pytest.mark.skipif(
    shutil.which("pdfinfo") is None, reason="pdfinfo (poppler-utils) is not installed"
)
_NO_BREAK = re.compile(rb"/Span<</ActualText<FEFF00A0>>>BDC(.{0,200}?)\nEMC", re.DOTALL)
_BLANKS = re.compile(r"[\s\u00a0\u00ad-]+")


def squeezed(parts: Iterator[str]) -> str:
    return _BLANKS.sub("", "".join(parts))


def of_html(page: str) -> str:
    reader = _Page()
    reader.feed(page)
    return squeezed(iter(reader.parts))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.depth += 1
            self.parts.append(dict(attrs).get("aria-label") or "")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.parts.append(data)


def of_docx(content: bytes) -> str:
    return squeezed(_word(docx.Document(io.BytesIO(content))))


def _word(word) -> Iterator[str]:
    for block in word.iter_inner_content():
        if isinstance(block, Paragraph):
            yield from _line(block)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    for line in cell.paragraphs:
                        yield from _line(line)


def _line(paragraph: Paragraph) -> Iterator[str]:
    for element in paragraph._p.iter(qn("w:t"), qn("wp:docPr")):
        yield element.text if element.tag == qn("w:t") else element.get("descr", "")


def of_pdf(content: bytes) -> str:
    """By the structure that readers follow: text as poppler reads it, alternatives as they are."""
    listing = subprocess.run(
        ["pdfinfo", "-struct-text", "-enc", "UTF-8", "-"],
        input=_with_plain_spaces(content),
        capture_output=True,
        check=True,
    ).stdout.decode(errors="replace")
    return squeezed(_structure(listing, iter(_alternatives(content))))


def _with_plain_spaces(content: bytes) -> bytes:
    """The file without the marks of no-break spaces: poppler skips the line's rest after one."""
    with pikepdf.open(io.BytesIO(content)) as file:
        for page in file.pages:
            drawing = _NO_BREAK.sub(rb"\1", page.Contents.read_bytes())
            page.Contents = file.make_stream(drawing)
        plain = io.BytesIO()
        file.save(plain)
    return plain.getvalue()


def page_count(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as file:
        return len(file.pages)


def _structure(listing: str, alternatives: Iterator[str]) -> Iterator[str]:
    figure = label = None
    for line in listing.splitlines():
        indent, text = len(line) - len(line.lstrip()), line.strip()
        if figure is not None and indent > figure:
            continue
        figure = None
        if label is not None and indent > label:
            continue
        label = None
        if text.startswith("Figure"):
            figure = indent
            yield next(alternatives)
        elif text.startswith("Lbl"):
            label = indent
        elif text.startswith('"'):
            yield text[1:-1]


def _alternatives(content: bytes) -> list[str]:
    alts: list[str] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if str(node.S) == "/Figure":
                alts.append(str(node.get("/Alt", "")))
            walk(node.get("/K"))

    with pikepdf.open(io.BytesIO(content)) as file:
        walk(file.Root.StructTreeRoot.K)
    return alts
