"""What the page of a delivery is made of, inside the desk and behind a personal link."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium
from kimppa.core.releases import queries
from kimppa.core.releases.actions import mark_downloaded, pass_on
from kimppa.core.releases.kinds import kind_label
from kimppa.core.releases.models import Delivery, PassedOn, Release, ReleaseFile
from kimppa.desk.deliveries.cover_note import CoverNote, Document, cover_note
from kimppa.desk.deliveries.forms import PassOnForm
from kimppa.desk.downloads import attachment
from kimppa.ui import numbers
from kimppa.ui.deliveries import receipt
from kimppa.ui.differences import told
from kimppa.ui.secret import is_opened
from kimppa.ui.sent import add_errors

SHOWN_CHANGES = 200
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the same document; `delivery` is the reader's own of it."""

    release: Release
    delivery: Delivery | None


def values(found: Delivery, *, sender: str, with_note: bool) -> dict[str, Any]:
    """What both pages show of a delivery; the cover note is for those who pass it on."""
    release = found.release
    changes = told((one["where"], one["before"], one["after"]) for one in release.difference)
    given = list(queries.same_document(found))
    later = [one.release for one in given if one.release.version > release.version]
    return {
        "delivery": found,
        "release": release,
        "kind": kind_label(release.kind),
        "files": sorted(release.files.select_related("stored"), key=_pdf_first),
        "state": receipt(found),
        "given": given,
        "newer": later[0] if later else None,
        "note": _note(found, sender) if with_note else None,
        "passed_on": found.passed_on.all(),
        "changes": changes[:SHOWN_CHANGES],
        "more_changes": max(0, len(changes) - SHOWN_CHANGES),
    }


def versions(found: Delivery, given: list[Delivery], person: Person) -> list[Version]:
    """The versions that the municipality has been given; for a coordinator, every version."""
    own = {one.release_id: one for one in given} | {found.release_id: found}
    if person.is_coordinator:
        rows = queries.versions(found.release).defer("facts", "difference")
        return [Version(release, own.get(release.pk)) for release in rows]
    seen = {one.release_id: one.release for one in given}
    return [Version(release, own[pk]) for pk, release in seen.items()]


def pass_on_form(request: HttpRequest, found: Delivery) -> PassOnForm:
    """The form by which passing on is logged."""
    return PassOnForm(
        request.POST or None,
        initial={"date": clock.today()},
        earlier=queries.passed_on_to(found.municipality_id),
    )


def passed(form: PassOnForm, *, by: Person, delivery: Delivery) -> PassedOn | None:
    """Log what the form says; None, and the errors in the form, when it cannot be."""
    if not form.is_valid():
        return None
    try:
        return pass_on(by=by, delivery=delivery, **form.cleaned_data)
    except ValidationError as error:
        add_errors(form, error)
        return None


def is_first_look(request: HttpRequest, found: Delivery) -> bool:
    """Whether the delivery is opened now for the first time."""
    return found.opened_at is None and request.method == "GET" and is_opened(request)


def hand_out(
    request: HttpRequest, found: Delivery, wanted: ReleaseFile, *, receipt: bool
) -> HttpResponse:
    """The file, its bytes checked against their checksum; else a page that says what to do."""
    try:
        response = attachment(wanted.stored, wanted.name)
    except OSError:
        logger.exception("%s of release %d cannot be given out", wanted.name, wanted.release_id)
        return render(request, "desk/damaged.html", {"name": wanted.name}, status=500)
    if receipt and request.method == "GET" and is_opened(request):
        mark_downloaded(found)
    response["ETag"] = f'"{wanted.stored.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pdf_first(file: ReleaseFile) -> tuple[bool, str]:
    return not file.name.lower().endswith(".pdf"), file.name


def _note(found: Delivery, sender: str) -> CoverNote:
    release, named = found.release, consortium()
    document = Document(
        title=release.title,
        kind=kind_label(release.kind),
        year=release.agreement_year,
        version=release.version,
        date=numbers.day(found.delivered_at),
        municipality=found.municipality.name,
        provisional=release.provisional,
        reason=release.reason,
    )
    return cover_note(
        document,
        consortium=named.name if named else "Kimppa",
        sender=sender,
        check_url=f"{settings.KIMPPA_PUBLIC_URL}{reverse('desk-public:check')}",
    )
