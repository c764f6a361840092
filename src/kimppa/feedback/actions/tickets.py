"""Who does it, what it is about, notes, closing; each with its way back."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock, workdays
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.feedback.actions.arrivals import queue_of, set_clocks
from kimppa.feedback.evidence import count_month
from kimppa.feedback.models import Message, Ticket


def require_ticket(by: Actor, ticket: Ticket) -> None:
    """Raise PermissionDenied unless `by` handles the feedback of the ticket's queue."""
    require(by, Permission.DO_TASKS, ticket.queue.municipality)


@transaction.atomic
def assign(*, by: Actor, ticket: Ticket, assignee: Person | None) -> None:
    """Give a ticket to somebody who handles its queue, or to nobody.

    Raises ValidationError for somebody who does not.
    """
    require_ticket(by, ticket)
    if assignee is not None and not assignee.can(Permission.DO_TASKS, ticket.queue.municipality):
        raise ValidationError(_("%(name)s does not handle this feedback.") % {"name": assignee})
    change_ticket(ticket, by, "feedback.assign", assignee=assignee)


@transaction.atomic
def sort(
    *,
    by: Actor,
    ticket: Ticket,
    theme: str,
    service: Service | None,
    municipality: Municipality | None,
) -> None:
    """Say what a ticket is about and whose it is; its clocks are counted anew from its arrival."""
    require_ticket(by, ticket)
    require(by, Permission.DO_TASKS, municipality)
    earlier_queue = ticket.queue
    queue = queue_of(service, municipality, example=ticket.example)
    ticket.queue, ticket.theme = queue, theme
    set_clocks(ticket)
    due_days = {"due_on": ticket.due_on, "answer_by": ticket.answer_by}
    change_ticket(ticket, by, "feedback.sort", queue=queue, theme=theme, **due_days)
    if ticket.answered_at and earlier_queue != queue:
        count_month(earlier_queue, ticket.answered_at, by=by)
        count_month(queue, ticket.answered_at, by=by)


def look(*, by: Actor, ticket: Ticket) -> None:
    """Tell the audit log that somebody looked at who sent it."""
    require_ticket(by, ticket)
    tell(by, "feedback.sender-look", ticket)


@transaction.atomic
def note(*, by: Actor, ticket: Ticket, text: str) -> Message:
    """Write something that only those who handle feedback see. Raises ValidationError if empty."""
    require_ticket(by, ticket)
    if not text.strip():
        raise ValidationError(_("Write the note first."))
    message = Message.objects.create(
        ticket=ticket,
        kind=Message.Kind.NOTE,
        text=text.strip(),
        by=person_or_none(by),
        at=clock.now(),
    )
    tell(by, "feedback.note", ticket, message=message.pk)
    return message


@transaction.atomic
def remove_note(*, by: Actor, message: Message) -> None:
    """Take a note away; `restore_note` brings it back."""
    _set_undone(by, message, "feedback.note-remove", is_removed=True)


@transaction.atomic
def restore_note(*, by: Actor, message: Message) -> None:
    """Bring a note back."""
    _set_undone(by, message, "feedback.note-restore", is_removed=False)


def _set_undone(by: Actor, message: Message, action: str, *, is_removed: bool) -> None:
    require_ticket(by, message.ticket)
    if message.kind != Message.Kind.NOTE:
        raise ValidationError(_("Only a note can be taken away."))
    message.undone_at = clock.now() if is_removed else None
    message.save(update_fields=["undone_at"])
    tell(by, action, message.ticket, message=message.pk)


@transaction.atomic
def close(*, by: Actor, ticket: Ticket, at: dt.datetime | None = None) -> None:
    """Close a ticket as handled (now unless told), without a letter. A closed one stays so."""
    require_ticket(by, ticket)
    if stored(ticket).state != Ticket.State.CLOSED:
        finish(ticket, by=by, at=at)


@transaction.atomic
def reopen(*, by: Actor, ticket: Ticket) -> None:
    """Undo a closing: it counts as not handled, unless it was answered by a letter."""
    require_ticket(by, ticket)
    if stored(ticket).blanked_at is not None:
        raise ValidationError(_("Its texts have been removed; nothing could be done to it."))
    earlier_answered_at = ticket.answered_at
    answers = ticket.messages.filter(kind=Message.Kind.ANSWER)
    answered_at = earlier_answered_at if answers.filter(undone_at=None).exists() else None
    changes = {
        "closed_at": None,
        "answered_at": answered_at,
        "forwarded_to": "",
        "follow_up_on": None,
    }
    change_ticket(ticket, by, "feedback.reopen", state=Ticket.State.OPEN, **changes)
    _set_expiry(ticket, is_closed=False)
    if earlier_answered_at and answered_at is None:
        count_month(ticket.queue, earlier_answered_at, by=by)


def reopen_for(ticket: Ticket, *, by: Actor, at: dt.datetime) -> None:
    """Open a closed ticket because its customer wrote again: its target is counted from then."""
    due_on = workdays.after(at.astimezone(clock.ZONE).date(), ticket.queue.days)
    changes = {"state": Ticket.State.OPEN, "closed_at": None, "due_on": due_on}
    change_ticket(ticket, by, "feedback.reopen", **changes)
    _set_expiry(ticket, is_closed=False)


def finish(ticket: Ticket, *, by: Actor, at: dt.datetime | None = None) -> None:
    """Close the ticket, note when it was first answered, and count it as work done."""
    closed_at = at or clock.now()
    answered_at = ticket.answered_at or closed_at
    change_ticket(
        ticket,
        by,
        "feedback.close",
        state=Ticket.State.CLOSED,
        closed_at=closed_at,
        answered_at=answered_at,
    )
    _set_expiry(ticket, is_closed=True)
    count_month(ticket.queue, answered_at, by=by)


def tell(by: Actor, action: str, ticket: Ticket, **after: Any) -> None:
    """Audit what was done to a ticket without keeping its words."""
    record(by=by, action=action, obj=ticket, after=after, municipality=ticket.queue.municipality)


def change_ticket(ticket: Ticket, by: Actor, action: str, **changes: Any) -> None:
    """Change what is no words of a ticket, with its row in the audit log."""
    if change(ticket, by=by, action=action, **changes):
        ticket.refresh_from_db()


def _set_expiry(ticket: Ticket, *, is_closed: bool) -> None:
    contact = getattr(ticket, "contact", None)
    if contact is None:
        return
    contact.expires_on = clock.today() + ticket.queue.look_time if is_closed else None
    contact.save(update_fields=["expires_on"])


check_undo_by(require_ticket, Ticket)
