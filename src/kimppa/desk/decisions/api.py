"""Decisions."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import decisions_of, visible_decisions
from kimppa.ui.api import (
    Changed,
    Code,
    Id,
    Marked,
    Page,
    Topic,
    Year,
    address,
    answer,
    caller,
    municipality_of,
    page,
)

router = Router(tags=["Decisions"])


class DecisionOut(Marked):
    """What was decided, when, where and for whom."""

    id: int
    text: str
    date: dt.date
    meeting: str
    section: str = Field(description="The § in the minutes.")
    topic: str
    year: int
    municipalities: list[str] = Field(description="Codes; empty = it concerns all.")
    ratification: int | None
    replaces: int | None = Field(description="The decision that it took the place of.")
    url: str


class DecisionsAsked(Changed):
    """Which decisions."""

    year: Year | None = None
    topic: Topic | None = None
    municipality: Code | None = None


@router.get("/decisions", response=Page[DecisionOut])
def decisions(request: HttpRequest, query: Query[DecisionsAsked]) -> HttpResponse:
    """Decisions, as far as the caller sees them."""
    decisions = _visible(request)
    if query.municipality:
        here = decisions_of(caller(request), municipality_of(query.municipality))
        decisions = decisions.filter(pk__in=here.values("pk"))
    return page(request, decisions, query, _shape, year="agreement_year", topic="topic")


@router.get("/decisions/{int:pk}", response=DecisionOut)
def decision(request: HttpRequest, pk: Path[Id]) -> HttpResponse:
    """One decision."""
    return answer(_shape(get_object_or_404(_visible(request), pk=pk)))


def _visible(request: HttpRequest) -> QuerySet[Decision]:
    return visible_decisions(caller(request)).prefetch_related("municipalities")


def _shape(decision: Decision) -> DecisionOut:
    return DecisionOut.from_row(
        decision,
        year=decision.agreement_year,
        url=address("desk:decision", decision.pk),
    )
