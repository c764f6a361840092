"""Freezing the theme list of a month, and delivering it to every municipality."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from kimppa.core import clock
from kimppa.core.consortium.queries import directors, municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.releases import actions as releases
from kimppa.core.releases.actions import RenderedFile
from kimppa.core.releases.facts import canonical
from kimppa.core.releases.models import Delivery, Release
from kimppa.documents.pdf import render_pdf
from kimppa.feedback.monthly.content import Facts
from kimppa.feedback.monthly.document import Stamp, document
from kimppa.feedback.monthly.months import LANGUAGE, Month
from kimppa.feedback.monthly.queries import prepare, subject_of, versions


def freeze_month(
    *,
    by: Actor,
    month: Month,
    provisional: bool = False,
    reason: str = "",
    seen: str = "",
    at: dt.datetime | None = None,
) -> Release:
    """Freeze a month's list with its PDF; a month that is not over only as provisional.

    Raises ValidationError for that, for a month without anything to tell, for what has changed
    since it was `seen`, and as `releases.freeze`.
    """
    require(by, Permission.DELIVER)
    made = prepare(month)
    if made.counted.empty:
        raise ValidationError(_("Nothing came and nothing was done in this month."))
    if seen and seen != made.sha256:
        raise ValidationError(_("The figures have changed while you were looking. Look again."))
    if not made.over and not provisional:
        raise ValidationError(
            _("The month is not over yet: until then the list can only be provisional.")
        )
    told = reason.strip() if made.last else ""
    day = at.astimezone(clock.ZONE).date() if at else clock.today()
    return releases.freeze(
        by=by,
        subject=subject_of(month),
        facts=made.facts,
        files=files(made.facts, Stamp(day, made.version, told, provisional)),
        reason=told,
        provisional=provisional,
        at=at,
        example=made.counted.example,
    )


def files(facts: Facts, stamp: Stamp) -> tuple[RenderedFile, ...]:
    """PDF to read, JSON for machines."""
    with override(LANGUAGE):
        state = f"v{stamp.version}" if stamp.version else "luonnos"
        name = f"{slugify(facts['title'])}-{state}"
        pdf = render_pdf(document(facts, stamp))
    return (
        RenderedFile(f"{name}.pdf", "application/pdf", pdf),
        RenderedFile(f"{name}.json", "application/json", canonical(facts).encode()),
    )


@transaction.atomic
def deliver_month(*, by: Actor, month: Month, at: dt.datetime | None = None) -> list[Delivery]:
    """Deliver the newest version to the directors of every municipality; who has it gets nothing
    again. Each delivery is evidence for `feedback`.

    Raises ValidationError for a list that has not been frozen, and naming the municipalities that
    have no director; then nothing is delivered.
    """
    require(by, Permission.DELIVER)
    release = versions(month).first()
    if release is None:
        raise ValidationError(_("The list has not been frozen."))
    pairs = directors()
    reached = {municipality.pk for municipality, _person in pairs}
    missing = [one.name for one in municipalities_on() if one.pk not in reached]
    if missing:
        raise ValidationError(
            _("There is no director in office in %(names)s. Add one on the page of people.")
            % {"names": ", ".join(missing)}
        )
    return releases.deliver(
        by=by, release=release, recipients=pairs, at=at, example=release.example
    )


def withdraw_version(*, by: Actor, release: Release) -> None:
    """Take back a frozen version before it is delivered. Raises as `releases.withdraw`."""
    releases.withdraw(by=by, release=release)
