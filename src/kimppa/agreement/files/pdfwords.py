"""The words of a PDF and where they stand, read in a process of its own.

PDFium is a large C program, is not made for threads, and reads files that anybody may have made:
so it runs apart, with limits of memory and time, and takes nothing with it when it falls.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from signal import SIGKILL, SIGXCPU
from typing import NamedTuple

from kimppa.agreement.files.encoding import AgreementTextError

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


def words_of(data: bytes) -> Pages:
    """The words of a PDF's pages. Raises AgreementTextError."""
    try:
        run = subprocess.run(  # noqa: S603  # our own program
            [sys.executable, "-I", "-m", _PROCESS],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise AgreementTextError("pdf-slow") from error
    try:
        answer = json.loads(run.stdout)
    except ValueError as error:
        slow = run.returncode in (-SIGXCPU, -SIGKILL)
        raise AgreementTextError("pdf-slow" if slow else "broken-pdf") from error
    if code := answer.get("refusal"):
        raise AgreementTextError(code, **answer["params"])
    pages = [
        Page(_words(upright), _words(aslant), has_picture)
        for upright, aslant, has_picture in answer["pages"]
    ]
    return Pages(pages, [Heading(*heading) for heading in answer["headings"]])


def _words(values: list[list[object]]) -> list[Word]:
    return [Word._make(value) for value in values]
