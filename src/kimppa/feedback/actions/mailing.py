"""Letters from customers: put beside what they answer, or a ticket of their own."""

import zlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.throttle.actions import Limit, take
from kimppa.feedback import finna, letters
from kimppa.feedback.actions.arriving import (
    Arrival,
    Sender,
    add_customer_message,
    digest,
    take_in,
)
from kimppa.feedback.actions.handling import reopen_for, tell
from kimppa.feedback.languages import language_of
from kimppa.feedback.models import Mailbox, Message, Original, Ticket
from kimppa.feedback.redaction import redacted
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


@transaction.atomic
def take_letter(mailbox: Mailbox, data: bytes) -> Ticket | None:
    """The ticket that a letter became or joined; None for what no person wrote, and for our own.

    A letter that has been taken before is known by its Message-ID, or by its bytes.
    """
    letter = read(data)
    writer = letter.reply_to or letter.address
    if letter.automatic or _is_ours(letter.address) or take(BY_SENDER, writer or "nobody"):
        Mailbox.objects.filter(pk=mailbox.pk).update(dropped=mailbox.dropped + 1)
        mailbox.dropped += 1
        return None
    known = letter.message_id or f"<{digest(data)}@kimppa.invalid>"
    if found := Message.objects.filter(message_id=known[:250]).first():
        return found.ticket
    ticket = _answered(letter, writer)
    if ticket is None:
        ticket, message = _new(mailbox, letter, writer, known)
    else:
        message = _join(ticket, letter, known)
    Original.objects.create(message=message, data=zlib.compress(data))
    Mailbox.objects.filter(pk=mailbox.pk).update(taken=mailbox.taken + 1)
    mailbox.taken += 1
    return ticket


def _answered(letter: Letter, writer: str) -> Ticket | None:
    """The ticket whose letter this answers.

    By the letters it names; by the mark in its subject only when the ticket's own sender wrote it,
    since anybody can write a mark.
    """
    rows = Ticket.objects.filter(blanked_at=None).select_related("queue__municipality", "contact")
    if letter.references:
        said = Message.objects.filter(message_id__in=letter.references)
        if found := rows.filter(pk__in=said.values("ticket")).order_by("-pk").first():
            return found
    number = letters.number_in(letter.subject)
    if number is None:
        return None
    return rows.filter(pk=number, contact__email__iexact=writer).first()


def _new(mailbox: Mailbox, letter: Letter, writer: str, known: str) -> tuple[Ticket, Message]:
    text = own_words(letter.text)
    more = {_("attachments"): list(letter.attachments)} if letter.attachments else {}
    ticket, _made = take_in(
        by=SYSTEM,
        arrival=Arrival(
            channel=Ticket.Channel.MAIL,
            text=text,
            subject=letters.plain_subject(letter.subject),
            service=mailbox.service,
            municipality=mailbox.municipality,
            theme=finna.theme_in(letter.subject),
            language=language_of(text),
            sender=Sender(name=letter.name, email=writer),
            more=more,
            message_id=known,
        ),
    )
    return ticket, ticket.messages.latest("pk")


def _join(ticket: Ticket, letter: Letter, known: str) -> Message:
    """Put a letter beside what it answers, and open the ticket again."""
    contact = getattr(ticket, "contact", None)
    names = [one for one in (letter.name, contact.name if contact else "") if one]
    original = own_words(letter.text)
    now = clock.now()
    message = add_customer_message(
        ticket, text=redacted(original, names), original=original, at=now, message_id=known
    )
    tell(SYSTEM, "feedback.arrive", ticket)
    if ticket.state == Ticket.State.CLOSED:
        reopen_for(ticket, by=SYSTEM, at=now)
    return message


def _is_ours(address: str) -> bool:
    """Whether the letter came from us: a loop."""
    own = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ").lower()
    return address == own
