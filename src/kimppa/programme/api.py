"""The action programme for programs: actions, steps and follow-ups."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from pydantic import Field, StrictBool, StringConstraints

from kimppa.core.tokens.scopes import Scope
from kimppa.programme.actions import complete_step, reopen_step, write_update
from kimppa.programme.confirmation import standing_of
from kimppa.programme.models import UPDATE_LENGTH, Action, Programme, Step, Update
from kimppa.programme.queries import ActionView, views_of, visible_actions
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Programme"])
WRITE = api.Needs(Scope.PROGRAMME)
ActionNumber = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,12}$")]


class ProgrammeOut(api.Marked):
    """One year's programme."""

    year: int
    title: str
    intro: str
    state: str = Field(description="draft, agreed or closed.")
    version: int
    version_reason: str
    approved_at: dt.date | None = Field(
        description="The day of the joint decision, or of the last library's yes."
    )
    url: str


@router.get("/years", response=api.Page[ProgrammeOut])
def programmes(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The programmes; drafts are seen by those who prepare or comment on them."""
    return api.page(request, Programme.objects.visible_to(api.caller(request)), cursor, _programme)


@router.get("/years/{int:year}", response=ProgrammeOut)
def programme(request: HttpRequest, year: Path[api.Year]) -> HttpResponse:
    """One year's programme."""
    return api.answer(_programme(_programme_or_404(request, year)))


def _programme_or_404(request: HttpRequest, year: int) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(api.caller(request)), year=year)


def _programme(programme: Programme) -> ProgrammeOut:
    return ProgrammeOut.from_row(programme, approved_at=standing_of(programme).approved_on)


class ActionOut(api.Out):
    """An action as it stands."""

    id: int
    number: str
    clauses: list[str] = Field(description="Numbers of the agreement's clauses.")
    topic: str
    title: str
    official_title: str = Field(description="As approved; empty until then.")
    status: str
    status_reason: str
    progress: int | None = Field(description="Per cent of the steps; null without steps.")
    indicator: str = Field(description="A sentence, in the caller's language.")
    latest_update: str
    latest_date: dt.date | None
    responsible: str
    next_step: str
    next_due: dt.date | None
    stale: bool = Field(description="Whether nothing has been written for too long.")
    for_all: bool
    municipalities: list[str] = Field(description="Names; empty when it concerns all.")
    end: dt.date | None
    continuous: bool
    example: bool
    url: str


class ActionsOut(api.Out):
    """The actions of a year, in their order."""

    year: int
    items: list[ActionOut]


class ActionsQuery(Schema):
    """Which actions."""

    municipality: api.Code | None = None


@router.get("/years/{int:year}/actions", response=ActionsOut)
def actions(request: HttpRequest, year: Path[api.Year], query: Query[ActionsQuery]) -> HttpResponse:
    """The actions of a year, of all together or those that concern one municipality."""
    programme = _programme_or_404(request, year)
    actions = visible_actions(api.caller(request)).filter(programme=programme)
    municipality = api.municipality_of(query.municipality) if query.municipality else None
    return api.answer(
        ActionsOut(year=year, items=[_action(view) for view in views_of(actions, municipality)])
    )


@router.get("/years/{int:year}/actions/{number}", response=ActionOut)
def action(request: HttpRequest, year: Path[api.Year], number: Path[ActionNumber]) -> HttpResponse:
    """One action."""
    action = _action_row(request, year, number)
    return api.answer(_action(views_of(Action.objects.filter(pk=action.pk))[0]))


def _action_row(request: HttpRequest, year: int, number: str) -> Action:
    visible = visible_actions(api.caller(request))
    actions = visible.select_related("programme", "responsible_person")
    return get_object_or_404(actions, programme=_programme_or_404(request, year), number=number)


def _action(view: ActionView) -> ActionOut:
    return ActionOut.from_row(
        view,
        id=view.pk,
        clauses=list(view.clauses),
        municipalities=list(view.municipalities),
    )


class StepOut(api.Marked):
    """A part of an action."""

    id: int
    title: str
    due: dt.date | None
    done_at: dt.date | None
    done_by: str


class StepsOut(api.Out):
    """The steps of an action, in their order."""

    items: list[StepOut]


@router.get("/years/{int:year}/actions/{number}/steps", response=StepsOut)
def steps(request: HttpRequest, year: Path[api.Year], number: Path[ActionNumber]) -> HttpResponse:
    """The steps of an action."""
    action = _action_row(request, year, number)
    return api.answer(StepsOut(items=[StepOut.from_row(step) for step in action.steps.all()]))


@router.post("/steps/{int:pk}/done", response=StepOut, auth=WRITE)
def step_done(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Mark a step done today; it counts as work for the action's topic."""
    step = _step_row(request, pk)
    complete_step(by=api.caller(request), step=step)
    return api.answer(StepOut.from_row(step))


@router.post("/steps/{int:pk}/reopen", response=StepOut, auth=WRITE)
def step_reopen(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Open a step again; the work stops counting."""
    step = _step_row(request, pk)
    reopen_step(by=api.caller(request), step=step)
    return api.answer(StepOut.from_row(step))


def _step_row(request: HttpRequest, pk: int) -> Step:
    visible_programmes = Programme.objects.visible_to(api.caller(request))
    steps = Step.objects.select_related("action__programme")
    return get_object_or_404(steps, pk=pk, action__programme__in=visible_programmes)


class UpdateOut(api.Marked):
    """A follow-up: how an action is going."""

    id: int
    date: dt.date
    text: str
    public: bool = Field(description="Whether it may be shown in documents.")
    author: str


@router.get("/years/{int:year}/actions/{number}/updates", response=api.Page[UpdateOut])
def updates(
    request: HttpRequest,
    year: Path[api.Year],
    number: Path[ActionNumber],
    cursor: Query[api.Cursor],
) -> HttpResponse:
    """The follow-ups of an action."""
    action = _action_row(request, year, number)
    return api.page(request, Update.objects.filter(action=action), cursor, _update)


def _update(update: Update) -> UpdateOut:
    return UpdateOut.from_row(update, author=update.author_name)


class UpdateIn(api.In):
    """A follow-up to be written."""

    text: Annotated[
        api.Text, StringConstraints(min_length=1, max_length=UPDATE_LENGTH, pattern=r"\S")
    ]
    date: api.Day | None = Field(None, description="Today unless told; not a day to come.")
    public: StrictBool = Field(True, description="Whether it may be shown in documents.")


@router.post("/years/{int:year}/actions/{number}/updates", response={201: UpdateOut}, auth=WRITE)
def add_update(
    request: HttpRequest, year: Path[api.Year], number: Path[ActionNumber], data: UpdateIn
) -> HttpResponse:
    """Tell how an action is going; it counts as work for the action's topic."""
    target = _action_row(request, year, number)
    update = write_update(
        by=api.caller(request), action=target, text=data.text, date=data.date, public=data.public
    )
    return api.created(_update(update), f"/api/programme/years/{year}/actions/{number}/updates")
