"""Feedback for programs: what has come and how it stands. Who sent it is never told."""

import datetime as dt
from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kimppa.core.consortium.queries import own_municipalities
from kimppa.feedback import queries
from kimppa.feedback.figures import KINDS, figures_of
from kimppa.feedback.models import Ticket
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Feedback"])


class TicketOut(api.Marked):
    """One feedback; its words are covered where they were personal."""

    id: int
    subject: str = Field(description="Empty once its words have been removed.")
    channel: str = Field(description="How it arrived: form, staff, finna …")
    service: str | None = Field(description="The service's code; null when none was named.")
    municipality: str | None = Field(description="Code; null = common to all.")
    theme: str
    language: str
    state: str = Field(description="open, forwarded or closed.")
    arrived_at: api.Moment
    due_on: dt.date
    answer_by: dt.date | None = Field(description="The statutory day, for accessibility alone.")
    answered_at: api.Moment | None
    closed_at: api.Moment | None
    assignee: api.ById | None
    url: str


class FeedbackFigureOut(api.Out):
    """How the feedback of a year was handled, for one service, municipality or theme."""

    by: str = Field(description="service, municipality or theme.")
    code: str = Field(description="The service's, municipality's or theme's code; may be empty.")
    arrived: int
    handled: int
    in_time: int = Field(description="Handled by the day promised.")
    days: float | None = Field(description="Days from arrival to the answer, on average.")


class FiguresOut(api.Out):
    """The figures of a year, as far as the caller sees them."""

    year: int
    items: list[FeedbackFigureOut]


class FeedbackFiguresAsked(Schema):
    """Which year."""

    year: api.Year


@router.get("/figures", response=FiguresOut)
def feedback_figures(request: HttpRequest, params: Query[FeedbackFiguresAsked]) -> HttpResponse:
    """How much came of what, and how soon it was answered."""
    person = api.caller(request)
    municipalities = None if person.is_coordinator else own_municipalities(person)
    figure_shapes = [
        FeedbackFigureOut.from_row(figure, by=kind)
        for kind in KINDS
        for figure in figures_of(params.year, kind, municipalities)
    ]
    return api.answer(FiguresOut(year=params.year, items=figure_shapes))


class MessageOut(api.Out):
    """What was said."""

    kind: str = Field(description="customer, answer, note, forward or outside.")
    at: api.Moment
    text: str


class TicketMore(TicketOut):
    """A feedback with what was said of it."""

    messages: list[MessageOut]


class TicketsAsked(api.Changed):
    """Which tickets."""

    state: Literal["open", "forwarded", "closed"] | None = None
    service: str | None = Field(None, max_length=50, description="The service's code.")
    municipality: api.Code | None = None


@router.get("/tickets", response=api.Page[TicketOut])
def feedback(request: HttpRequest, params: Query[TicketsAsked]) -> HttpResponse:
    """Feedback that the caller handles."""
    tickets = queries.tickets_for(api.caller(request))
    lookups = {"municipality": "queue__municipality", "service": "queue__service"}
    return api.page(request, tickets, params, _ticket, state="state", **lookups)


@router.get("/tickets/{int:ticket}", response=TicketMore)
def one_feedback(request: HttpRequest, ticket: Path[api.Id]) -> HttpResponse:
    """One feedback."""
    stored_ticket = queries.ticket_for(api.caller(request), ticket)
    if stored_ticket is None:
        raise Http404
    messages = [
        message for message in queries.messages_of(stored_ticket) if message.undone_at is None
    ]
    return api.answer(
        TicketMore.from_row(stored_ticket, service=stored_ticket.queue.service, messages=messages)
    )


def _ticket(ticket: Ticket) -> TicketOut:
    return TicketOut.from_row(ticket, service=ticket.queue.service)
