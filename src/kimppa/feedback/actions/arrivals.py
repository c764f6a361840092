"""Feedback arrives: covered, put in its queue, given its clocks."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kimppa.core import clock, workdays
from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.feedback.models import TEXT_LENGTH, Contact, Message, Queue, Ticket
from kimppa.feedback.redaction import redacted, redacted_values
from kimppa.feedback.themes import Theme, guess
from kimppa.ui.numbers import number

SAME_WITHIN = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it, as far as told. `more` is what is personal of a form's other fields; `names` are
    those that it tells besides, such as a child's.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone or self.more)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What has arrived, as it came. Without a theme it is guessed; `content` tells a repeat.

    With `closed_at` it was handled before it came here, and answered at `answered_at` if told.
    """

    channel: str
    text: str
    subject: str = ""
    service: Service | None = None
    municipality: Municipality | None = None
    theme: str = ""
    language: str = "fi"
    sender: Sender = Sender()
    page: str = ""
    record: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    content: str = ""
    message_id: str = ""
    at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    example: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """The words of what has arrived, with what is personal covered."""

    text: str
    original: str
    subject: str
    theme: str
    page: str
    more: dict[str, Any]


def cover(arrival: Arrival) -> Covered:
    """Read what has arrived. Call it outside transactions: while one writes, nobody else can."""
    sender_names = [name for name in (arrival.sender.name, *arrival.sender.names) if name]
    whole_text = arrival.text.replace("\0", "").strip()
    original = whole_text[:TEXT_LENGTH]
    text = redacted(original, sender_names)
    cut_note = _cut_note(arrival, len(whole_text)) if len(whole_text) > TEXT_LENGTH else ""
    return Covered(
        text=text + cut_note,
        original=original + cut_note,
        subject=_subject(arrival.subject, text, sender_names),
        theme=arrival.theme or guess(f"{arrival.subject[:2000]}\n{original}"),
        page=redacted(arrival.page[:2000], sender_names)[:500],
        more=redacted_values(dict(arrival.more), sender_names),
    )


def _cut_note(arrival: Arrival, length: int) -> str:
    """The note in the place of what is beyond TEXT_LENGTH; `length` is all letters that came."""
    with official(arrival.municipality):
        words = {"all": number(length, 0), "kept": number(TEXT_LENGTH, 0)}
        return (
            "\n\n" + _("[Left out: %(all)s characters came, the first %(kept)s are here.]") % words
        )


def take_in(*, by: Actor, arrival: Arrival, covered: Covered | None = None) -> tuple[Ticket, bool]:
    """The ticket, and whether it is new.

    The same content within ten minutes is the same feedback: it is counted, not made again.
    Raises PermissionDenied for a municipality whose feedback `by` does not handle.
    """
    require(by, Permission.DO_TASKS, arrival.municipality)
    return _take_in(by, arrival, covered or cover(arrival))


def write_down(
    *,
    by: Actor,
    text: str,
    service: Service | None,
    municipality: Municipality | None,
    theme: str,
    language: str,
    name: str = "",
    email: str = "",
    phone: str = "",
) -> Ticket:
    """The ticket of what a customer said to staff."""
    arrival = Arrival(
        channel=Ticket.Channel.STAFF,
        text=text,
        service=service,
        municipality=municipality,
        theme=theme,
        language=language,
        sender=Sender(name, email, phone),
    )
    return take_in(by=by, arrival=arrival)[0]


@transaction.atomic
def _take_in(by: Actor, arrival: Arrival, covered: Covered) -> tuple[Ticket, bool]:
    arrived_at = arrival.at or clock.now()
    if arrival.content and (earlier_ticket := _earlier_ticket(arrival.content, arrived_at)):
        Ticket.objects.filter(pk=earlier_ticket.pk).update(repeats=F("repeats") + 1)
        return earlier_ticket, False
    return make_ticket(by=by, arrival=arrival, covered=covered), True


def make_ticket(*, by: Actor, arrival: Arrival, covered: Covered) -> Ticket:
    """The ticket of what arrived, repeat or not; in the caller's transaction, who may do it."""
    arrived_at = arrival.at or clock.now()
    queue = queue_of(arrival.service, arrival.municipality, example=arrival.example)
    ticket = Ticket(
        queue=queue, channel=arrival.channel, language=arrival.language, arrived_at=arrived_at
    )
    ticket.example, ticket.content = arrival.example, arrival.content
    text, original = covered.text, covered.original
    ticket.subject, ticket.theme = covered.subject, covered.theme
    ticket.page, ticket.record = covered.page, arrival.record[:200]
    ticket.more = covered.more
    set_clocks(ticket)
    if arrival.closed_at:
        _set_handled(ticket, arrival)
    # What was covered is for answering as the sender is, and goes when the sender goes.
    keeps_sender = (arrival.sender or text != original) and not _has_sender_expired(ticket)
    ticket.save()
    add_message(
        ticket,
        text=text,
        original=text if _has_sender_expired(ticket) else original,
        at=arrived_at,
        message_id=arrival.message_id,
        by=person_or_none(by),
    )
    if keeps_sender:
        _keep_sender(ticket, arrival.sender)
    municipality = queue.municipality
    record(
        by=by,
        action="feedback.arrive",
        obj=ticket,
        after=log_values(ticket),
        municipality=municipality,
    )
    return ticket


