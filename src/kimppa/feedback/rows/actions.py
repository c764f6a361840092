"""Feedback from a table: which rows are here already, what a row becomes, and the way back."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kimppa.core import clock
from kimppa.core.audit.actions import record as log
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.importer import Context, Importer, Outcome, Record, Sheet, State
from kimppa.core.imports.models import Import
from kimppa.core.imports.tables import Limits
from kimppa.core.permissions import Actor
from kimppa.feedback.actions.arrivals import SAME_WITHIN, Arrival, make_ticket
from kimppa.feedback.evidence import count_month
from kimppa.feedback.models import BroughtRow, Message, Queue, Ticket
from kimppa.feedback.redaction import redacted
from kimppa.feedback.rows.columns import COLUMNS
from kimppa.feedback.rows.reading import HANDLED, OLD, OPEN, prepare
from kimppa.ui.numbers import moment

KEPT_DAYS = 30
TITLE_LENGTH = 200
THERE, TWICE = "there", "twice"
# What happens to a ticket without anybody having worked on it.
_UNTOUCHED = ("feedback.arrive", "feedback.sender-look")
type Key = tuple[int | None, str]


def state_words(state: str) -> str:
    """What becomes of a row."""
    return {
        OPEN: _("Taken in, waits for an answer"),
        HANDLED: _("Taken in as handled"),
        OLD: _("Taken in closed, not told whether answered"),
        THERE: _("Here already, skipped"),
        TWICE: _("Twice in the file, skipped"),
    }[state]


def judge(records: Sequence[Record], _context: Context) -> Iterator[Outcome]:
    """What would become of the rows, each that is here already or stands twice marked so.

    Here is what was brought before, wherever it has been sorted since, and what came by another
    way: the same words on the same service within ten minutes, or on the day when no hour is told.
    """
    digests = [record.values["arrival"].content for record in records]
    tickets = Ticket.objects.filter(content__in=digests)
    stored_digests = set(tickets.values_list("content", flat=True))
    moments_by_key, seen_digests = _moments_by_key(records), set()
    for record in records:
        digest, state = record.values["arrival"].content, record.values["state"]
        if digest in seen_digests:
            state = TWICE
        elif digest in stored_digests or _has_come(record, moments_by_key.get(_key(record), ())):
            state = THERE
        seen_digests.add(digest)
        yield _outcome(record, state)


def _outcome(record: Record, state: str) -> Outcome:
    arrival: Arrival = record.values["arrival"]
    parts = [
        moment(arrival.at),
        arrival.service.name if arrival.service else _("No service named"),
        arrival.municipality.name if arrival.municipality else _("All municipalities"),
    ]
    return Outcome(
        record.values["covered"].text[:TITLE_LENGTH],
        State.SKIPPED if state in (THERE, TWICE) else State.ADDED,
        " · ".join(parts),
        label=state_words(state),
    )


def _key(record: Record) -> Key:
    service = record.values["arrival"].service
    return (service.pk if service else None, record.values["covered"].text)


def _moments_by_key(records: Sequence[Record]) -> dict[Key, list[dt.datetime]]:
    """When the same words have come on the same service in the days of the file: one query,
    of which only what is alike is kept."""
    moments_by_key: dict[Key, list[dt.datetime]] = {_key(record): [] for record in records}
    if not records:
        return moments_by_key
    arrival_times = [record.values["arrival"].at for record in records]
    span = (min(arrival_times) - dt.timedelta(days=1), max(arrival_times) + dt.timedelta(days=1))
    messages = Message.objects.filter(
        kind=Message.Kind.CUSTOMER, ticket__arrived_at__range=span
    ).values_list("ticket__queue__service_id", "text", "ticket__arrived_at")
    for service, text, arrived_at in messages.order_by().iterator():
        if (service, text) in moments_by_key:
            moments_by_key[service, text].append(arrived_at)
    return moments_by_key


def _has_come(record: Record, moments: Iterable[dt.datetime]) -> bool:
    arrived_at = record.values["arrival"].at
    if record.values["timed"]:
        return any(abs(moment - arrived_at) <= SAME_WITHIN for moment in moments)
    return any(moment.astimezone(clock.ZONE).date() == arrived_at.date() for moment in moments)


def take(record: Record, context: Context) -> Outcome:
    """Make feedback of a row, which bears its own days. Raises PermissionDenied."""
    fields, upload = record.values, context.upload
    assert upload is not None
    ticket = make_ticket(by=context.by, arrival=fields["arrival"], covered=fields["covered"])
    BroughtRow.objects.create(upload=upload, ticket=ticket, line=record.row)
    return _outcome(record, fields["state"])


def conclude(context: Context) -> Iterable[Outcome]:
    """Count what the file tells was handled as work of its months."""
    _count_months(_answer_months(_tickets(context.upload)), context.by)
    return ()


def _tickets(upload: Import | None) -> list[Ticket]:
    tickets = Ticket.objects.filter(brought_row__upload=upload)
    return list(tickets.select_related("queue__municipality", "queue__service").order_by("pk"))


def _answer_months(tickets: Iterable[Ticket]) -> list[tuple[Queue, dt.datetime]]:
    """A moment of each month in which a queue's tickets were answered."""
    moment_by_month = {}
    for ticket in tickets:
        if answered_at := ticket.answered_at:
            month = f"{answered_at.astimezone(clock.ZONE):%Y-%m}"
            moment_by_month[ticket.queue_id, month] = (ticket.queue, answered_at)
    return list(moment_by_month.values())


