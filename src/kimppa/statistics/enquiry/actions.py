"""The request for active customers: made, sent, answered."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add, change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import Enquiry


def enquiry_of(year: int) -> Enquiry | None:
    """The year's request for active customers."""
    return Enquiry.objects.filter(year=year).first()


@transaction.atomic
def ask_support(
    *,
    by: Actor,
    year: int,
    recipient: str,
    definition: str,
    due: dt.date,
    example: bool = False,
) -> Enquiry:
    """Write the year's request; one that stands is corrected until it has been sent.

    Raises ValidationError for empty words or a request that has been sent.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    existing = Enquiry.objects.filter(year=year).first()
    fields = {"recipient": recipient.strip(), "definition": definition.strip(), "due": due}
    if existing is not None:
        if existing.sent_on:
            raise ValidationError(_("The request has been sent. Write to the vendor instead."))
        change(existing, by=by, action="statistics.correct-enquiry", **fields)
        return existing
    enquiry = Enquiry(year=year, example=example, **fields)
    return add(enquiry, by=by, action="statistics.enquire")


@transaction.atomic
def note_sent(*, by: Actor, enquiry: Enquiry, date: dt.date | None = None) -> None:
    """Note the day on which the request went out; None takes it back."""
    require(by, Permission.MANAGE_CONSORTIUM)
    _require_past(date)
    change(enquiry, by=by, action="statistics.enquiry-sent", sent_on=date)


@transaction.atomic
def note_answer(
    *, by: Actor, enquiry: Enquiry, date: dt.date | None, answered_by: str = "", note: str = ""
) -> None:
    """Note who answered, when, and what was said of the figures; no date takes it back."""
    require(by, Permission.MANAGE_CONSORTIUM)
    _require_past(date)
    change(
        enquiry,
        by=by,
        action="statistics.enquiry-answered",
        answered_on=date,
        answered_by=answered_by.strip(),
        note=note.strip(),
    )


def _require_past(date: dt.date | None) -> None:
    if date is not None and date > clock.today():
        raise ValidationError({"date": _("The date is still to come.")})


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Enquiry)
