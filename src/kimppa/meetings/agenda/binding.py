"""Attachments as pages of the pack: PDFs and pictures. What cannot be bound says why."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from kimppa.core.files.actions import read
from kimppa.core.files.pages import pictures_of
from kimppa.core.files.pdf import PdfError
from kimppa.core.files.pictures import PictureError, accept
from kimppa.meetings.models import Attachment

MOST_PAGES = 60
MOST_BYTES = 60 * 1024 * 1024
SECONDS = 20.0
DOT = 72 / 150  # points
PICTURES = (".png", ".jpg")


@dataclass(slots=True)
class Limits:
    """What may still be bound into a pack: pages, bytes of files, seconds of work from now."""

    pages: int = MOST_PAGES
    size: int = MOST_BYTES
    end: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    @property
    def seconds(self) -> float:
        """How long may still be worked."""
        return self.end - time.monotonic()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as a picture: its bytes, its width and height in points, its words."""

    data: bytes
    media_type: str
    size: tuple[float, float]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """An attachment: its pages, or why there are none.

    `why`: kind (it is no PDF nor picture), missing, damaged, locked, slow, room (no room for its
    bytes), pages (no room for its so many `pages`).
    """

    attachment: Attachment
    sheets: Sequence[Sheet] = ()
    why: str = ""
    pages: int = 0


class _UnboundError(Exception):
    """A file is not bound: a reason of `Bound`, and of how many pages."""

    def __init__(self, why: str, pages: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.pages = pages


def bind(attachment: Attachment, limits: Limits) -> Bound:
    """The pages of an attachment within what is left of the limits."""
    try:
        sheets = list(_sheets(attachment, limits))
    except _UnboundError as error:
        return Bound(attachment, (), error.why, error.pages)
    limits.pages -= len(sheets)
    return Bound(attachment, sheets)


def _sheets(attachment: Attachment, limits: Limits) -> Iterator[Sheet]:
    suffix = PurePath(attachment.saved_as).suffix.lower()
    if suffix == ".pdf":
        yield from _pages_of_pdf(_data(attachment, limits), limits)
    elif suffix in PICTURES:
        yield _photo(_data(attachment, limits), limits)
    else:
        raise _UnboundError("kind")


def _data(attachment: Attachment, limits: Limits) -> bytes:
    limits.size -= attachment.file.size
    if limits.size < 0:
        raise _UnboundError("room")
    try:
        return read(attachment.file)
    except OSError as error:
        raise _UnboundError("missing") from error


def _pages_of_pdf(data: bytes, limits: Limits) -> Iterator[Sheet]:
    try:
        pages = pictures_of(data, most=limits.pages, seconds=max(limits.seconds, 0.1))
    except PdfError as error:
        code_by_error = {"locked": "locked", "pdf-pages": "pages", "pdf-slow": "slow"}
        code = code_by_error.get(error.code, "damaged")
        raise _UnboundError(code, error.params.get("pages", 0)) from error
    for page in pages:
        yield Sheet(page.jpeg, "image/jpeg", (page.width, page.height), page.words)


def _photo(data: bytes, limits: Limits) -> Sheet:
    if not limits.pages:
        raise _UnboundError("pages", 1)
    try:
        picture = accept(data)
    except PictureError as error:
        raise _UnboundError("room" if error.code == "large" else "damaged") from error
    width, height = (side * DOT for side in picture.size)
    return Sheet(picture.data, picture.media_type, (width, height))
