"""Attachments as pages of the pack: PDFs and pictures; others are listed with a link."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.files.actions import read
from kimppa.core.files.pages import PagePicture, pictures_of
from kimppa.core.files.pdf import PdfError
from kimppa.core.files.pictures import Picture, PictureError, accept
from kimppa.documents.blocks import Figure
from kimppa.documents.photos import photo
from kimppa.meetings.models import Attachment

MOST_PAGES = 60
MOST_BYTES = 60 * 1024 * 1024
SECONDS = 20.0
HIGHEST = 1.3  # of the width: a page of A4 fits beneath its heading
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
class Bound:
    """An attachment: its pages, or why there are none."""

    attachment: Attachment
    sheets: Sequence[Figure]
    why: str = ""

    @property
    def address(self) -> str:
        """Where the file itself is opened."""
        path = reverse("meetings:attachment", args=[self.attachment.pk])
        return settings.KIMPPA_PUBLIC_URL + path


class _UnboundError(Exception):
    """The words say why an attachment is not bound."""


def bind(attachment: Attachment, limits: Limits) -> Bound:
    """The pages of an attachment within what is left of the limits."""
    try:
        sheets = list(_sheets(attachment, limits))
    except _UnboundError as error:
        return Bound(attachment, (), str(error))
    limits.pages -= len(sheets)
    return Bound(attachment, sheets)


def _sheets(attachment: Attachment, limits: Limits) -> Iterator[Figure]:
    ending = PurePath(attachment.file.name).suffix.lower()
    if ending == ".pdf":
        pages = _pages(_data(attachment, limits), limits)
        for number, page in enumerate(pages, 1):
            yield _sheet(attachment, page, number, len(pages))
    elif ending in PICTURES:
        if not limits.pages:
            raise _UnboundError(_too_long(1))
        yield _photo(attachment, _picture(_data(attachment, limits)))
    else:
        raise _UnboundError("")


def _data(attachment: Attachment, limits: Limits) -> bytes:
    limits.size -= attachment.file.size
    if limits.size < 0:
        raise _UnboundError(_("there was no room for it here"))
    try:
        return read(attachment.file)
    except OSError as error:
        raise _UnboundError(_("the file is missing")) from error


def _pages(data: bytes, limits: Limits) -> list[PagePicture]:
    try:
        return pictures_of(data, most=limits.pages, seconds=max(limits.seconds, 0.1))
    except PdfError as error:
        words = {
            "locked": _("it is locked by a password"),
            "pdf-pages": _too_long(error.params.get("pages", 0)),
            "pdf-slow": _("drawing its pages took too long"),
        }
        raise _UnboundError(words.get(error.code, _("the file is damaged"))) from error


def _picture(data: bytes) -> Picture:
    try:
        return accept(data)
    except PictureError as error:
        words = {"large": _("there was no room for it here")}
        raise _UnboundError(words.get(error.code, _("the file is damaged"))) from error


def _too_long(pages: int) -> str:
    return ngettext(
        "there was no room here for its %(count)d page",
        "there was no room here for its %(count)d pages",
        pages,
    ) % {"count": pages}


def _sheet(attachment: Attachment, page: PagePicture, number: int, count: int) -> Figure:
    caption = _("Attachment %(attachment)d, page %(number)d of %(count)d") % {
        "attachment": attachment.number,
        "number": number,
        "count": count,
    }
    words = page.words or _("A picture without text.")
    size = (page.width, page.height)
    return photo(page.jpeg, "image/jpeg", size, f"{caption}. {words}", caption, HIGHEST)


def _photo(attachment: Attachment, picture: Picture) -> Figure:
    width, height = (side * DOT for side in picture.size)
    return photo(
        picture.data, picture.media_type, (width, height), attachment.name, highest=HIGHEST
    )
