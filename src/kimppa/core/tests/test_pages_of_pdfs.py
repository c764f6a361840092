"""The pages of PDFs as pictures with their words."""

import datetime as dt
import io

import pytest
from PIL import Image

from kimppa.core.files.pages import pictures_of
from kimppa.core.files.pdf import PdfError
from kimppa.documents.blocks import Document, PageBreak, paragraph
from kimppa.documents.pdf import render_pdf


def paper(*pages: str) -> bytes:
    blocks = [block for page in pages for block in (PageBreak(), paragraph(page))]
    return render_pdf(Document("Paperi", "fi", dt.date(2025, 1, 14), tuple(blocks[1:])))


def test_each_page_is_a_picture_with_its_words() -> None:
    first, second = pictures_of(paper("Kesän aukiolot", "Ypäjä"), most=2, seconds=20)
    assert (first.words.count("Kesän aukiolot"), second.words.count("Ypäjä")) == (1, 1)
    assert (round(first.width), round(first.height)) == (595, 842)
    picture = Image.open(io.BytesIO(first.jpeg))
    assert (picture.format, picture.height) == ("JPEG", 1754)
    darkest, _lightest = picture.convert("L").getextrema()
    assert darkest < 100


@pytest.mark.parametrize(
    ("data", "most", "seconds", "code"),
    [
        (paper("a", "b"), 1, 20, "pdf-pages"),
        (paper("a")[:600], 1, 20, "broken-pdf"),
        (b"", 1, 20, "broken-pdf"),
        (paper("a"), 1, 0.001, "pdf-slow"),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, most: int, seconds: float, code: str) -> None:
    with pytest.raises(PdfError) as refused:
        pictures_of(data, most=most, seconds=seconds)
    assert refused.value.code == code
