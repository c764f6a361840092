"""Letters from customers: put beside what they answer, or a ticket of their own."""

import zlib

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils.translation import gettext as _

from kimppa.core import area, clock
from kimppa.core.area import Taken
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import SYSTEM
from kimppa.core.throttle.actions import Limit, take
from kimppa.feedback import finna, letters
from kimppa.feedback.actions import forwards
from kimppa.feedback.actions.arrivals import (
    Arrival,
    Covered,
    Sender,
    add_message,
    cover,
    digest,
    take_in,
)
from kimppa.feedback.actions.tickets import reopen, reopen_for, tell
from kimppa.feedback.languages import language_of
from kimppa.feedback.mailboxes.actions import end
from kimppa.feedback.models import Mailbox, Message, Original, PendingLetter, Ticket
from kimppa.feedback.queries import handlers
from kimppa.feedback.redaction import without_names
from kimppa.sources.mail.letter import Letter, read
from kimppa.sources.mail.quotes import own_words

BY_SENDER = Limit("feedback-mail", times=30, minutes=60)
CANDIDATES = 20  # tickets that a letter may name
INCOMING = (Message.Kind.CUSTOMER, Message.Kind.NOTE, Message.Kind.OUTSIDE)


class OverLimitError(Exception):
    """The sender has written much lately: the letter waits in its mailbox."""


def take_letter(
    mailbox: Mailbox, raw_letter: bytes, pending_letter: PendingLetter | None = None
) -> Ticket | None:
    """The ticket that a letter became or joined; None for what no person wrote, for our own, and
    for what another room has kept (`Area.letters`).

    A letter that has been taken before is known by its Message-ID together with its content. It
    is read before the transaction begins: while one writes, nobody else can. `pending_letter` ends
    in the same transaction. Raises OverLimitError.
    """
    outcome = area.take_letter(raw_letter)
    letter = read(raw_letter)
    arrival = _arrival(mailbox, letter, own_words(letter.text), digest(raw_letter))
    covered = cover(arrival)
    ticket = None
    with transaction.atomic():
        if _is_dropped(letter, outcome):
            Mailbox.objects.filter(pk=mailbox.pk).update(dropped=F("dropped") + 1)
        elif outcome != Taken.KEPT:
            ticket = _take_new(mailbox, letter, raw_letter, arrival, covered)
        if pending_letter is not None:
            end(pending_letter)
    return ticket


def _take_new(
    mailbox: Mailbox, letter: Letter, raw_letter: bytes, arrival: Arrival, covered: Covered
) -> Ticket:
    """The ticket that a letter joined or became; an earlier one when the letter came before."""
    message_id, content_digest = arrival.message_id, _content_digest(letter)
    one_at_a_time("feedback letter", message_id)
    if earlier_message := _earlier_message(letter, message_id, content_digest):
        return earlier_message.ticket
    if take(BY_SENDER, arrival.sender.email or "nobody"):
        raise OverLimitError
    candidate, kind = _named_ticket(letter)
    if candidate and kind:
        ticket, message = candidate, _join(candidate, covered, message_id, kind)
    else:
        ticket, _new = take_in(by=SYSTEM, arrival=arrival, covered=covered)
        message = ticket.messages.latest("pk")
        Ticket.objects.filter(pk=ticket.pk).update(may_belong_to=candidate)
    Message.objects.filter(pk=message.pk).update(digest=content_digest)
    if hasattr(ticket, "contact") and kind != Message.Kind.NOTE:
        Original.objects.create(message=message, data=zlib.compress(raw_letter))
    Mailbox.objects.filter(pk=mailbox.pk).update(taken=F("taken") + 1)
    mailbox.taken += 1
    return ticket


def _is_dropped(letter: Letter, outcome: Taken) -> bool:
    """Whether nobody reads it: our own, and what a program wrote that is no room's matter."""
    return _is_ours(letter.address) or (outcome == Taken.NO and _is_automatic(letter))


def _is_automatic(letter: Letter) -> bool:
    """Whether a program wrote it: `automatic` names the header that shows it, empty for none.

    Finna's form sends a customer's words from nobody's address: its From shows nothing.
    """
    return letter.automatic not in ("", "From") or (
        letter.automatic == "From" and not finna.is_form_subject(letter.subject)
    )


