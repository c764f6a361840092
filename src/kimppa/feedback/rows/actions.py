"""Bringing rows: kept for looking at, taken in all or none, taken back, forgotten."""

import datetime as dt
import hashlib
import zlib
from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import batch, change, new_batch, record, stored
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.meanings import meanings, remember
from kimppa.core.imports.names import folded
from kimppa.core.imports.tables import Table, read_table
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.feedback.actions.arrivals import Arrival, Covered, Sender, cover, make_ticket
from kimppa.feedback.evidence import count_month
from kimppa.feedback.models import BroughtRow, Queue, RowBytes, RowFile, Ticket
from kimppa.feedback.rows.columns import LIMITS, SUBJECT, guess
from kimppa.feedback.rows.looking import Candidate, Look, look, look_again
from kimppa.feedback.rows.reading import HANDLED, OPEN

LOOKED_FOR, KEPT_FOR = dt.timedelta(days=1), dt.timedelta(days=30)
# What happens to a ticket without anybody having worked on it.
_UNTOUCHED = ("feedback.arrive", "feedback.sender-look")


def bring(
    *,
    by: Actor,
    content: bytes,
    name: str,
    service: Service | None,
    municipality: Municipality | None = None,
    example: bool = False,
) -> RowFile:
    """Keep a file for looking at; no feedback is made yet. Raises SpreadsheetError."""
    require(by, Permission.MANAGE_CONSORTIUM)
    table, packed = read_table(content, LIMITS), zlib.compress(content)
    file = RowFile(
        name=name.replace("\0", "")[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        columns=[str(meaning) for meaning in guess(table.header, meanings(SUBJECT))],
        service=service,
        municipality=municipality,
        by=person_or_none(by),
        brought_at=clock.now(),
        example=example,
    )
    expires = clock.today() + LOOKED_FOR
    with transaction.atomic():
        file.save()
        RowBytes.objects.create(file=file, data=packed, expires_on=expires)
        record(by=by, action="feedback.rows-bring", obj=file, after={"sha256": file.sha256})
    return file


def table_of(file: RowFile) -> Table | None:
    """The file's table; None when the file has been removed. Raises SpreadsheetError."""
    stored_bytes = getattr(file, "bytes", None)
    if stored_bytes is None:
        return None
    return read_table(zlib.decompress(stored_bytes.data), LIMITS)


@transaction.atomic
def set_columns(
    *,
    by: Actor,
    file: RowFile,
    columns: Sequence[str],
    service: Service | None,
    municipality: Municipality | None,
) -> None:
    """Say what each column tells, which later files remember by its heading, and whose the rows
    are. Raises ValidationError once taken in."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if stored(file).taken_at is not None:
        raise ValidationError(_("This file has been taken in already."))
    if table := table_of(file):
        remember(by=by, choices=_new_meanings(table, columns))
    values = {"service": service, "municipality": municipality}
    change(file, by=by, action="feedback.rows-columns", columns=list(columns), **values)


def _new_meanings(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """What was chosen otherwise than the headings say, by key."""
    guesses = guess(table.header, meanings(SUBJECT))
    return {
        f"{SUBJECT}:{folded(title)}": column
        for title, column, meaning in zip(table.header, columns, guesses, strict=True)
        if column != meaning and folded(title)
    }


def take_in_rows(*, by: Actor, file: RowFile) -> int:
    """Make feedback of every row that is not here yet: all of them or, when one is refused, none.

    How many. Raises ValidationError when there is nothing to take in, a cell is at fault, or the
    file has been taken in already.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    before = RowFile.objects.get(pk=file.pk)
    table = table_of(before)
    earlier = look(before, table) if table else Look()
    covered = {
        candidate.entry.line: cover(_arrival(candidate, example=before.example))
        for candidate in earlier.new
    }
    with transaction.atomic(), batch(new_batch()):
        one_at_a_time("feedback-rows")
        stored_file = stored(file)
        if stored_file.taken_at is not None or table is None:
            raise ValidationError(_("This file has been taken in already, or it was removed."))
        if _is_same(before, stored_file):
            preview = look_again(earlier)
        else:
            preview, covered = look(stored_file, table), {}
        if not preview.good:
            raise ValidationError(_("Nothing was taken in. Look at what is wrong with the rows."))
        _make_tickets(by, stored_file, preview, covered)
        repeats = len(preview.rows) - len(preview.new)
        values = {"taken_at": clock.now(), "made": len(preview.new), "known": repeats}
        change(stored_file, by=by, action="feedback.rows-take", **values)
        RowBytes.objects.filter(file=stored_file).update(expires_on=clock.today() + KEPT_FOR)
    return len(preview.new)


def _is_same(before: RowFile, now: RowFile) -> bool:
    """Whether a file is understood as it was when it was read."""
    names = ("columns", "service_id", "municipality_id")
    return all(getattr(before, name) == getattr(now, name) for name in names)


def _make_tickets(by: Actor, file: RowFile, preview: Look, covered: Mapping[int, Covered]) -> None:
    months: dict[tuple[int, str], tuple[Queue, dt.datetime]] = {}
    for candidate in preview.new:
        arrival, line = _arrival(candidate, example=file.example), candidate.entry.line
        words = covered.get(line) or cover(arrival)
        ticket = make_ticket(by=by, arrival=arrival, covered=words)
        BroughtRow.objects.create(file=file, ticket=ticket, line=candidate.entry.line)
        _note_month(months, ticket)
    for queue, at in months.values():
        count_month(queue, at, by=by)


def _note_month(months: dict[tuple[int, str], tuple[Queue, dt.datetime]], ticket: Ticket) -> None:
    if at := ticket.answered_at:
        month = f"{at.astimezone(clock.ZONE):%Y-%m}"
        months[ticket.queue_id, month] = (ticket.queue, at)


def _arrival(candidate: Candidate, *, example: bool) -> Arrival:
    """What waits is open with its clocks from its own day; what does not is closed from the start.

    What is old and does not tell whether it was answered closes on the day it came, unanswered.
    """
    entry = candidate.entry
    answered = entry.answered if entry.state == HANDLED else None
    return Arrival(
        channel=Ticket.Channel.ROWS,
        text=entry.text,
        subject=entry.subject,
        service=candidate.service,
        municipality=candidate.municipality,
        theme=entry.theme,
        language=entry.language,
        sender=Sender(entry.name, entry.email, entry.phone, entry.private),
        page=entry.page,
        record=entry.record,
        more=entry.more,
        content=candidate.content,
        at=entry.at,
        closed_at=None if entry.state == OPEN else answered or entry.at,
        answered_at=answered,
        example=example,
    )


def take_back(*, by: Actor, file: RowFile) -> tuple[int, int]:
    """Remove the feedback that a file brought and nobody has worked on; (removed, kept).

    The file goes with it. Raises ValidationError when there is nothing to take back.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    with transaction.atomic(), batch(new_batch()):
        stored_file = stored(file)
        if stored_file.taken_at is None or stored_file.undone_at is not None:
            raise ValidationError(_("There is nothing to take back."))
        tickets = list(
            Ticket.objects.filter(brought_row__file=stored_file)
            .select_related("queue__municipality", "queue__service")
            .order_by("pk")
        )
        touched = _worked_on(tickets)
        removable = [ticket for ticket in tickets if ticket.pk not in touched]
        months: dict[tuple[int, str], tuple[Queue, dt.datetime]] = {}
        for ticket in removable:
            _note_month(months, ticket)
            place = ticket.queue.municipality
            action = "feedback.rows-remove"
            record(by=by, action=action, obj=ticket, after={}, municipality=place)
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in removable]).delete()
        for queue, at in months.values():
            count_month(queue, at, by=by)
        RowBytes.objects.filter(file=stored_file).delete()
        change(stored_file, by=by, action="feedback.rows-undo", undone_at=clock.now())
    return len(removable), len(tickets) - len(removable)


def _worked_on(tickets: Sequence[Ticket]) -> set[int]:
    """Those that the log tells more of than their arrival, or that came again."""
    events = AuditEvent.objects.filter(
        model="feedback.ticket", object_id__in=[str(ticket.pk) for ticket in tickets]
    ).exclude(action__in=_UNTOUCHED)
    logged_pks = {int(pk) for pk in events.values_list("object_id", flat=True)}
    return logged_pks | {ticket.pk for ticket in tickets if ticket.repeats}
