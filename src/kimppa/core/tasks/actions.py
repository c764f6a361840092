"""Making and closing tasks."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.core.tasks.models import Task

CHANGEABLE = frozenset({"title", "owner", "due", "municipality", "note", "internal"})


@transaction.atomic
def create_task(
    *,
    by: Actor,
    title: str,
    topic: str,
    municipality: Municipality | None = None,
    owner: Person | None = None,
    due: dt.date | None = None,
    note: str = "",
    internal: bool = False,
    origin: tuple[str, str] = ("", ""),
    example: bool = False,
    source: str = "",
) -> Task:
    """Make a task. Raises ValidationError for an empty title or unknown topic."""
    require(by, Permission.DO_TASKS, municipality)
    task = Task(
        title=title.strip(),
        topic=topic,
        municipality=municipality,
        owner=owner,
        due=due,
        note=note.strip(),
        internal=internal,
        area=origin[0],
        object_id=origin[1],
        created_at=clock.now(),
        example=example,
        source=source,
    )
    task.full_clean()
    task.save()
    record(by=by, action="task.create", obj=task, municipality=municipality)
    return task


@transaction.atomic
def complete_task(*, by: Actor, task: Task) -> None:
    """Close a task; what was done becomes evidence for its topic, of an internal one without its
    title. One that is done stays so.
    """
    require(by, Permission.DO_TASKS, task.municipality)
    if stored(task).state == Task.State.DONE:
        return
    change(task, by=by, action="task.complete", state=Task.State.DONE, closed_at=clock.now())
    with official():
        title = _("A task of the directors") if task.internal else task.title
    record_evidence(
        by=by,
        topic=task.topic,
        title=title,
        municipalities=[task.municipality] if task.municipality else None,
        origin=_origin(task),
        example=task.example,
        source=task.source,
    )


@transaction.atomic
def reopen_task(*, by: Actor, task: Task) -> None:
    """Undo a closing; the evidence it gave stops counting."""
    require(by, Permission.DO_TASKS, task.municipality)
    change(task, by=by, action="task.reopen", state=Task.State.OPEN, closed_at=None)
    retract(_origin(task), by=by)


@transaction.atomic
def drop_task(*, by: Actor, task: Task) -> None:
    """Close a task as not to be done; it counts as no work, even if it was done before."""
    require(by, Permission.DO_TASKS, task.municipality)
    if stored(task).state == Task.State.DROPPED:
        return
    change(task, by=by, action="task.drop", state=Task.State.DROPPED, closed_at=clock.now())
    retract(_origin(task), by=by)


@transaction.atomic
def change_task(*, by: Actor, task: Task, **field_values: Any) -> None:
    """Change a task's title, owner, due date, municipality or note, or who sees it.

    A municipality may be changed by whoever does tasks in both. Raises ValidationError.
    """
    if unknown_names := field_values.keys() - CHANGEABLE:
        raise TypeError(f"not for changing: {', '.join(sorted(unknown_names))}")
    require(by, Permission.DO_TASKS, stored(task).municipality)
    if "municipality" in field_values:
        require(by, Permission.DO_TASKS, field_values["municipality"])
    change(task, by=by, action="task.change", **field_values)


check_undo_by(lambda by, task: require(by, Permission.DO_TASKS, task.municipality), Task)


def _origin(task: Task) -> tuple[str, str]:
    return "desk", f"task-{task.pk}"
