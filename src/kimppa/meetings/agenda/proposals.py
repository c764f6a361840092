"""What directors propose for agendas: until when, how it stands, and what was left and why."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, stored
from kimppa.core.consortium.models import Person
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.meetings.agenda.actions import RIGHT, add_item
from kimppa.meetings.agenda.queries import coming_meetings
from kimppa.meetings.models import Item
from kimppa.ui.numbers import day

SHOWN = 10


@transaction.atomic
def propose_item(*, by: Actor, **values: Any) -> Item:
    """An item that waits for a meeting, and whose proposer may change it until it is on an agenda.
    Raises as `add_item`.
    """
    return add_item(by=by, proposed_by=person_or_none(by), **values)


@transaction.atomic
def leave_item(*, by: Actor, item: Item, reason: str) -> None:
    """Put a proposal on no agenda, and say why; its proposer reads it.

    Raises PermissionDenied, and ValidationError without a reason or for one that is on an agenda.
    """
    require(by, RIGHT)
    if not reason.strip():
        raise ValidationError({"reason": _("Write why it is left.")})
    if stored(item).meeting_id:
        raise ValidationError(_("It is on an agenda. Move it or remove it there."))
    set_left(by=by, item=item, left_reason=reason.strip())


@transaction.atomic
def wait_again(*, by: Actor, item: Item) -> None:
    """Let what was left wait for a meeting again."""
    set_left(by=by, item=item)


@transaction.atomic
def set_left(*, by: Actor, item: Item, left_reason: str = "") -> None:
    """Undo `leave_item` or `wait_again`."""
    require(by, RIGHT)
    change(item, by=by, action="meetings.item-leave", left_reason=left_reason)


def may_edit(item: Item, person: Person) -> bool:
    """Whether the person may change the words: the coordinator, and the proposer while it waits."""
    is_own = item.meeting_id is None and item.proposed_by_id == person.pk
    return item.is_open and (is_own or person.can(RIGHT))


def proposals_of(person: Person) -> QuerySet[Item]:
    """The newest that the person has proposed."""
    rows = Item.objects.filter(proposed_by=person.pk).select_related("meeting")
    return rows.order_by("-pk")[:SHOWN]


def proposal_mark(item: Item) -> tuple[str, str] | str:
    """How an item stands, as a status; nothing of one that nobody proposed and that is open."""
    if item.outcome:
        return "done", str(item.get_outcome_display())
    if item.left_reason:
        return "no-need", _("Left")
    if item.meeting is None:
        return "waiting", _("Waits for a meeting")
    return ("ongoing", _("On an agenda")) if item.proposed_by_id else ""


def proposals_until() -> str:
    """Until when items are proposed for the next meetings, in words; empty without one to come."""
    today = clock.today()
    meetings = (row for row in coming_meetings() if row.last_proposal_day >= today)
    if meeting := next(meetings, None):
        words = {"meeting": meeting, "day": day(meeting.last_proposal_day)}
        return _("For %(meeting)s items are proposed until %(day)s.") % words
    return ""
