"""What the desk itself has due: tasks, answers that municipalities owe, failing connections."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock, verbs
from kimppa.core.area import Due, Group, Text, dues
from kimppa.core.connections import queries as connections
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import own_municipalities
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.memo import remember
from kimppa.core.ratification.effects import Effect, effects
from kimppa.core.ratification.models import Confirmation
from kimppa.core.ratification.queries import reminders
from kimppa.core.tasks.checklists import SETTLED, visible_to
from kimppa.core.tasks.models import ChecklistStep, Task
from kimppa.core.topics import label

WEEK = dt.timedelta(days=7)
BEHIND = dt.timedelta(days=366)  # how long what is late stands in lists


def due(start: dt.date, end: dt.date, person: Person) -> Iterable[Due]:
    """The desk's own Due rows between two days, as the person may see them."""
    yield from _tasks(start, end, person)
    yield from _answers(start, end, person)
    yield from _steps(start, end, person)
    yield from connections.due(start, end, person)


def _tasks(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    tasks = Task.objects.visible_to(person).filter(due__range=(start, end))
    for task in tasks.select_related("municipality", "owner"):
        if task.state != Task.State.DROPPED and task.due is not None:
            yield task_due(task, task.due)


def task_due(task: Task, day: dt.date) -> Due:
    """A task that is due on a day; what nobody of a library has taken is its people's."""
    town, owner = task.municipality, task.owner
    return Due(
        date=day,
        title=task.title,
        url=reverse("desk:task", args=[task.pk]),
        topic=task.topic,
        municipality=town.code if town else "",
        responsible=owner.email if owner else ("" if town else Role.COORDINATOR),
        done=task.state == Task.State.DONE,
        why=f"{label(task.topic)} · {owner}" if owner else label(task.topic),
        task=task.pk,
    )


def awaited(person: Person) -> QuerySet[Confirmation]:
    """The answers that are awaited of the person's municipality, or of all for a coordinator."""
    confirmations = Confirmation.objects.filter(
        state=Confirmation.State.AWAITING,
        ratification__withdrawn_at__isnull=True,
        ratification__settled_at__isnull=True,
    )
    return _concerning(confirmations, person)


def _concerning(confirmations: QuerySet[Confirmation], person: Person) -> QuerySet[Confirmation]:
    if not person.is_coordinator:
        confirmations = confirmations.filter(municipality=person.municipality)
    if not person.can(Permission.COMMENT):
        confirmations = confirmations.filter(ratification__internal=False)
    return confirmations.select_related("ratification", "municipality")


def _answers(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    confirmations = Confirmation.objects.filter(
        ratification__due__range=(start, end), ratification__withdrawn_at__isnull=True
    ).exclude(state=Confirmation.State.AWAITING, ratification__settled_at__isnull=False)
    yield from answer_dues(_concerning(confirmations, person), person)


def answer_dues(confirmations: Iterable[Confirmation], person: Person) -> Iterator[Due]:
    """Answers to questions. Those of several municipalities are one thing of the coordinator's: to
    remind them after the day, or a week after asking and after the last reminder.
    """
    answers = list(confirmations)
    if person.is_coordinator:
        days = reminders(
            {confirmation.ratification_id for confirmation in answers if _is_late(confirmation)}
        )
        for confirmation in answers:
            reminded = days.get((confirmation.ratification_id, confirmation.municipality_id))
            yield _due_to_follow(
                confirmation, late=_is_late(confirmation) and not _is_recent(reminded)
            )
    else:
        unanswered = [
            confirmation
            for confirmation in answers
            if confirmation.state == Confirmation.State.AWAITING
        ]
        scale = effects(unanswered, person)
        for confirmation in answers:
            yield _due_to_answer(confirmation, scale.get(confirmation.pk, []))


def _is_recent(day: dt.date | None) -> bool:
    return day is not None and day > clock.today() - WEEK


def _is_late(answer: Confirmation) -> bool:
    is_awaited = answer.state == Confirmation.State.AWAITING
    return is_awaited and (answer.ratification.due or _asked_day(answer) + WEEK) < clock.today()


def _asked_day(answer: Confirmation) -> dt.date:
    return answer.ratification.asked_at.astimezone(clock.ZONE).date()


def _due_to_follow(answer: Confirmation, *, late: bool) -> Due:
    if late:
        title = _("Remind of the answer (%(municipality)s): %(title)s")
        group_title = _("Remind of %(count)d answers: %(title)s")
    else:
        title = _("Follow the answer (%(municipality)s): %(title)s")
        group_title = _("Follow %(count)d answers: %(title)s")
    due = _answer_due(answer, title, verbs.REMIND if late else verbs.OPEN)
    group = group_title.replace("%(title)s", _escape_percent(answer.ratification.title))
    return replace(due, group=Group(group, due.url))


def _due_to_answer(answer: Confirmation, scale: Sequence[Effect]) -> Due:
    due = _answer_due(answer, _("Answer: %(title)s"), verbs.ANSWER)
    return replace(due, why=scale[-1].brief or scale[-1].text) if scale else due


def _answer_due(answer: Confirmation, title: str, verb: Text) -> Due:
    question = answer.ratification
    return Due(
        date=question.due or _asked_day(answer),
        title=title % {"title": question.title, "municipality": answer.municipality},
        url=reverse("desk:ratification", args=[question.pk]),
        topic=question.topic,
        municipality=answer.municipality.code,
        responsible=Role.DIRECTOR,
        done=answer.state != Confirmation.State.AWAITING,
        verb=verb,
    )


def _escape_percent(text: str) -> str:
    return text.replace("%", "%%")


def _steps(start: dt.date, end: dt.date, person: Person) -> Iterator[Due]:
    """Steps of checklists by their own day or the checklist's: one query while there are none."""
    days = Q(due__range=(start, end)) | Q(due=None, checklist__due__range=(start, end))
    steps = ChecklistStep.objects.filter(days, checklist__in=visible_to(person)).select_related(
        "checklist", "owner"
    )
    due_steps = list(steps.prefetch_related("marks", "checklist__municipalities"))
    own_ids = {town.pk for town in own_municipalities(person)} if due_steps else set()
    for step in due_steps:
        settled_ids = {mark.municipality_id for mark in step.marks.all() if mark.state in SETTLED}
        towns = [None] if step.common else list(step.checklist.municipalities.all())
        for town in towns:
            if town is None or town.pk in own_ids:
                yield _step_due(step, town, done=(town.pk if town else None) in settled_ids)


def _step_due(step: ChecklistStep, town: Municipality | None, *, done: bool) -> Due:
    day = step.due or step.checklist.due
    assert day is not None
    url = reverse("desk:checklist", args=[step.checklist_id])
    return Due(
        date=day,
        title=str(step),
        url=url,
        verb=verbs.MARK,
        group=_step_group(step, url) if town else None,
        topic=step.checklist.topic,
        municipality=town.code if town else "",
        responsible=step.owner.email
        if step.owner
        else (Role.DIRECTOR if town else Role.COORDINATOR),
        done=done,
    )


def _step_group(step: ChecklistStep, url: str) -> Group:
    """What a step is called in several municipalities, and in one."""
    single, title = (
        ngettext(
            "%(count)d municipality: %(step)s", "%(count)d municipalities: %(step)s", number
        ).replace("%(step)s", _escape_percent(str(step)))
        for number in (1, 2)
    )
    return Group(title, url, single)


def all_dues(start: dt.date, end: dt.date, person: Person) -> list[Due]:
    """What every room says is due, in the order of days; one query until something is written."""
    return remember("dues", *(start, end, person.pk), make=lambda: fresh_dues(start, end, person))


def fresh_dues(start: dt.date, end: dt.date, person: Person) -> list[Due]:
    """The same, not remembered: for a person whose rights a token has narrowed."""
    return sorted(dues(start, end, person), key=lambda due: (due.date, due.title))