def _count_months(months: Iterable[tuple[Queue, dt.datetime]], by: Actor) -> None:
    for queue, answered_at in months:
        count_month(queue, answered_at, by=by)


def undo_import(by: Actor, upload: Import) -> str:
    """Remove the feedback that a file brought and nobody has worked on."""
    tickets = _tickets(upload)
    worked_on_pks = _worked_on_pks(tickets)
    removable = [ticket for ticket in tickets if ticket.pk not in worked_on_pks]
    months = _answer_months(removable)
    for ticket in removable:
        municipality = ticket.queue.municipality
        log(by=by, action="feedback.rows-remove", obj=ticket, after={}, municipality=municipality)
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in removable]).delete()
    _count_months(months, by)
    return removal_message(len(removable), len(worked_on_pks))


def _worked_on_pks(tickets: Sequence[Ticket]) -> set[int]:
    """Those that the log tells more of than their arrival, or that came again."""
    events = AuditEvent.objects.filter(
        model="feedback.ticket", object_id__in=[str(ticket.pk) for ticket in tickets]
    ).exclude(action__in=_UNTOUCHED)
    logged_pks = {int(pk) for pk in events.values_list("object_id", flat=True)}
    return logged_pks | {ticket.pk for ticket in tickets if ticket.repeats}


def removal_message(removed_count: int, kept_count: int) -> str:
    """How much was removed, and how much stays."""
    words = ngettext(
        "%(count)d piece of feedback was removed.",
        "%(count)d pieces of feedback were removed.",
        removed_count,
    )
    message = words % {"count": removed_count}
    if kept_count:
        kept_text = ngettext(
            "%(count)d stays, since somebody has worked on it.",
            "%(count)d stay, since somebody has worked on them.",
            kept_count,
        )
        message += " " + kept_text % {"count": kept_count}
    return message


IMPORTER = Importer(
    slug="feedback.rows",
    title=gettext_lazy("Feedback from a table"),
    permission=Permission.MANAGE_CONSORTIUM,
    address="feedback:rows",
    types=(".csv", ".xlsx"),
    limits=Limits(size=5_000_000, rows=1_000, columns=60),
    sheets=(Sheet(COLUMNS, take, prepare=prepare, judge=judge),),
    conclude=conclude,
    undo=undo_import,
    forget=KEPT_DAYS,
    cover=redacted,
)
