"""Meetings for programs."""

import datetime as dt

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.core.consortium.models import Person
from kimppa.meetings.models import Item, Meeting
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Meetings"])


class ItemOut(api.Marked):
    """An item of an agenda that the caller may see."""

    id: int
    title: str
    topic: str
    text: str
    minutes: int | None
    presenter: str
    internal: bool
    outcome: str = Field(description="information, decision, task, or empty while it is open.")
    outcome_text: str
    url: str


class MeetingOut(api.Marked):
    """A meeting with its agenda."""

    id: int
    title: str
    start: dt.datetime
    minutes: int
    place: str
    link: str
    state: str = Field(description="planned, held or cancelled.")
    items: list[ItemOut]
    url: str


def shape(row: Meeting) -> MeetingOut:
    """A meeting with the items at hand."""
    return MeetingOut.from_row(
        row,
        title=str(row),
        start=row.local_start,
    )


def _prefetch(person: Person) -> Prefetch[str]:
    return Prefetch("items", Item.objects.visible_to(person))


@router.get("", response=api.Page[MeetingOut])
def meetings(request: HttpRequest, query: Query[api.Changed]) -> HttpResponse:
    """Meetings with their agendas, as far as the caller sees them."""
    meetings_with_agenda = Meeting.objects.prefetch_related(_prefetch(api.caller(request)))
    return api.page(request, meetings_with_agenda, query, shape)


@router.get("/{int:pk}", response=MeetingOut)
def meeting(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One meeting."""
    meetings_with_agenda = Meeting.objects.prefetch_related(_prefetch(api.caller(request)))
    return api.answer(shape(get_object_or_404(meetings_with_agenda, pk=pk)))
