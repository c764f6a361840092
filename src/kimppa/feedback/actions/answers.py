"""Answering the customer by mail."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from kimppa.core import clock
from kimppa.core.audit.actions import stored
from kimppa.core.consortium.queries import consortium
from kimppa.core.mail.actions import new_message_id, queue_mail, withdraw_mail
from kimppa.core.permissions import Actor, person_or_none
from kimppa.feedback import letters
from kimppa.feedback.actions.readers import note_done
from kimppa.feedback.actions.tickets import finish, reopen, require_ticket, tell
from kimppa.feedback.models import Contact, Message, Reply, Ticket
from kimppa.feedback.queries import reply_address
from kimppa.feedback.redaction import COVER

KEY = "feedback-answer"


@transaction.atomic
def answer(*, by: Actor, ticket: Ticket, text: str, close: bool = True) -> Message:
    """Send an answer to the customer, and close the ticket.

    Raises ValidationError without a text, when words in braces cannot be filled in, or when there
    is no address to answer to.
    """
    require_ticket(by, ticket)
    if not text.strip():
        raise ValidationError(_("Write the answer first."))
    if unfilled_words := unfilled(ticket, text):
        raise ValidationError(
            {
                "text": _("Nothing is known to fill in for %(names)s. Write it in your own words.")
                % {"names": ", ".join(unfilled_words)}
            }
        )
    stored(ticket)  # two answers at once stand one after the other
    contact = Contact.objects.filter(ticket=ticket).exclude(email="").first()
    if contact is None:
        raise ValidationError(_("There is no address to answer to. Close it with a note instead."))
    variables = _variables(ticket)
    message = Message.objects.create(
        ticket=ticket,
        kind=Message.Kind.ANSWER,
        text=letters.filled(text.strip(), variables | {"name": contact.name and COVER.name}),
        by=person_or_none(by),
        at=clock.now(),
        message_id=new_message_id(),
    )
    _send_answer(
        ticket, message, contact.email, letters.filled(text, variables | {"name": contact.name})
    )
    tell(by, "feedback.answer", ticket, message=message.pk)
    if ticket.answered_at is None:
        ticket.answered_at = message.at
        ticket.save(update_fields=["answered_at"])
    if close:
        finish(ticket, by=by)
    if person := person_or_none(by):
        note_done(by=person, ticket=ticket)
    return message


def draft(ticket: Ticket, reply: Reply) -> str:
    """A ready answer to begin with: filled in but for the customer's name, which the page hides."""
    language = "fi" if reply.language == Reply.Language.PLAIN else reply.language
    return letters.filled(reply.text, _variables(ticket, language))


def unfilled(ticket: Ticket, text: str) -> list[str]:
    """The words in braces of a text that an answer to the ticket could not fill in."""
    return letters.placeholders(letters.filled(text, _variables(ticket) | {"name": ""}))


def _variables(ticket: Ticket, language: str = "") -> dict[str, str]:
    """What is known to stand in the place of an answer's variables, but for the customer's name."""
    queue = ticket.queue
    with override(language or ticket.language):
        variables = {"number": str(ticket.pk)}
        if queue.service:
            variables["service"] = queue.service.name
        if queue.municipality:
            variables["municipality"] = queue.municipality.name
    return variables


def _send_answer(ticket: Ticket, message: Message, address: str, text: str) -> None:
    question = ticket.messages.filter(kind=Message.Kind.CUSTOMER).order_by("-at", "-pk").first()
    owner = consortium()
    with override(ticket.language):
        sender = owner.name if owner else ""
    queue_mail(
        key=key_of(message),
        to=address,
        subject=letters.answer_subject(ticket.subject, mark_of(ticket), ticket.language),
        body=letters.answer_body(text, question.text if question else "", sender, ticket.language),
    )


@transaction.atomic
def take_back(*, by: Actor, message: Message) -> None:
    """Stop an answer that has not left yet, and open the ticket.

    Raises ValidationError when it has gone.
    """
    ticket = message.ticket
    require_ticket(by, ticket)
    if message.undone_at is None and not withdraw_mail(key=key_of(message)):
        raise ValidationError(_("The letter has left already. Write another one."))
    message.undone_at = clock.now()
    message.save(update_fields=["undone_at"])
    reopen(by=by, ticket=ticket)


def key_of(message: Message) -> str:
    """The key of the letter that carries an answer."""
    return f"{KEY}-{message.pk}"


def mark_of(ticket: Ticket) -> str:
    """The mark in the subject of a ticket's letters."""
    owner = consortium()
    return letters.tag(owner.short_name if owner else "", ticket.pk)


def headers_of(key: str) -> dict[str, str]:
    """The headers by which mail programs put an answer beside the customer's own letter, and
    by which the customer's next one comes where it is read."""
    message_number = key.rpartition("-")[2]
    if not message_number.isdecimal():
        return {}
    message = Message.objects.select_related("ticket__queue").filter(pk=int(message_number)).first()
    if message is None:
        return {}
    thread_kinds = (Message.Kind.CUSTOMER, Message.Kind.ANSWER)
    thread_messages = message.ticket.messages.filter(kind__in=thread_kinds, undone_at=None).exclude(
        pk=message.pk
    )
    earlier_ids = list(thread_messages.exclude(message_id="").values_list("message_id", flat=True))
    headers = own_headers(message)
    if earlier_ids:
        headers |= {"In-Reply-To": earlier_ids[-1], "References": " ".join(earlier_ids[-10:])}
    return headers


def own_headers(message: Message) -> dict[str, str]:
    """The headers of every letter of a ticket."""
    headers = {"Message-ID": message.message_id}
    if address := reply_address(message.ticket.queue):
        headers["Reply-To"] = address
    return headers
