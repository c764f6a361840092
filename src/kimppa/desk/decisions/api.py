"""Decisions."""

import datetime as dt

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import decisions_of, visible_decisions
from kimppa.ui import api

router = Router(tags=["Decisions"])


class DecisionOut(api.Marked):
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


class DecisionsAsked(api.Changed):
    """Which decisions."""

    year: api.Year | None = None
    topic: api.Topic | None = None
    municipality: api.Code | None = None


@router.get("/decisions", response=api.Page[DecisionOut])
def decisions(request: HttpRequest, query: Query[DecisionsAsked]) -> HttpResponse:
    """Decisions, as far as the caller sees them."""
    decisions = _visible_decisions(request)
    if query.municipality:
        decisions_here = decisions_of(api.caller(request), api.municipality_of(query.municipality))
        decisions = decisions.filter(pk__in=decisions_here.values("pk"))
    return api.page(request, decisions, query, _shape, year="agreement_year", topic="topic")


@router.get("/decisions/{int:pk}", response=DecisionOut)
def decision(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One decision."""
    return api.answer(_shape(get_object_or_404(_visible_decisions(request), pk=pk)))


def _visible_decisions(request: HttpRequest) -> QuerySet[Decision]:
    return visible_decisions(api.caller(request)).prefetch_related("municipalities")


def _shape(decision: Decision) -> DecisionOut:
    return DecisionOut.from_row(
        decision, year=decision.agreement_year, url=api.address("desk:decision", decision.pk)
    )