def log_values(ticket: Ticket) -> dict[str, Any]:
    """What the audit log may keep of a ticket for good: nothing that people have written."""
    return {
        "queue": ticket.queue.slug,
        "channel": ticket.channel,
        "theme": ticket.theme,
        "due_on": ticket.due_on.isoformat(),
        "answer_by": ticket.answer_by.isoformat() if ticket.answer_by else None,
    }


def queue_of(
    service: Service | None, municipality: Municipality | None, *, example: bool = False
) -> Queue:
    """The queue of a service and a municipality; made when its first feedback arrives."""
    slug = f"{service.slug if service else '-'}/{municipality.code if municipality else '-'}"
    queue, _new = Queue.objects.get_or_create(
        slug=slug,
        defaults={"service": service, "municipality": municipality, "example": example},
    )
    if queue.example and not example:
        # Something real has come to it: the queue is no example any more.
        Queue.objects.filter(pk=queue.pk).update(example=False)
    return queue


def set_clocks(ticket: Ticket) -> None:
    """The day by which it is to be answered: the statutory one, else by its queue's target."""
    arrival_day = ticket.arrived_at.astimezone(clock.ZONE).date()
    is_statutory = ticket.theme == Theme.ACCESSIBILITY
    ticket.answer_by = workdays.statutory(arrival_day) if is_statutory else None
    ticket.due_on = ticket.answer_by or workdays.after(arrival_day, ticket.queue.days)


def _set_handled(ticket: Ticket, arrival: Arrival) -> None:
    """Handled before it came: no clock runs, though its target is what it is measured by."""
    ticket.state, ticket.closed_at = Ticket.State.CLOSED, arrival.closed_at
    ticket.answered_at, ticket.answer_by = arrival.answered_at, None


def _has_sender_expired(ticket: Ticket) -> bool:
    """Whether the time is over in which its sender is known."""
    expires = _expiry(ticket)
    return expires is not None and expires < clock.today()


def _expiry(ticket: Ticket) -> dt.date | None:
    """The last day on which the sender is known; None while the ticket is open."""
    closed_at = ticket.closed_at
    return closed_at and closed_at.astimezone(clock.ZONE).date() + ticket.queue.look_time


def add_message(
    ticket: Ticket,
    *,
    text: str,
    original: str,
    at: dt.datetime,
    message_id: str = "",
    by: Person | None = None,
    kind: Message.Kind = Message.Kind.CUSTOMER,
) -> Message:
    """What the customer said, unless told; the uncovered text is kept only if something was
    covered."""
    return Message.objects.create(
        ticket=ticket,
        kind=kind,
        text=text,
        original="" if original == text else original,
        at=at,
        by=by,
        message_id=message_id[:250],
    )


def digest(*parts: object) -> str:
    """A print of what arrived, by which a repeat is known."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _earlier_ticket(content: str, arrived_at: dt.datetime) -> Ticket | None:
    """The newest ticket of the same content (a digest) that came within SAME_WITHIN."""
    one_at_a_time("feedback", content)
    time_range = (arrived_at - SAME_WITHIN, arrived_at + SAME_WITHIN)
    tickets = Ticket.objects.filter(content=content, arrived_at__range=time_range)
    return tickets.order_by("-arrived_at", "-pk").first()


def _subject(subject: str, text: str, names: list[str]) -> str:
    """The subject, or the beginning of the text; without marks that would turn a list's text."""
    subject, text = _printable(subject), _printable(text)
    words = redacted(" ".join(subject.split()), names) or " ".join(text.split())
    if not words:
        return _("Without words")
    return words if len(words) <= 120 else f"{words[:119].rstrip()}…"


def _printable(text: str) -> str:
    return "".join(char for char in text[:2000] if char.isprintable() or char.isspace())


def _keep_sender(ticket: Ticket, sender: Sender) -> None:
    Contact.objects.create(
        ticket=ticket,
        name=sender.name[:200],
        email=sender.email[:254],
        phone=sender.phone[:50],
        more=dict(sender.more),
        expires_on=_expiry(ticket),
    )
