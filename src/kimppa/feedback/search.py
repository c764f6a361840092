"""What of feedback is found by words: the covered texts, by those who handle them."""

from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.search.sources import Document, Rows, Source
from kimppa.feedback.models import Ticket


def _searchable_tickets() -> Rows:
    return (
        Ticket.objects.filter(blanked_at=None)
        .select_related("queue__municipality")
        .prefetch_related("messages")
    )


def _document(ticket: Ticket) -> Document:
    texts = [message.text for message in ticket.messages.all() if message.undone_at is None]
    municipality_id = ticket.queue.municipality_id
    arrival_day = ticket.arrived_at.astimezone(clock.ZONE).date()
    return Document(
        title=ticket.subject or str(ticket),
        text="\n".join([*texts, ticket.record]),
        places=[municipality_id],
        year=arrival_day.year,
        date=arrival_day,
    )


DOCUMENTS = (
    Source(
        Ticket,
        "ticket",
        _("Customer feedback"),
        rows=_searchable_tickets,
        visible=Ticket.objects.visible_to,
        document=_document,
        state=lambda ticket: "done" if ticket.state == Ticket.State.CLOSED else "waiting",
    ),
)
