"""A version as pages show it: its files, who has got it when, and what may be done with it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.files.actions import read
from kimppa.core.releases.actions import letter
from kimppa.core.releases.models import Delivery, Release
from kimppa.ui import numbers
from kimppa.ui.attachments import attachment

# How long a delivery may wait unopened: red on every page only after it, and then reminded of.
PATIENCE = dt.timedelta(days=7)
_ENDINGS = {"docx": "Word", "xlsx": "Excel"}


@dataclass(frozen=True, slots=True)
class VersionFile:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery with its state and, where the reader may, the addresses of its commands."""

    delivery: Delivery
    state: tuple[str, str]
    again: str = ""
    revoke: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A release with its files and receipts; `withdraw` is empty when it cannot be taken back."""

    release: Release
    files: list[VersionFile]
    receipts: list[Receipt]
    withdraw: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """A municipality: the version that is its newest, and who waits for it."""

    municipality: Municipality
    version: Version | None
    has_recipient: bool
    waiting: tuple[Person, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether somebody has not got it."""
        return bool(self.waiting)

    @property
    def letter(self) -> str:
        """What the letter says to the first of those who wait; each link is made when it goes."""
        if self.version is None or not self.waiting:
            return ""
        link = _("(a personal link)")
        return letter(self.version.release, self.municipality, self.waiting[0], link)


def receipt(delivery: Delivery) -> tuple[str, str]:
    """Status key and words: how far a delivery has come. Unopened after a week is late.

    Rows with the annotations `is_passed_on` and `is_replaced` cost no query.
    """
    is_passed_on = getattr(delivery, "is_passed_on", None)
    if is_passed_on if is_passed_on is not None else delivery.passed_on.all():
        return "done", _("Passed on")
    if delivery.downloaded_at:
        return "ongoing", _("Downloaded %(day)s") % {"day": numbers.day(delivery.downloaded_at)}
    if delivery.opened_at:
        return "ongoing", _("Opened %(day)s") % {"day": numbers.day(delivery.opened_at)}
    if delivery.channel == Delivery.Channel.HAND:
        return "info", _("Given by hand")
    if getattr(delivery, "is_replaced", False):
        return "info", _("Replaced by a newer version")
    if delivery.revoked_at:
        return "rejected", _("Link closed")
    is_late = clock.now() - delivery.delivered_at > PATIENCE
    return "late" if is_late else "waiting", _("Not opened yet")


def file_label(ending: str) -> str:
    """What people call a file by its ending."""
    return _ENDINGS.get(ending, ending.upper())


def frozen_file(request: HttpRequest, release: Release, kind: str, *, back: str) -> HttpResponse:
    """A file of a release as it was frozen, by its ending; `back` when it cannot be read."""
    files = release.files.select_related("stored").filter(public=False)
    file = files.filter(name__endswith=f".{kind}").first()
    if file is None:
        raise Http404
    try:
        content = read(file.stored)
    except OSError:
        messages.error(request, _("The stored file is missing or altered; restore it first."))
        return redirect(back)
    return attachment(file.name, file.stored.media_type, content)
