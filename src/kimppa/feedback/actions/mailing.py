"""Letters from customers: put beside what they answer, or a ticket of their own."""

import zlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.throttle.actions import Limit, take
from kimppa.feedback import finna, letters
from kimppa.feedback.actions import passing
from kimppa.feedback.actions.arriving import (
    Arrival,
    Covered,
    Sender,
    add_message,
    cover,
    digest,
    take_in,
)
from kimppa.feedback.actions.handling import reopen, reopen_for, tell
from kimppa.feedback.languages import language_of
from kimppa.feedback.models import Mailbox, Message, Original, Ticket
from kimppa.feedback.redaction import without_names
from kimppa.sources.mail.letter import Letter, read
from kimppa.sources.mail.quotes import own_words

BY_SENDER = Limit("feedback-mail", times=30, minutes=60)


@transaction.atomic
def add_mailbox(*, by: Actor, example: bool = False, **given: Any) -> Mailbox:
    """A new mailbox to read. Raises ValidationError."""
    require(by, Permission.MANAGE_CONSORTIUM)
    row = Mailbox(example=example, **given)
    row.full_clean(exclude=["service", "municipality"])
    row.save()
    record(by=by, action="feedback.mailbox", obj=row)
    return row


@transaction.atomic
def edit_mailbox(*, by: Actor, mailbox: Mailbox, **given: Any) -> None:
    """Change a mailbox; another server or folder is read from its beginning."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if any(given.get(name) != getattr(mailbox, name) for name in ("host", "user", "folder")):
        given |= {"validity": 0, "last_uid": 0}
    change(mailbox, by=by, action="feedback.mailbox", **given)


def set_active(*, by: Actor, mailbox: Mailbox, active: bool) -> None:
    """Pause a mailbox, or read it by itself again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(mailbox, by=by, action="feedback.mailbox", active=active)


def take_letter(mailbox: Mailbox, data: bytes) -> Ticket | None:
    """The ticket that a letter became or joined; None for what no person wrote, and for our own.

    A letter that has been taken before is known by its Message-ID, or by its bytes. It is read
    before the transaction begins: while one writes, nobody else can.
    """
    letter = read(data)
    arrival = _arrival(mailbox, letter, own_words(letter.text), digest(data))
    return _take(mailbox, data, letter, arrival, cover(arrival))


@transaction.atomic
def _take(
    mailbox: Mailbox, data: bytes, letter: Letter, arrival: Arrival, covered: Covered
) -> Ticket | None:
    writer, known = arrival.sender.email, arrival.message_id
    if letter.automatic or _is_ours(letter.address) or take(BY_SENDER, writer or "nobody"):
        Mailbox.objects.filter(pk=mailbox.pk).update(dropped=mailbox.dropped + 1)
        mailbox.dropped += 1
        return None
    if found := Message.objects.filter(message_id=known[:250]).first():
        return found.ticket
    answered = _answered(letter, writer)
    if answered is None:
        ticket, _made = take_in(by=SYSTEM, arrival=arrival, covered=covered)
        message = ticket.messages.latest("pk")
    else:
        ticket, kind = answered
        message = _join(ticket, covered, known, kind)
    if hasattr(ticket, "contact"):
        Original.objects.create(message=message, data=zlib.compress(data))
    Mailbox.objects.filter(pk=mailbox.pk).update(taken=mailbox.taken + 1)
    mailbox.taken += 1
    return ticket


def _answered(letter: Letter, writer: str) -> tuple[Ticket, Message.Kind] | None:
    """The ticket whose letter this answers, and whose answer it is.

    By the letters it names; by the mark in its subject only when the ticket's own sender wrote it,
    or somebody to whom it was forwarded, since anybody can write a mark.
    """
    if letter.references:
        said = Message.objects.filter(
            message_id__in=letter.references, ticket__blanked_at=None
        ).order_by("-ticket", "-pk")
        if found := said.first():
            outside = found.kind in (Message.Kind.FORWARD, Message.Kind.OUTSIDE)
            kind = Message.Kind.OUTSIDE if outside else Message.Kind.CUSTOMER
            return _tickets().get(pk=found.ticket_id), kind
    number = letters.number_in(letter.subject)
    ticket = number and _tickets().filter(pk=number, blanked_at=None).first()
    if not ticket:
        return None
    contact = getattr(ticket, "contact", None)
    if writer and contact and contact.email.lower() == writer.lower():
        return ticket, Message.Kind.CUSTOMER
    if passing.was_forwarded_to(ticket, writer):
        return ticket, Message.Kind.OUTSIDE
    return None


def _tickets() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("queue__municipality", "contact")


def _arrival(mailbox: Mailbox, letter: Letter, text: str, fingerprint: str) -> Arrival:
    return Arrival(
        channel=Ticket.Channel.MAIL,
        text=text,
        subject=letters.plain_subject(letter.subject),
        service=mailbox.service,
        municipality=mailbox.municipality,
        theme=finna.theme_in(letter.subject),
        language=language_of(text),
        sender=Sender(name=letter.name, email=letter.reply_to or letter.address),
        more={_("attachments"): list(letter.attachments)} if letter.attachments else {},
        message_id=letter.message_id or f"<{fingerprint}@kimppa.invalid>",
    )


def _join(ticket: Ticket, covered: Covered, known: str, kind: Message.Kind) -> Message:
    """Put a letter beside what it answers, and open the ticket again.

    Where no sender is kept, nothing uncovered is: it would stay when there is nobody to forget.
    """
    contact = getattr(ticket, "contact", None)
    text, now = without_names(covered.text, [contact.name] if contact else []), clock.now()
    message = add_message(
        ticket,
        text=text,
        original=covered.original if contact else text,
        at=now,
        message_id=known,
        kind=kind,
    )
    tell(SYSTEM, "feedback.arrive", ticket)
    if ticket.state == Ticket.State.CLOSED:
        reopen_for(ticket, by=SYSTEM, at=now)
    elif kind == Message.Kind.OUTSIDE and ticket.state == Ticket.State.FORWARDED:
        reopen(by=SYSTEM, ticket=ticket)
    return message


def _is_ours(address: str) -> bool:
    """Whether the letter came from us: a loop, or a copy of what staff wrote from a mailbox."""
    own = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ").lower()
    return address == own or (
        bool(address) and Mailbox.objects.filter(user__iexact=address, active=True).exists()
    )
