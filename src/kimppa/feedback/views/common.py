"""What the pages share: the ticket at hand, its state in words, how refusals are told."""

import re

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.feedback import queries
from kimppa.feedback.models import Message, Ticket
from kimppa.ui.guard import person_of


def ticket_or_404(request: HttpRequest, pk: int) -> Ticket:
    """A ticket that the person may see."""
    found = queries.ticket_for(person_of(request), pk)
    if found is None:
        raise Http404
    return found


def message_or_404(request: HttpRequest, pk: int) -> Message:
    """A message of a ticket that the person may see."""
    found = Message.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.ticket = ticket_or_404(request, found.ticket_id)
    return found


def state_of(ticket: Ticket) -> tuple[str, str]:
    """Status key and word of a ticket."""
    if ticket.state == Ticket.State.CLOSED:
        return "done", _("Closed")
    if ticket.must_answer_by and ticket.must_answer_by < clock.today():
        return "late", _("The statutory day is past")
    if queries.is_late(ticket):
        return "late", _("Late")
    if ticket.state == Ticket.State.FORWARDED:
        return "ongoing", _("Waits for somebody else")
    return "waiting", _("Open")


def breakable(text: str) -> str:
    """A text that a column can break: a word without an end would push the others out of sight."""
    return re.sub(r"(\S{20})(?=\S{10})", "\\1\u200b", text)
