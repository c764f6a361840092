"""The words of a PDF and where they stand, read in a process of its own (`core.files.pdf`)."""

from dataclasses import dataclass
from typing import NamedTuple

from kimppa.agreement.files.encoding import AgreementTextError
from kimppa.core.files.pdf import PdfError, ask_pdf

_PROCESS = "kimppa.agreement.files.pdfprocess"
_SECONDS = 40


class Word(NamedTuple):
    """A word and its place, in points from the page's lower left corner."""

    text: str
    start: float
    end: float
    base: float
    """Where its letters stand."""
    size: float
    """How large its letters are."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's words, and those that stand aslant."""

    words: list[Word]
    aslant: list[Word]
    has_picture: bool = False
    """Pictures cover a good part of it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A bookmark: what the file itself calls a heading."""

    page: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Pages:
    """All pages of a PDF, and its bookmarks."""

    pages: list[Page]
    headings: list[Heading]


def words_of(content: bytes) -> Pages:
    """The words of a PDF's pages. Raises AgreementTextError."""
    try:
        answer = ask_pdf(_PROCESS, content, seconds=_SECONDS)
    except PdfError as error:
        raise AgreementTextError(error.code, **error.params) from error
    pages = [
        Page(_words(upright), _words(aslant), has_picture)
        for upright, aslant, has_picture in answer["pages"]
    ]
    return Pages(pages, [Heading(*heading) for heading in answer["headings"]])


def _words(fields_of_words: list[list[object]]) -> list[Word]:
    return [Word._make(fields) for fields in fields_of_words]
