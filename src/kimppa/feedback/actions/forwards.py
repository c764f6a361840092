"""Feedback that somebody else must act on: outside the libraries, or in another room."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import receiver
from kimppa.core.handover import HandOver, Receipt
from kimppa.core.language import official
from kimppa.core.mail.actions import new_message_id, queue_mail, withdraw_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import Actor, person_or_none
from kimppa.feedback.actions.answers import mark_of, own_headers
from kimppa.feedback.actions.tickets import change_ticket, reopen, require_ticket
from kimppa.feedback.evidence import is_of_e_library
from kimppa.feedback.models import Message, Queue, Ticket

KEY = "feedback-forward"
LATEST, ASKED_AGAIN = dt.timedelta(days=366), dt.timedelta(days=14)


@transaction.atomic
def forward(
    *,
    by: Actor,
    ticket: Ticket,
    to: str,
    follow_up_on: dt.date,
    text: str = "",
    address: str = "",
) -> Message:
    """Pass a ticket on to an outside owner, and say when to ask again.

    With an address the covered text goes there by mail: who sent it is not told. What is answered
    to that joins the ticket and opens it (`letters`).

    Raises ValidationError for a closed ticket, or a day that has gone or is far away.
    """
    require_ticket(by, ticket)
    if ticket.state == Ticket.State.CLOSED:
        raise ValidationError(_("It is closed. Open it again first."))
    if follow_up_on < clock.today():
        raise ValidationError(_("The day to ask again has gone already."))
    if follow_up_on > clock.today() + LATEST:
        raise ValidationError(_("The day to ask again is more than a year away. Check it."))
    message = Message.objects.create(
        ticket=ticket,
        kind=Message.Kind.FORWARD,
        text=f"{to}\n\n{text.strip()}".strip(),
        by=person_or_none(by),
        at=clock.now(),
        message_id=new_message_id() if address else "",
    )
    changes = {"forwarded_to": to, "follow_up_on": follow_up_on}
    change_ticket(ticket, by, "feedback.forward", state=Ticket.State.FORWARDED, **changes)
    if address:
        questions = ticket.messages.filter(kind=Message.Kind.CUSTOMER).order_by("at", "pk")
        quoted_text = "\n\n".join(question.text for question in questions)
        queue_mail(
            key=key_of(message),
            to=address,
            subject=f"{ticket.subject} {mark_of(ticket)}",
            body=f"{text.strip()}\n\n{quoted_text}\n".lstrip(),
        )
    return message


@transaction.atomic
def pass_to_support(*, by: Actor, ticket: Ticket) -> Message:
    """Pass feedback on the e-library on to its national support, by letter where the service
    register tells the address; it is asked about in two weeks. Raises as `forward` does.
    """
    service = ticket.queue.service
    with official():
        letter = _("Hello, this came to our libraries. Please answer us: we tell the customer.")
    return forward(
        by=by,
        ticket=ticket,
        to=support_of(ticket.queue),
        follow_up_on=clock.today() + ASKED_AGAIN,
        text=letter,
        address=service.support if service else "",
    )


def support_of(queue: Queue) -> str:
    """Who the support of a queue's service is, as the register says; empty where none is known."""
    if not is_of_e_library(queue) or queue.service is None:
        return ""
    with official():
        support_name = _("national support")
    return f"{support_name}, {queue.service.vendor}"[:100] if queue.service.vendor else support_name


@transaction.atomic
def take_back(*, by: Actor, ticket: Ticket) -> None:
    """Undo passing it on: the letter stays here, and the ticket is open.

    Raises ValidationError when the letter has left.
    """
    reopen(by=by, ticket=ticket)
    forward_messages = ticket.messages.filter(kind=Message.Kind.FORWARD, undone_at=None)
    message = forward_messages.order_by("-at", "-pk").first()
    if message is None:
        return
    if message.message_id and not withdraw_mail(key=key_of(message)):
        raise ValidationError(_("The letter has left already. Write another one."))
    message.undone_at = clock.now()
    message.save(update_fields=["undone_at"])


def key_of(message: Message) -> str:
    """The key of the letter by which something was forwarded."""
    return f"{KEY}-{message.pk}"


def headers_of(key: str) -> dict[str, str]:
    """The headers by which an answer from outside is known; nothing of the customer's letters."""
    message_number = key.rpartition("-")[2]
    if not message_number.isdecimal():
        return {}
    message = Message.objects.select_related("ticket__queue").filter(pk=int(message_number)).first()
    return own_headers(message) if message and message.message_id else {}


def was_forwarded_to(ticket: Ticket, address: str) -> bool:
    """Whether a ticket has been forwarded to the address by a letter."""
    letter_keys = [key_of(message) for message in ticket.messages.filter(kind=Message.Kind.FORWARD)]
    return OutgoingMail.objects.filter(key__in=letter_keys, to__iexact=address).exists()


@transaction.atomic
def hand_over(
    *,
    by: Actor,
    ticket: Ticket,
    topic: str,
    title: str,
    due: dt.date | None = None,
    verb: str = "task",
) -> Receipt | None:
    """Give a ticket to the room that receives the verb; the ticket stays as it is.

    Raises ValidationError when no room receives it.
    """
    require_ticket(by, ticket)
    receiving_action = receiver(verb)
    if receiving_action is None:
        raise ValidationError(_("No room takes this on."))
    matter = HandOver(
        title=title,
        topic=topic,
        origin=("feedback", f"ticket-{ticket.pk}"),
        municipality=ticket.queue.municipality,
        due=due,
        example=ticket.example,
    )
    return receiving_action(matter, by=by)
