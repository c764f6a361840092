"""What is put to the municipalities, and what each has answered."""

import datetime as dt

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.core.ratification.models import Ratification
from kimppa.core.ratification.queries import visible_confirmations, visible_ratifications
from kimppa.ui import api

router = Router(tags=["Ratifications"])


class AnswerOut(api.Marked):
    """One municipality's answer."""

    id: int
    municipality: str
    level: str = Field(description="director or municipal.")
    state: str = Field(description="awaiting, yes or no.")
    date: dt.date | None
    body: str
    section: str
    comment: str


class RatificationOut(api.Marked):
    """A question put to the municipalities, with the answers that the caller sees."""

    id: int
    title: str
    text: str
    level: str = Field(description="director or municipal.")
    topic: str
    asked_at: api.Moment
    due: dt.date | None
    withdrawn_at: api.Moment | None
    answers: list[AnswerOut]
    url: str


class RatificationsAsked(api.Cursor):
    """Which questions."""

    topic: api.Topic | None = None
    open: bool = Field(
        False, description="Only those that have been neither withdrawn nor carried out."
    )


@router.get("/ratifications", response=api.Page[RatificationOut])
def ratifications(request: HttpRequest, query: Query[RatificationsAsked]) -> HttpResponse:
    """Questions put to the municipalities, as far as the caller sees them."""
    ratifications = _visible_questions(request)
    if query.open:
        ratifications = ratifications.filter(withdrawn_at__isnull=True, settled_at__isnull=True)
    return api.page(request, ratifications, query, _shape, topic="topic")


@router.get("/ratifications/{int:pk}", response=RatificationOut)
def ratification(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One question with its answers."""
    return api.answer(_shape(get_object_or_404(_visible_questions(request), pk=pk)))


def _visible_questions(request: HttpRequest) -> QuerySet[Ratification]:
    person = api.caller(request)
    confirmations = visible_confirmations(person)
    return visible_ratifications(person).prefetch_related(Prefetch("confirmations", confirmations))


def _shape(ratification: Ratification) -> RatificationOut:
    return RatificationOut.from_row(
        ratification,
        answers=[
            AnswerOut.from_row(confirmation, level=confirmation.way)
            for confirmation in ratification.confirmations.all()
        ],
        url=api.address("desk:ratification", ratification.pk),
    )
