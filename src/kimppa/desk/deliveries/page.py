"""What the page of a delivery is made of, inside the desk and behind a personal link."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium
from kimppa.core.releases import queries
from kimppa.core.releases.actions import mark_downloaded, pass_on
from kimppa.core.releases.kinds import closed_kinds, kind_label
from kimppa.core.releases.models import Delivery, PassedOn, Release, ReleaseFile
from kimppa.desk.deliveries.cover_note import CoverNote, Document, cover_note
from kimppa.desk.deliveries.forms import PassOnForm
from kimppa.desk.downloads import attachment
from kimppa.ui import numbers
from kimppa.ui.deliveries import receipt
from kimppa.ui.differences import visible_differences
from kimppa.ui.secret import is_opened
from kimppa.ui.sent import add_errors

SHOWN_CHANGES = 200
type Run = Callable[[Callable[[], PassedOn]], PassedOn]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the same document; `delivery` is the reader's own of it."""

    release: Release
    delivery: Delivery | None


def values(delivery: Delivery, *, sender: str, with_note: bool) -> dict[str, Any]:
    """What both pages show of a delivery; the cover note is for those who pass it on. Of what is
    for directors only the public files are passed on.
    """
    release = delivery.release
    files, for_directors = _readable_files(release), release.kind in closed_kinds()
    shareable = [file for file in files if file.public or not for_directors]
    changes, count = visible_differences(
        ((row["where"], row["before"], row["after"]) for row in release.difference), SHOWN_CHANGES
    )
    deliveries = list(queries.same_document(delivery))
    later_releases = [
        delivery.release for delivery in deliveries if delivery.release.version > release.version
    ]
    return {
        "delivery": delivery,
        "release": release,
        "kind": kind_label(release.kind),
        "files": [file for file in files if not file.public],
        "for_directors": for_directors,
        "shareable": shareable,
        "state": receipt(delivery),
        "same_document": deliveries,
        "newer": later_releases[0] if later_releases else None,
        "note": _note(delivery, sender) if with_note and shareable else None,
        "passed_on": delivery.passed_on.all(),
        "changes": changes,
        "more_changes": count - len(changes),
    }


def _readable_files(release: Release) -> list[ReleaseFile]:
    """The files that people read, the PDF first; the facts for programs are the coordinator's."""
    files = release.files.select_related("stored").exclude(name__endswith=".json")
    return sorted(files, key=_pdf_first)


def versions(delivery: Delivery, deliveries: list[Delivery], person: Person) -> list[Version]:
    """The versions that the municipality has been given; for a coordinator, every version."""
    delivery_by_release = {delivery.release_id: delivery for delivery in deliveries} | {
        delivery.release_id: delivery
    }
    if person.is_coordinator:
        all_releases = queries.versions(delivery.release).defer("facts", "difference")
        return [Version(release, delivery_by_release.get(release.pk)) for release in all_releases]
    releases = {delivery.release_id: delivery.release for delivery in deliveries}
    return [Version(release, delivery_by_release[pk]) for pk, release in releases.items()]


def pass_on_form(request: HttpRequest, delivery: Delivery) -> PassOnForm:
    """The form by which passing on is logged."""
    return PassOnForm(
        request.POST or None,
        initial={"date": clock.today()},
        earlier=queries.passed_on_to(delivery.municipality_id),
    )


def pass_on_by(
    form: PassOnForm, *, by: Person, delivery: Delivery, run: Run = lambda do: do()
) -> PassedOn | None:
    """Log what the form says; None, and the errors in the form, when it cannot be.

    `run` does the logging: inside the desk as a press that can be undone.
    """
    if not form.is_valid():
        return None
    try:
        return run(partial(pass_on, by=by, delivery=delivery, **form.cleaned_data))
    except ValidationError as error:
        add_errors(form, error)
        return None


def pass_on_message(form: PassOnForm) -> str:
    return _("Noted: passed on to %(to)s.") % {"to": form.cleaned_data.get("to", "")}


def is_first_look(request: HttpRequest, delivery: Delivery) -> bool:
    """Whether the delivery is opened now for the first time."""
    return delivery.opened_at is None and request.method == "GET" and is_opened(request)


def hand_out(
    request: HttpRequest, delivery: Delivery, file: ReleaseFile, *, receipt: bool
) -> HttpResponse:
    """The file, its bytes checked against their checksum; else a page that says what to do."""
    try:
        response = attachment(file.stored, file.name)
    except OSError:
        logger.exception("%s of release %d cannot be given out", file.name, file.release_id)
        return render(request, "desk/damaged.html", {"name": file.name}, status=500)
    if receipt and request.method == "GET" and is_opened(request):
        mark_downloaded(delivery)
    response["ETag"] = f'"{file.stored.sha256}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pdf_first(file: ReleaseFile) -> tuple[bool, str]:
    return not file.name.lower().endswith(".pdf"), file.name


def _note(delivery: Delivery, sender: str) -> CoverNote:
    release, owner = delivery.release, consortium()
    document = Document(
        title=release.title,
        kind=kind_label(release.kind),
        year=release.agreement_year,
        version=release.version,
        date=numbers.day(delivery.delivered_at),
        municipality=delivery.municipality.name,
        provisional=release.provisional,
        reason=release.reason,
        public=release.kind in closed_kinds(),
    )
    return cover_note(
        document,
        consortium=owner.name if owner else "Kimppa",
        sender=sender,
        check_url=f"{settings.KIMPPA_PUBLIC_URL}{reverse('desk-public:check')}",
    )
