"""What the rooms' pages of delivery share: a receipt in words, a frozen file handed out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kimppa.core.files.actions import read
from kimppa.core.releases.models import Delivery, Release
from kimppa.ui.attachments import attachment


def receipt(delivery: Delivery) -> tuple[str, str]:
    """Status key and word: how far a delivery has come.

    Rows with the annotation `is_passed_on`, or with `passed_on` read at once, cost no query.
    """
    known = getattr(delivery, "is_passed_on", None)
    if known if known is not None else delivery.passed_on.all():
        return "done", _("Passed on")
    if delivery.revoked_at:
        return "rejected", _("Link closed")
    if delivery.downloaded_at:
        return "done", _("Downloaded")
    return ("done", _("Opened")) if delivery.opened_at else ("waiting", _("Not opened"))


def frozen_file(request: HttpRequest, release: Release, kind: str, *, back: str) -> HttpResponse:
    """A file of a release as it was frozen, by its ending; `back` when it cannot be read."""
    file = release.files.select_related("stored").filter(name__endswith=f".{kind}").first()
    if file is None:
        raise Http404
    try:
        data = read(file.stored)
    except OSError:
        messages.error(request, _("The stored file is missing or altered; restore it first."))
        return redirect(back)
    return attachment(file.name, file.stored.media_type, data)
