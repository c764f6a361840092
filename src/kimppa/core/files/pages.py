"""The pages of a PDF as pictures with their words."""

from base64 import b64decode
from dataclasses import dataclass

from kimppa.core.files.pdf import ask_pdf

_PROCESS = "kimppa.core.files.pagesprocess"


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as a JPEG picture of 150 dots to an inch, at most 1,754 dots wide or high (A4); its
    width and height in points, and its words, of which a long text is cut."""

    jpeg: bytes
    width: float
    height: float
    words: str


def pictures_of(content: bytes, *, most: int, seconds: float) -> list[PagePicture]:
    """The pages of a PDF that has at most so many, drawn within so many seconds.

    Raises PdfError: locked, broken-pdf, pdf-pages (of how many `pages`), pdf-slow.
    """
    answer = ask_pdf(_PROCESS, content, str(most), seconds=seconds)
    return [
        PagePicture(b64decode(jpeg), width, height, words)
        for jpeg, width, height, words in answer["pages"]
    ]
