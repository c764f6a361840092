"""Tasks: reading, making and closing them."""

import datetime as dt
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field, StringConstraints

from kimppa.core.tasks.actions import complete_task, create_task, drop_task, reopen_task
from kimppa.core.tasks.models import Task, TaskQuerySet
from kimppa.core.tokens.scopes import Scope
from kimppa.ui import api

router = Router(tags=["Tasks"])
WRITE = api.Needs(Scope.TASKS)


class TaskOut(api.Marked):
    """One thing to do."""

    id: int
    title: str
    note: str
    topic: str
    municipality: str | None = Field(description="Code; null = common to all.")
    owner: api.ById | None
    due: dt.date | None
    state: str = Field(description="open, done or dropped.")
    created_at: api.Moment
    closed_at: api.Moment | None
    url: str


def shape(task: Task) -> TaskOut:
    """A task with its municipality and owner at hand."""
    return TaskOut.from_row(task, url=api.address("desk:task", task.pk))


class TasksAsked(api.Changed):
    """Which tasks."""

    state: Literal["open", "done", "dropped"] | None = None
    topic: api.Topic | None = None
    municipality: api.Code | None = None


@router.get("/tasks", response=api.Page[TaskOut])
def tasks(request: HttpRequest, query: Query[TasksAsked]) -> HttpResponse:
    """Tasks, as far as the caller sees them."""
    lookups = {"municipality": "municipality", "state": "state", "topic": "topic"}
    return api.page(request, _visible_tasks(request), query, shape, **lookups)


@router.get("/tasks/{int:pk}", response=TaskOut)
def task(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One task."""
    return api.answer(shape(get_object_or_404(_visible_tasks(request), pk=pk)))


def _visible_tasks(request: HttpRequest) -> TaskQuerySet:
    return Task.objects.visible_to(api.caller(request)).select_related("municipality", "owner")


class TaskIn(api.In):
    """A task to be made."""

    title: Annotated[api.Text, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
    topic: api.Topic
    municipality: api.Code | None = Field(None, description="Code; null = common to all.")
    due: api.Day | None = None
    note: api.Words = ""


@router.post("/tasks", response={201: TaskOut}, auth=WRITE)
def add_task(request: HttpRequest, data: TaskIn) -> HttpResponse:
    """Make a task that nobody has taken yet."""
    code = data.municipality
    task = create_task(
        by=api.caller(request),
        title=data.title,
        topic=data.topic,
        municipality=api.municipality_of(code, "body.municipality") if code else None,
        due=data.due,
        note=data.note,
    )
    return api.created(shape(task), f"/api/tasks/{task.pk}")


@router.post("/tasks/{int:pk}/done", response=TaskOut, auth=WRITE)
def task_done(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Mark a task done; it counts as work done for its topic."""
    task = get_object_or_404(_visible_tasks(request), pk=pk)
    complete_task(by=api.caller(request), task=task)
    return api.answer(shape(task))


@router.post("/tasks/{int:pk}/reopen", response=TaskOut, auth=WRITE)
def task_reopen(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Open a task again; the work it gave stops counting."""
    task = get_object_or_404(_visible_tasks(request), pk=pk)
    reopen_task(by=api.caller(request), task=task)
    return api.answer(shape(task))


@router.post("/tasks/{int:pk}/drop", response=TaskOut, auth=WRITE)
def task_drop(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Close a task as not to be done."""
    task = get_object_or_404(_visible_tasks(request), pk=pk)
    drop_task(by=api.caller(request), task=task)
    return api.answer(shape(task))
