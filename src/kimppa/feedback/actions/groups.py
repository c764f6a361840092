"""The same matter told by several customers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import add
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.actions.answers import answer, unfilled
from kimppa.feedback.actions.tickets import change_ticket, close, require_ticket
from kimppa.feedback.models import Group, Ticket
from kimppa.feedback.queries import tickets_of_group


@transaction.atomic
def put_together(*, by: Actor, ticket: Ticket, group: Group | None, title: str = "") -> Group:
    """Put a ticket with a matter, or with a new one of that title."""
    require_ticket(by, ticket)
    if group is None:
        group = Group(title=title.strip(), made_at=clock.now(), example=ticket.example)
        add(group, by=by, action="feedback.group")
    change_ticket(ticket, by, "feedback.group", group=group)
    return group


@transaction.atomic
def take_apart(*, by: Actor, ticket: Ticket) -> None:
    """Undo: the ticket is a matter of its own again."""
    require_ticket(by, ticket)
    change_ticket(ticket, by, "feedback.group", group=None)


@transaction.atomic
def answer_all(*, by: Person, group: Group, text: str) -> tuple[int, int]:
    """Answer every open ticket of the matter that `by` handles; how many got a letter, how many
    were only closed.

    Raises ValidationError when none is open, or when one lacks what the text names in braces.
    """
    tickets = tickets_of_group(group, by)
    open_tickets = [ticket for ticket in tickets if ticket.state != Ticket.State.CLOSED]
    if not open_tickets:
        raise ValidationError(_("None of these is open."))
    addressed_tickets = [ticket for ticket in open_tickets if _has_address(ticket)]
    _require_filled(addressed_tickets, text)
    for ticket in open_tickets:
        if ticket in addressed_tickets:
            answer(by=by, ticket=ticket, text=text)
        else:
            close(by=by, ticket=ticket)
    return len(addressed_tickets), len(open_tickets) - len(addressed_tickets)


def _has_address(ticket: Ticket) -> bool:
    contact = getattr(ticket, "contact", None)
    return contact is not None and bool(contact.email)


def _require_filled(tickets: list[Ticket], text: str) -> None:
    """Say of each ticket what could not be filled in."""
    faults = [
        _("Feedback %(number)d: nothing is known to fill in for %(names)s.")
        % {"number": ticket.pk, "names": ", ".join(unfilled_words)}
        for ticket in tickets
        if (unfilled_words := unfilled(ticket, text))
    ]
    if faults:
        raise ValidationError({"text": faults})


# A matter that was named follows its first ticket; by itself nobody but the coordinator writes it.
check_undo_by(lambda by, _group: require(by, Permission.MANAGE_CONSORTIUM), Group)
