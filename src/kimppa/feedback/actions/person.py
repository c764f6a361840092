"""One customer's data: given out, and erased before their time."""

from typing import Any

from django.db import transaction

from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.actions.retention import blank
from kimppa.feedback.actions.tickets import close, tell
from kimppa.feedback.models import Message, Ticket


def tickets_of(*, by: Actor, email: str) -> list[Ticket]:
    """The feedback whose sender gave the address, as long as the sender is remembered.

    Whoever has been forgotten already cannot be found. Raises PermissionDenied.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if not email.strip():
        return []
    sent_tickets = Ticket.objects.filter(contact__email__iexact=email.strip())
    tickets = sent_tickets.select_related("queue__service", "queue__municipality", "contact")
    return list(tickets.order_by("arrived_at", "pk"))


@transaction.atomic
def export(*, by: Actor, email: str) -> dict[str, Any]:
    """Everything held on the customer, for the customer; each ticket's log tells of it."""
    return {
        "email": email.strip(),
        "feedback": [_ticket_data(by, ticket) for ticket in tickets_of(by=by, email=email)],
    }


def _ticket_data(by: Actor, ticket: Ticket) -> dict[str, Any]:
    tell(by, "feedback.person-export", ticket)
    contact = ticket.contact
    messages = ticket.messages.exclude(kind=Message.Kind.NOTE).filter(undone_at=None)
    return {
        "number": ticket.pk,
        "arrived": ticket.arrived_at.isoformat(timespec="seconds"),
        "queue": str(ticket.queue),
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "form": {**ticket.more, **contact.more},
        "messages": [
            {
                "kind": message.kind,
                "at": message.at.isoformat(timespec="seconds"),
                "text": message.original or message.text,
            }
            for message in messages
        ],
    }


@transaction.atomic
def erase(*, by: Actor, email: str) -> int:
    """Remove every word of the customer's feedback and who sent it; how many. Not to be undone.

    What is open is closed: without its words nobody could do anything to it.
    """
    tickets = tickets_of(by=by, email=email)
    for ticket in tickets:
        close(by=by, ticket=ticket)
        ticket.refresh_from_db()
        blank(ticket, by=by)
    return len(tickets)
