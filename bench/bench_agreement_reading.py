"""Claims: an agreement of 300 pages is read from text in at most 2 s, from PDF in at most 10 s.

Peers, in the same run: finding the words of the text, and PDFium's own text of the pages.
"""

import re
from pathlib import Path

import pypdfium2
import typst

from bench.conftest import measure, tell
from kimppa.agreement.reading import Reading, read_upload

PAPER = Path("tests/agreements/first/11-perhonjoen-kirjastot.txt")
COPIES = 76
LINES_A_PAGE = 42


def long_text() -> str:
    """An agreement of 300 pages: one paper again and again, each time in other words."""
    paper = PAPER.read_text(encoding="utf-8")
    letters = "abcdefghijklmnopqrstuvwxyz"
    copies = []
    for turn in range(COPIES):
        ending = letters[turn % 26] + letters[turn // 26] + letters[turn * 7 % 26]
        numbered = re.sub(
            r"^(\d+) §",
            lambda match, turn=turn: f"{int(match[1]) + 11 * turn} §",
            paper,
            flags=re.MULTILINE,
        )
        copies.append(re.sub(r"(\w{6,})", lambda match, ending=ending: match[1] + ending, numbered))
    return "\n\n".join(copies)


def as_pdf(text: str) -> bytes:
    """The text set line by line, a page for every 42 lines."""
    lines = [re.sub(r"([\\#$*_`<>@\[\]~=/-])", r"\\\1", line) for line in text.splitlines()]
    pages = [
        " \\\n".join(line or "~" for line in lines[at : at + LINES_A_PAGE])
        for at in range(0, len(lines), LINES_A_PAGE)
    ]
    source = "#set page(margin: 1.5cm)\n#set text(size: 9pt)\n" + "\n#pagebreak()\n".join(pages)
    return typst.compile(source.encode())


def read(data: bytes, name: str) -> Reading:
    """Read it, and see that it was read."""
    reading = read_upload(data, name)
    assert reading.clause_count > COPIES * 10
    return reading


def test_reading_from_text() -> None:
    text = long_text()
    data = text.encode()
    assert len(text.splitlines()) >= 300 * LINES_A_PAGE
    ours = measure(lambda: read(data, "paper.txt"), runs=3)
    peer = measure(lambda: re.findall(r"\w+", text), runs=3)
    tell("An agreement of 300 pages is read from text in at most 2 s", ours, "its words", peer)
    assert ours.wall <= 2_000


def test_reading_from_pdf() -> None:
    data = as_pdf(long_text())

    def by_pdfium() -> None:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            page.get_textpage().get_text_bounded()

    ours = measure(lambda: read(data, "paper.pdf"), runs=1)
    peer = measure(by_pdfium, runs=1)
    tell("The same from PDF in at most 10 s", ours, "PDFium's own text of the pages", peer)
    assert ours.wall <= 10_000
