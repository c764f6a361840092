"""What of feedback is found by words: the covered texts, by those who handle them."""

from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.search.sources import Document, Rows, Source
from kimppa.feedback.models import Ticket


def _rows() -> Rows:
    return (
        Ticket.objects.filter(blanked_at=None)
        .select_related("queue__municipality")
        .prefetch_related("messages")
    )


def _document(ticket: Ticket) -> Document:
    texts = [message.text for message in ticket.messages.all() if message.undone_at is None]
    place = ticket.queue.municipality_id
    arrived = ticket.arrived_at.astimezone(clock.ZONE).date()
    return Document(
        title=ticket.subject or str(ticket),
        text="\n".join([*texts, ticket.record]),
        places=[place],
        year=arrived.year,
        date=arrived,
    )


DOCUMENTS = (
    Source(
        Ticket,
        "ticket",
        _("Customer feedback"),
        rows=_rows,
        visible=Ticket.objects.visible_to,
        document=_document,
        state=lambda ticket: "done" if ticket.state == Ticket.State.CLOSED else "waiting",
    ),
)
