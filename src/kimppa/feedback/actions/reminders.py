"""Letters about feedback whose statutory day is near: once when near, once when it is here."""

import datetime as dt

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators
from kimppa.core.mail.actions import write_to
from kimppa.feedback.models import Ticket
from kimppa.feedback.queries import WARN
from kimppa.ui.numbers import day


@transaction.atomic
def warn_due() -> int:
    """Queue the letters; how many tickets are told of. Whoever has it is written to, else the
    coordinators."""
    today = clock.today()
    due_tickets = Ticket.objects.open().filter(
        answered_at=None, answer_by__lte=today + WARN, answer_by__gte=today - dt.timedelta(days=30)
    )
    tickets = list(due_tickets.select_related("assignee").order_by("answer_by", "pk"))
    substitutes = coordinators() if any(ticket.assignee is None for ticket in tickets) else []
    for ticket in tickets:
        for person in [ticket.assignee] if ticket.assignee else substitutes:
            _write_reminder(
                person, ticket, is_last=ticket.answer_by is not None and ticket.answer_by <= today
            )
    return len(tickets)


def _write_reminder(person: Person, ticket: Ticket, *, is_last: bool) -> None:
    write_to(
        person,
        key=f"feedback-warning-{ticket.pk}-{person.pk}-{'last' if is_last else 'first'}",
        subject=_("Answer feedback %(number)d by %(day)s"),
        body=format_lazy(
            "{}\n\n%(link)s\n",
            _("Feedback %(number)d is about accessibility. The law wants an answer by %(day)s."),
        ),
        words=lambda: {"number": ticket.pk, "day": day(ticket.answer_by)},
        link=ticket.get_absolute_url(),
    )
