"""Delivering the programme to each library: what clause 6.1 asks for."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of, receivers
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.releases.actions import Subject, deliver, freeze, latest
from kimppa.core.releases.facts import canonical
from kimppa.core.releases.models import Delivery, Release
from kimppa.programme import reports
from kimppa.programme.models import Programme

KIND = TOPIC = "programme"
LANGUAGE = "fi"  # the official language of the document
FILES: tuple[reports.Kind, ...] = ("pdf", "docx", "xlsx")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a delivery came to: new deliveries, and municipalities that have no director."""

    release: Release
    deliveries: list[Delivery]
    unreached: list[Municipality]


def subject_of(programme: Programme) -> Subject:
    """The release of a year; its title never changes, so that versions follow one another."""
    with translation.override(LANGUAGE):
        title = _("Action programme %(year)d") % {"year": programme.year}
    return Subject(kind=KIND, year=programme.year, topic=TOPIC, title=title)


def freeze_programme(
    *,
    by: Actor,
    programme: Programme,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Release:
    """Freeze the approved programme with its PDF, Word and Excel files; unchanged, the last
    version is given back. Not confirmed by all, it is marked provisional.

    Raises ValidationError for a draft, and for a change without a reason.
    """
    require(by, Permission.DELIVER)
    if programme.state == Programme.State.DRAFT:
        raise ValidationError(_("A draft is not delivered. Approve the programme first."))
    subject = subject_of(programme)
    last = latest(subject)
    with translation.override(LANGUAGE):
        facts = reports.facts_of(programme)
        # The day of writing is no fact of the programme: without it equal programmes are equal.
        facts["date"] = (programme.approved_at or clock.today()).isoformat()
        provisional = facts["state"] == "provisional"
        if last and last.facts == canonical(facts) and last.provisional == provisional:
            return last
        files = [reports.rendered(facts, kind) for kind in FILES]
        given = reason.strip() or _usual_reason(programme, last)
    return freeze(
        by=by,
        subject=subject,
        facts=facts,
        files=files,
        reason=given,
        provisional=provisional,
        at=at,
        example=programme.example,
        source=programme.source,
    )


def _usual_reason(programme: Programme, last: Release | None) -> str:
    if last is None:
        return ""
    if last.provisional and not programme.version_reason:
        return _("Every library has confirmed the programme.")
    return programme.version_reason


def deliver_programme(
    *,
    by: Actor,
    programme: Programme,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Delivered:
    """Freeze the programme and deliver it to each library's directors; who has this version
    already gets nothing again. Raises as `freeze_programme`.
    """
    everyone = list(municipalities_of(programme.year))
    recipients = receivers(everyone)
    if not recipients:
        raise ValidationError(_("No library has a director in the people list. Add them first."))
    release = freeze_programme(by=by, programme=programme, reason=reason, at=at)
    deliveries = deliver(
        by=by,
        release=release,
        recipients=recipients,
        at=at,
        example=programme.example,
        source=programme.source,
    )
    reached = {municipality.pk for municipality, _person in recipients}
    return Delivered(release, deliveries, [m for m in everyone if m.pk not in reached])
