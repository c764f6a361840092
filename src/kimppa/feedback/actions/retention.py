"""Forgetting people: first who sent it, later everything that was written."""

import datetime as dt

from django.db import transaction

from kimppa.core import clock
from kimppa.core.imports.models import ImportOriginal
from kimppa.core.mail.actions import forget_letters
from kimppa.core.permissions import SYSTEM, Actor
from kimppa.feedback.actions.answers import key_of
from kimppa.feedback.actions.readers import forget_opened
from kimppa.feedback.actions.tickets import tell
from kimppa.feedback.models import BroughtRow, Contact, Message, Original, Queue, Ticket

AT_ONCE = 1000


def forget_due() -> int:
    """What the night does: remove senders in time, empty old tickets; how many."""
    forget_opened()
    return _forget_senders() + sum(_blank_old_tickets(queue) for queue in Queue.objects.all())


@transaction.atomic
def _forget_senders() -> int:
    """Senders of closed tickets, the uncovered texts beside them, and their letters' addresses."""
    ticket_pks = list(
        Contact.objects.filter(expires_on__lt=clock.today()).values_list("ticket", flat=True)
    )
    for ticket in Ticket.objects.filter(pk__in=ticket_pks).select_related("queue__municipality"):
        forget_sender(ticket, by=SYSTEM)
    # Nothing uncovered stands where no sender is kept, whatever was stored before this was so.
    Message.objects.filter(ticket__contact=None).exclude(original="").update(original="")
    Original.objects.filter(message__ticket__contact=None).delete()
    return len(ticket_pks)


def _blank_old_tickets(queue: Queue) -> int:
    """Empty what has been closed for as long as the queue keeps it."""
    closed_before = months_before(clock.now(), queue.keep_months)
    tickets = Ticket.objects.filter(queue=queue, closed_at__lt=closed_before, blanked_at=None)
    count = 0
    for ticket in tickets.select_related("queue__municipality")[:AT_ONCE]:
        blank(ticket, by=SYSTEM)
        count += 1
    return count


def forget_sender(ticket: Ticket, *, by: Actor) -> None:
    """Remove who sent a ticket and the uncovered words; the covered text stays."""
    Contact.objects.filter(ticket=ticket).delete()
    Message.objects.filter(ticket=ticket).exclude(original="").update(original="")
    Original.objects.filter(message__ticket=ticket).delete()
    _forget_file(ticket)
    _forget_letters(ticket)
    tell(by, "feedback.sender-forget", ticket)


@transaction.atomic
def blank(ticket: Ticket, *, by: Actor) -> None:
    """Remove every word of a ticket; when, where and about what it was stays for statistics."""
    _forget_letters(ticket)
    _forget_file(ticket)
    Contact.objects.filter(ticket=ticket).delete()
    Message.objects.filter(ticket=ticket).delete()
    ticket.subject = ticket.page = ticket.record = ticket.content = ""
    ticket.more, ticket.blanked_at = {}, clock.now()
    ticket.save()
    tell(by, "feedback.blank", ticket, blanked_at=ticket.blanked_at.isoformat())


def _forget_file(ticket: Ticket) -> None:
    """Remove the file of rows that the ticket came in: it holds who sent each of them."""
    uploads = BroughtRow.objects.filter(ticket=ticket).values("upload")
    ImportOriginal.objects.filter(upload__in=uploads).delete()


def _forget_letters(ticket: Ticket) -> None:
    answers = Message.objects.filter(ticket=ticket, kind=Message.Kind.ANSWER)
    forget_letters([key_of(message) for message in answers])


def months_before(moment: dt.datetime, months: int) -> dt.datetime:
    """The moment that many months earlier, on the last day of a shorter month.

    >>> months_before(dt.datetime(2025, 3, 31, 12), 1)
    datetime.datetime(2025, 2, 28, 12, 0)
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    month_start = moment.replace(year=year, month=month + 1, day=1)
    month_end = (month_start + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return month_start.replace(day=min(moment.day, month_end.day))
