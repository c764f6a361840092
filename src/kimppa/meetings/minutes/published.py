"""The public version of frozen minutes, as a page and as files."""

import json

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from kimppa.core import clock
from kimppa.core.releases.facts import Stamp
from kimppa.core.releases.models import Release
from kimppa.documents.html import render_html
from kimppa.meetings.minutes.content import public
from kimppa.meetings.minutes.document import document
from kimppa.meetings.minutes.releases import render_files
from kimppa.meetings.minutes.validity import Validity, validity
from kimppa.meetings.models import Meeting
from kimppa.ui.attachments import attachment, stored


def public_page(release: Release) -> SafeString:
    """Without what is internal, as HTML."""
    page = document(public(json.loads(release.facts)), _stamp(release))
    return mark_safe(render_html(page))  # escaped by render_html


def public_attachment(meeting: Meeting, release: Release | None, kind: str) -> HttpResponse:
    """The same as a file by its ending. Raises Http404 without a release, for another ending, and
    while it tells what is for directors only now.
    """
    if release is None or validity(meeting, release) == Validity.WITHHELD:
        raise Http404
    public_files = release.files.filter(public=True).select_related("stored")
    if frozen_file := public_files.filter(name__endswith=f".{kind}").first():
        return stored(frozen_file.stored, frozen_file.name, frozen_file.stored.media_type)
    for file in render_files(public(json.loads(release.facts)), _stamp(release)):
        if file.name.endswith(f".{kind}"):
            return attachment(file.name, file.media_type, file.data)
    raise Http404


def _stamp(release: Release) -> Stamp:
    day = release.frozen_at.astimezone(clock.ZONE).date()
    return Stamp(day, release.version, release.reason, provisional=release.provisional)
