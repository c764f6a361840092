"""The same matter told by several customers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.actions.answers import answer
from kimppa.feedback.actions.tickets import change_ticket, close, require_ticket
from kimppa.feedback.models import Group, Ticket
from kimppa.feedback.queries import tickets_of_group


@transaction.atomic
def put_together(*, by: Actor, ticket: Ticket, group: Group | None, title: str = "") -> Group:
    """Put a ticket with a matter, or with a new one of that title."""
    require_ticket(by, ticket)
    if group is None:
        group = Group(title=title.strip(), made_at=clock.now(), example=ticket.example)
        group.full_clean()
        group.save()
        record(by=by, action="feedback.group", obj=group)
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

    Raises ValidationError when none is open.
    """
    tickets = tickets_of_group(group, by)
    waiting = [ticket for ticket in tickets if ticket.state != Ticket.State.CLOSED]
    if not waiting:
        raise ValidationError(_("None of these is open."))
    letters = 0
    for ticket in waiting:
        contact = getattr(ticket, "contact", None)
        if contact is not None and contact.email:
            answer(by=by, ticket=ticket, text=text)
            letters += 1
        else:
            close(by=by, ticket=ticket)
    return letters, len(waiting) - letters


# A matter that was named follows its first ticket; by itself nobody but the coordinator writes it.
check_undo_by(lambda by, _group: require(by, Permission.MANAGE_CONSORTIUM), Group)
