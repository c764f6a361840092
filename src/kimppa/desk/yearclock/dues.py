"""What the desk itself has due: tasks, answers that municipalities owe, failing connections."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.area import Due, dues
from kimppa.core.connections import queries as connections
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.consortium.roles import Role
from kimppa.core.memo import remember
from kimppa.core.ratification.models import Confirmation
from kimppa.core.tasks.checklists import SETTLED, visible_to
from kimppa.core.tasks.models import ChecklistStep, Task
from kimppa.ui.navigation import address


def due(start: dt.date, end: dt.date, person: Person) -> Iterable[Due]:
    """The desk's own Due rows between two days, as the person may see them."""
    yield from _tasks(start, end, person)
    yield from _answers(start, end, person)
    yield from _steps(start, end, person)
    yield from connections.due(start, end, person)


def _tasks(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    tasks = Task.objects.visible_to(person).filter(due__range=(start, end))
    for task in tasks.select_related("municipality", "owner"):
        if task.state == Task.State.DROPPED or task.due is None:
            continue
        yield Due(
            date=task.due,
            title=task.title,
            url=address("desk:tasks"),
            topic=task.topic,
            municipality=task.municipality.code if task.municipality else "",
            responsible=task.owner.email if task.owner else Role.COORDINATOR,
            done=task.state == Task.State.DONE,
        )


def _answers(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    rows = Confirmation.objects.filter(
        ratification__due__range=(start, end), ratification__withdrawn_at__isnull=True
    )
    if not person.is_coordinator:
        rows = rows.filter(municipality=person.municipality)
    for row in rows.select_related("ratification", "municipality"):
        if row.ratification.due is None:
            continue
        yield Due(
            date=row.ratification.due,
            title=_("%(municipality)s answers: %(title)s")
            % {"municipality": row.municipality, "title": row.ratification.title},
            url=address("desk:waiting"),
            topic=row.ratification.topic,
            municipality=row.municipality.code,
            responsible=Role.DIRECTOR,
            done=row.state != Confirmation.State.AWAITING,
        )


def _steps(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Steps of checklists by their own day or the checklist's: one query while there are none."""
    days = Q(due__range=(start, end)) | Q(due=None, checklist__due__range=(start, end))
    steps = ChecklistStep.objects.filter(days, checklist__in=visible_to(person)).select_related(
        "checklist", "owner"
    )
    rows = list(steps.prefetch_related("marks", "checklist__municipalities"))
    mine = {place.pk for place in own_municipalities(person)} if rows else set()
    for step in rows:
        settled_ids = {mark.municipality_id for mark in step.marks.all() if mark.state in SETTLED}
        places = [None] if step.common else list(step.checklist.municipalities.all())
        for place in places:
            if place is None or place.pk in mine:
                yield _step_due(step, place, done=(place.pk if place else None) in settled_ids)


def _step_due(step: ChecklistStep, place: Municipality | None, *, done: bool) -> Due:
    day = step.due or step.checklist.due
    assert day is not None
    return Due(
        date=day,
        title=str(step),
        url=reverse("desk:checklist", args=[step.checklist_id]),
        topic=step.checklist.topic,
        municipality=place.code if place else "",
        responsible=step.owner.email
        if step.owner
        else (Role.DIRECTOR if place else Role.COORDINATOR),
        done=done,
    )


def all_dues(start: dt.date, end: dt.date, person: Person) -> list[Due]:
    """What every room says is due, in the order of days; one query until something is written."""
    return remember("dues", *(start, end, person.pk), make=lambda: fresh_dues(start, end, person))


def fresh_dues(start: dt.date, end: dt.date, person: Person) -> list[Due]:
    """The same, not remembered: for a person whose rights a token has narrowed."""
    return sorted(dues(start, end, person), key=lambda due: (due.date, due.title))


def is_mine(due: Due, person: Person) -> bool:
    """Whether the person is the one who should do it."""
    if due.responsible == person.email:
        return True
    municipality = person.municipality
    at_home = not due.municipality or municipality is None or municipality.code == due.municipality
    return due.responsible == person.role and at_home
