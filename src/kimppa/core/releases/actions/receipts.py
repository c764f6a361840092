"""Receipts: opened, downloaded, passed on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.fulldisk import dispensable
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.releases.models import Delivery, PassedOn


def mark_opened(delivery: Delivery, *, at: dt.datetime | None = None) -> None:
    """Note the first opening, in the object at hand too."""
    _note_moment(delivery, "opened_at", at or clock.now())


def mark_downloaded(delivery: Delivery, *, at: dt.datetime | None = None) -> None:
    """Note the first download, which is an opening too."""
    moment = at or clock.now()
    _note_moment(delivery, "opened_at", moment)
    _note_moment(delivery, "downloaded_at", moment)


def _note_moment(delivery: Delivery, name: str, moment: dt.datetime) -> None:
    unmarked_delivery = Delivery.objects.filter(pk=delivery.pk, **{f"{name}__isnull": True})
    with dispensable("a receipt"):
        if unmarked_delivery.update(**{name: moment}):
            setattr(delivery, name, moment)


@transaction.atomic
def pass_on(
    *,
    by: Actor,
    delivery: Delivery,
    to: str,
    date: dt.date | None = None,
    note: str = "",
    example: bool = False,
) -> PassedOn:
    """Log that a delivery was passed on in the municipality.

    Raises ValidationError if to whom is empty, or if the date is before the delivery or to come.
    """
    require(by, Permission.PASS_ON, delivery.municipality)
    passing_on = PassedOn(
        delivery=delivery,
        to=to.strip(),
        date=date or clock.today(),
        note=note.strip(),
        by=person_or_none(by),
        by_name=by.name,
        example=example,
    )
    passing_on.full_clean(exclude=["by"])
    if passing_on.date > clock.today():
        raise ValidationError({"date": _("The date is still to come.")})
    if passing_on.date < delivery.delivered_at.astimezone(clock.ZONE).date():
        raise ValidationError({"date": _("The date is before the delivery.")})
    passing_on.save()
    record(by=by, action="release.pass-on", obj=passing_on, municipality=delivery.municipality)
    return passing_on


@transaction.atomic
def undo_pass_on(*, by: Actor, passed: PassedOn) -> None:
    """Take back an entry of passing on; the audit log keeps what it said."""
    municipality = passed.delivery.municipality
    require(by, Permission.PASS_ON, municipality)
    values_before = snapshot(passed)
    record(
        by=by,
        action="release.undo-pass-on",
        obj=passed,
        before=values_before,
        after={},
        municipality=municipality,
    )
    passed.delete()


check_undo_by(lambda by, row: require(by, Permission.PASS_ON, row.delivery.municipality), PassedOn)
