"""Freezing the report for municipalities, all or none, and delivering it."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.agreement.queries import parties_of
from kimppa.core.audit.actions import change
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import receivers_by_code
from kimppa.core.consortium.roles import Permission
from kimppa.core.files.actions import path_of
from kimppa.core.files.models import StoredFile
from kimppa.core.permissions import Actor, require
from kimppa.core.releases import actions as releases
from kimppa.core.releases.actions import RenderedFile
from kimppa.core.releases.models import Delivery, Release
from kimppa.report.actions.words import regenerate
from kimppa.report.models import Report
from kimppa.report.preview import Prepared, fingerprint, frozen_files, prepare, subject_of
from kimppa.report.queries import flagged, reached, versions

UNCHANGED = "unchanged"


def freeze_report(
    *,
    by: Actor,
    report: Report,
    municipalities: Sequence[Municipality],
    reason: str = "",
    seen: str = "",
) -> list[Release]:
    """Freeze each municipality's variant that differs from its last version; all or none.

    The draft is brought up to date first. `seen` is the fingerprint of what the person looked
    at. Raises ValidationError when facts behind edited words have changed, when what was seen is
    no longer what stands, when a correction lacks its reason or nothing differs; OSError from a
    full disk. In none of these is anything recorded.
    """
    for municipality in municipalities:
        require(by, Permission.DELIVER, municipality)
    regenerate(by=by, report=report)
    _require_words_that_hold(report, municipalities)
    prepared = [one for one in prepare(report, municipalities) if one.changed]
    _require_ready(prepared, reason, seen)
    rendered = [(one, frozen_files(one, reason)) for one in prepared]
    with _whole([file for _one, files in rendered for file in files]), transaction.atomic():
        return [_freeze(by, report, one, files, reason) for one, files in rendered]


def _freeze(
    by: Actor, report: Report, prepared: Prepared, files: Sequence[RenderedFile], reason: str
) -> Release:
    release = releases.freeze(
        by=by,
        subject=subject_of(report, prepared.municipality),
        facts=prepared.facts,
        files=files,
        reason=reason if prepared.last else "",
        example=report.example or prepared.content.example,
        source=report.source,
    )
    if release.version != prepared.version:
        raise ValidationError(_("Somebody froze the report at the same time. Look again."))
    return release


def _require_words_that_hold(report: Report, municipalities: Sequence[Municipality]) -> None:
    concerned = {None, *(municipality.pk for municipality in municipalities)}
    clauses = [row.name for row in flagged(report) if row.municipality_id in concerned]
    if clauses:
        raise ValidationError(
            _("The facts behind edited words have changed: %(clauses)s. Check the words first.")
            % {"clauses": ", ".join(dict.fromkeys(clauses))}
        )


def _require_ready(prepared: Sequence[Prepared], reason: str, seen: str) -> None:
    if not prepared:
        raise ValidationError(_("Nothing has changed since the last version."), code=UNCHANGED)
    if seen and seen != fingerprint(prepared):
        raise ValidationError(_("The figures have changed while you were looking. Look again."))
    if not reason.strip() and any(one.last for one in prepared):
        raise ValidationError(_("Say why a new version is needed; recipients see the reason."))


@contextmanager
def _whole(files: Sequence[RenderedFile]) -> Iterator[None]:
    """If freezing fails, remove the files it wrote for which no row stands."""
    names = [hashlib.sha256(file.data).hexdigest() for file in files]
    new = [name for name in names if not path_of(name).exists()]
    try:
        yield
    except Exception:
        kept = set(StoredFile.objects.filter(sha256__in=new).values_list("sha256", flat=True))
        for name in new:
            if name not in kept:
                path_of(name).unlink(missing_ok=True)
        raise


@transaction.atomic
def deliver_report(
    *,
    by: Actor,
    report: Report,
    municipalities: Sequence[Municipality],
    channel: str = Delivery.Channel.MAIL,
) -> list[Delivery]:
    """Deliver the newest version to each municipality's directors; who has it gets nothing again.

    Raises ValidationError naming the municipalities without a version or a director; then
    nothing is delivered.
    """
    frozen, people = versions(report), receivers_by_code(municipalities)
    _require_all(
        [m for m in municipalities if m.code not in frozen],
        _("The report has not been frozen for %(names)s."),
    )
    _require_all(
        [m for m in municipalities if not people[m.code]],
        _("There is no director in office in %(names)s. Add one on the page of people."),
    )
    deliveries = [
        delivery
        for municipality in municipalities
        for delivery in releases.deliver(
            by=by,
            release=frozen[municipality.code],
            recipients=[(municipality, person) for person in people[municipality.code]],
            channel=channel,
            example=report.example,
            source=report.source,
        )
    ]
    everybody = {municipality.pk for municipality in parties_of(report.year)}
    if everybody <= reached(report.year):
        change(report, by=by, action="report.delivered", state=Report.State.DELIVERED)
    return deliveries


def _require_all(missing: Sequence[Municipality], message: str) -> None:
    if missing:
        names = ", ".join(municipality.name for municipality in missing)
        raise ValidationError(message % {"names": names})


def withdraw_version(*, by: Actor, release: Release) -> None:
    """Take back a frozen version before it is delivered. Raises as `releases.withdraw`."""
    releases.withdraw(by=by, release=release)


def send_again(*, by: Actor, delivery: Delivery) -> None:
    """Send the personal link again, once a day at most. Raises as `releases.resend`."""
    releases.resend(by=by, delivery=delivery)
