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
from kimppa.core.proposals.actions import sender_of, use_link
from kimppa.meetings.agenda.actions import PROPOSE, RIGHT, add_item
from kimppa.meetings.agenda.queries import coming_meetings, targets
from kimppa.meetings.models import InviteeLink, Item, Meeting
from kimppa.ui.numbers import day

SHOWN = 10


@transaction.atomic
def propose_item(*, by: Actor, **values: Any) -> Item:
    """An item that waits for a meeting, and whose proposer may change it until it is on an agenda.
    Raises as `add_item`.
    """
    return add_item(by=by, proposed_by=person_or_none(by), proposed_on=clock.today(), **values)


@transaction.atomic
def propose_by_link(*, link: InviteeLink, **values: Any) -> Item:
    """As `propose_item`, for the director who holds the link of an invitation; refused too when it
    is used too often.
    """
    use_link(link)
    by, person = sender_of(link), link.invitee.person
    return add_item(by=by, proposed_by=person, proposed_on=clock.today(), **values)


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
    proposals = Item.objects.filter(proposed_by=person.pk).select_related("meeting")
    return proposals.order_by("-pk")[:SHOWN]


def proposal_mark(item: Item) -> tuple[str, str] | str:
    """How an item stands, as a status; nothing of one that nobody proposed and that is open."""
    if item.outcome:
        return "done", str(item.get_outcome_display())
    if item.left_reason:
        return "no-need", _("Left")
    if item.meeting is None:
        return "waiting", _("Waits for a meeting")
    return ("ongoing", _("On an agenda")) if item.proposed_by_id else ""


def proposal_line(item: Item, target: Meeting | None) -> str:
    """Where a proposal goes, or why it was left, in words."""
    if item.left_reason:
        return item.left_reason
    if item.meeting:
        return str(item.meeting)
    if target:
        return _("Waits for %(meeting)s") % {"meeting": target}
    return _("Waits for the next meeting to be planned")


def lines_of(person: Person) -> list[tuple[Item, str, tuple[str, str] | str]]:
    """The newest proposals of a person, each in words and with its status. Two queries."""
    items = list(proposals_of(person))
    target_of = targets(items) if any(item.meeting_id is None for item in items) else {}
    return [(item, proposal_line(item, target_of.get(item)), proposal_mark(item)) for item in items]


def where(item: Item) -> str:
    """The meeting of an item, or that for which it waits, in words."""
    if item.meeting:
        return str(item.meeting)
    return "" if item.left_reason else proposal_line(item, targets([item])[item])


def waiting_for(meeting: Meeting, person: Person, *, gathers: bool) -> dict[str, Any]:
    """What waits for an agenda (`waiting`), and for the one that is gathered now (`gathers`) also
    what came too late for it, each with where it goes (`late_items`).
    """
    if not (meeting.is_open and person.can(PROPOSE)):
        return {"waiting": [], "late": []}
    target_by_item = targets(Item.objects.waiting().visible_to(person))
    late_items = [(item, target) for item, target in target_by_item.items() if target != meeting]
    return {
        "waiting": [item for item, target in target_by_item.items() if target == meeting],
        "late": [(item, proposal_line(item, target)) for item, target in late_items if gathers],
    }


def proposals_until() -> str:
    """For which meeting items are proposed now and until when, in words; that the last day of an
    earlier one is past is said. Empty without a meeting to come.
    """
    today = clock.today()
    closed_meeting = meeting = None
    for coming in coming_meetings():
        if coming.last_proposal_day >= today:
            meeting = coming
            break
        closed_meeting = coming
    sentences = [_last_day_words(closed_meeting, meeting)] if closed_meeting else []
    if meeting:
        words = {"meeting": meeting, "day": day(meeting.last_proposal_day)}
        sentences.append(_("For %(meeting)s items are proposed until %(day)s.") % words)
    return " ".join(sentences)


def _last_day_words(closed: Meeting, meeting: Meeting | None) -> str:
    words = {"closed": closed, "day": day(closed.last_proposal_day), "meeting": meeting}
    kept = _(
        "The last day for %(closed)s was %(day)s: what you propose now is kept for the meeting"
        " after it."
    )
    goes = _("The last day for %(closed)s was %(day)s: what you propose now goes to %(meeting)s.")
    return (goes if meeting else kept) % words