def _content_digest(letter: Letter) -> str:
    """A digest of what a letter says: the same whichever way it came, and however it is encoded."""
    sent_at = letter.at.timestamp() if letter.at else None
    words = " ".join(letter.text.split())
    return digest(letter.address, sent_at, letter.subject, words, letter.attachments)


def _earlier_message(letter: Letter, message_id: str, content_digest: str) -> Message | None:
    """The message that the same letter has become before.

    A Message-ID alone proves nothing: devices give each letter the same, and anybody can copy one.
    """
    messages = Message.objects.filter(message_id=message_id[:250], kind__in=INCOMING)
    if message := messages.filter(digest=content_digest).first():
        return message
    # Messages from before there were digests.
    older_message = messages.filter(digest="").select_related("letter").first()
    is_same = older_message is not None and _is_of(older_message, letter, content_digest)
    return older_message if is_same else None


def _is_of(message: Message, letter: Letter, content_digest: str) -> bool:
    """Whether a message without a digest is of the letter; by its time when nothing else is kept:
    a letter that was written later is another."""
    if hasattr(message, "letter"):
        return _content_digest(read(zlib.decompress(message.letter.data))) == content_digest
    return letter.at is None or letter.at <= message.at


def _named_ticket(letter: Letter) -> tuple[Ticket | None, Message.Kind | None]:
    """The ticket that a letter names, by one of its letters or its mark in the subject, and what
    the letter is to it.

    Anybody can write both: who joins it is decided by `_kind_of`.
    """
    tickets = _tickets_of_references(letter.references)
    ticket_number = letters.number_in(letter.subject)
    if not tickets and ticket_number:
        tickets = list(_tickets_with_contact().filter(pk=ticket_number, blanked_at=None))
    for ticket in tickets:
        if kind := _kind_of(ticket, letter.address):
            return ticket, kind
    return (tickets[0] if tickets else None), None


def _tickets_of_references(references: tuple[str, ...]) -> list[Ticket]:
    """The tickets of letters with those Message-IDs, at most CANDIDATES.

    First those that had an id before any other: a later letter may have copied it.
    """
    messages = Message.objects.filter(message_id__in=references, ticket__blanked_at=None)
    earliest_pks = (
        messages.order_by().values("message_id").annotate(first=Min("pk")).values("first")
    )
    first_ticket_pks = (
        messages.filter(pk__in=earliest_pks).order_by("-ticket").values_list("ticket", flat=True)
    )
    other_ticket_pks = messages.order_by("-ticket").values_list("ticket", flat=True)[:CANDIDATES]
    ticket_pks = list(dict.fromkeys([*first_ticket_pks, *other_ticket_pks]))[:CANDIDATES]
    ticket_by_pk = _tickets_with_contact().in_bulk(ticket_pks)
    return [ticket_by_pk[pk] for pk in ticket_pks]


def _kind_of(ticket: Ticket, address: str) -> Message.Kind | None:
    """What a letter from an address is to a ticket; None when it is a stranger's.

    The address is that of From, the one that mail servers check; never Reply-To.
    """
    if not address:
        return None
    contact = getattr(ticket, "contact", None)
    if contact and contact.email.lower() == address.lower():
        return Message.Kind.CUSTOMER
    if forwards.was_forwarded_to(ticket, address):
        return Message.Kind.OUTSIDE
    staff_addresses = {person.email.lower() for person in handlers(ticket.queue.municipality)}
    return Message.Kind.NOTE if address.lower() in staff_addresses else None


def _tickets_with_contact() -> QuerySet[Ticket]:
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


def _join(ticket: Ticket, covered: Covered, message_id: str, kind: Message.Kind) -> Message:
    """Put a letter beside what it answers, and open the ticket again.

    Where no sender is kept, nothing uncovered is: it would stay when there is nobody to forget.
    """
    contact = getattr(ticket, "contact", None)
    has_sender = contact is not None and kind != Message.Kind.NOTE
    text, now = without_names(covered.text, [contact.name] if contact else []), clock.now()
    message = add_message(
        ticket,
        text=text,
        original=covered.original if has_sender else text,
        at=now,
        message_id=message_id,
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
    our_address = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip("> ").lower()
    return address == our_address or (
        bool(address) and Mailbox.objects.filter(user__iexact=address, active=True).exists()
    )
