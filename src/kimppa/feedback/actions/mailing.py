"""Letters from customers: put beside what they answer, or a ticket of their own."""

import zlib
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
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
from kimppa.feedback.mailboxes.actions import end
from kimppa.feedback.models import Mailbox, Message, Original, PendingLetter, Ticket
from kimppa.feedback.queries import handlers
from kimppa.feedback.redaction import without_names
from kimppa.sources.mail.letter import Letter, read
from kimppa.sources.mail.quotes import own_words

BY_SENDER = Limit("feedback-mail", times=30, minutes=60)
PLACE = ("kind", "host", "port", "user", "folder")


class OverLimitError(Exception):
    """The sender has written much lately: the letter waits in its mailbox."""


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
    if any(given.get(name, getattr(mailbox, name)) != getattr(mailbox, name) for name in PLACE):
        given |= {"validity": 0, "last_uid": 0}
        mailbox.pending.all().delete()
    change(mailbox, by=by, action="feedback.mailbox", **given)


def set_active(*, by: Actor, mailbox: Mailbox, active: bool) -> None:
    """Pause a mailbox, or read it by itself again."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(mailbox, by=by, action="feedback.mailbox", active=active)


def take_letter(
    mailbox: Mailbox, data: bytes, pending: PendingLetter | None = None
) -> Ticket | None:
    """The ticket that a letter became or joined; None for what no person wrote, and for our own.

    A letter that has been taken before is known by its Message-ID, or by its bytes. It is read
    before the transaction begins: while one writes, nobody else can. `pending` ends in the same
    transaction. Raises OverLimitError.
    """
    letter = read(data)
    arrival = _arrival(mailbox, letter, own_words(letter.text), digest(data))
    covered = cover(arrival)
    ticket = None
    with transaction.atomic():
        if _is_automatic(letter) or _is_ours(letter.address):
            Mailbox.objects.filter(pk=mailbox.pk).update(dropped=F("dropped") + 1)
        else:
            ticket = _take_new(mailbox, letter, data, arrival, covered)
        if pending is not None:
            end(pending)
    return ticket


def _take_new(
    mailbox: Mailbox, letter: Letter, data: bytes, arrival: Arrival, covered: Covered
) -> Ticket:
    known = arrival.message_id
    one_at_a_time("feedback letter", known)
    if found := Message.objects.filter(message_id=known[:250]).first():
        return found.ticket
    if take(BY_SENDER, arrival.sender.email or "nobody"):
        raise OverLimitError
    named = _named(letter)
    kind = named and _kind_of(named, letter.address)
    if named and kind:
        ticket, message = named, _join(named, covered, known, kind)
    else:
        ticket, _made = take_in(by=SYSTEM, arrival=arrival, covered=covered)
        message = ticket.messages.latest("pk")
        Ticket.objects.filter(pk=ticket.pk).update(may_belong_to=named)
    if hasattr(ticket, "contact") and kind != Message.Kind.NOTE:
        Original.objects.create(message=message, data=zlib.compress(data))
    Mailbox.objects.filter(pk=mailbox.pk).update(taken=F("taken") + 1)
    mailbox.taken += 1
    return ticket


def _is_automatic(letter: Letter) -> bool:
    """Whether no person wrote it. The letters of Finna's form come from nobody's address, without
    one to answer to when the customer gave none."""
    return letter.automatic not in ("", "From") or (
        letter.automatic == "From" and not finna.is_form_subject(letter.subject)
    )


def _named(letter: Letter) -> Ticket | None:
    """The ticket that a letter names: one of its letters, or its mark in the subject.

    Anybody can write both: who joins it is decided by `_kind_of`.
    """
    rows = Message.objects.filter(message_id__in=letter.references, ticket__blanked_at=None)
    if letter.references and (found := rows.order_by("-ticket", "-pk").first()):
        return _tickets().get(pk=found.ticket_id)
    number = letters.number_in(letter.subject)
    return _tickets().filter(pk=number, blanked_at=None).first() if number else None


def _kind_of(ticket: Ticket, address: str) -> Message.Kind | None:
    """What a letter from an address is to a ticket; None when it is a stranger's.

    The address is that of From, the one that mail servers check; never Reply-To.
    """
    if not address:
        return None
    contact = getattr(ticket, "contact", None)
    if contact and contact.email.lower() == address.lower():
        return Message.Kind.CUSTOMER
    if passing.was_forwarded_to(ticket, address):
        return Message.Kind.OUTSIDE
    staff = {person.email.lower() for person in handlers(ticket.queue.municipality)}
    return Message.Kind.NOTE if address.lower() in staff else None


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
    kept = contact is not None and kind != Message.Kind.NOTE
    text, now = without_names(covered.text, [contact.name] if contact else []), clock.now()
    message = add_message(
        ticket,
        text=text,
        original=covered.original if kept else text,
        at=now,
        message_id=known,
        kind=kind,
    )
    tell(SYSTEM, "feedback.arrive", ticket)
    if kind == Message.Kind.NOTE:
        return message
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
