"""Noting who is there and closing items; decisions, questions and tasks are the core's."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Membership, Municipality, Person
from kimppa.core.consortium.roles import Permission, Role
from kimppa.core.decisions.actions import correct_decision, record_decision, remove_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, withdraw
from kimppa.core.ratification.models import Ratification
from kimppa.core.tasks.actions import create_task, drop_task
from kimppa.core.tasks.models import Task
from kimppa.meetings.models import Attendance, Invitee, Item, Meeting, Outcome
from kimppa.ui.numbers import day

type Rows = Mapping[Municipality, tuple[str, str]]
RIGHT, TOPIC = Permission.DECIDE, "meetings"
NOTHING = {"outcome": "", "closed_at": None, "decision": None, "task": None}


def directors_at(meeting: Meeting) -> dict[int, str]:
    """The directors' names by the municipality's key: those in office on the meeting's day; of
    several those who said that they come.
    """
    people: dict[int, list[Person]] = {}
    roles = Membership.objects.valid_on(meeting.day).filter(role=Role.DIRECTOR)
    for role in roles.select_related("person").order_by("person__name"):
        if role.municipality_id:
            people.setdefault(role.municipality_id, []).append(role.person)
    accepted = meeting.invitees.filter(answer=Invitee.Answer.ACCEPTED)
    coming = set(accepted.values_list("person", flat=True))
    return {
        place: ", ".join(
            person.name for person in ([each for each in several if each.pk in coming] or several)
        )[:300]
        for place, several in people.items()
    }


@transaction.atomic
def note_attendance(*, by: Actor, meeting: Meeting, rows: Rows) -> None:
    """How each municipality takes part ("" is not known) and who comes instead of the director.

    Raises PermissionDenied, and ValidationError before the meeting's day.
    """
    require(by, RIGHT)
    _require_under_way(stored(meeting))
    attendances = {row.municipality_id: row for row in meeting.attendances.all()}
    names = directors_at(meeting)
    for municipality, (how, substitute) in rows.items():
        row = attendances.get(municipality.pk)
        is_there = how != Attendance.How.ABSENT and not substitute
        director = names.get(municipality.pk, "") if is_there else ""
        values = {"how": how, "substitute": substitute, "director": director}
        if row and not how:
            remove_attendance(by=by, attendance=row)
        elif row and (row.how, row.substitute) != (how, substitute):
            change_attendance(by=by, attendance=row, **values)
        elif how and not row:
            row = Attendance(meeting=meeting, municipality=municipality, **values)
            row.example = meeting.example
            row.full_clean()
            row.save()
            record(by=by, action="meetings.present-add", obj=row)


@transaction.atomic
def change_attendance(*, by: Actor, attendance: Attendance, **values: Any) -> None:
    """Raises PermissionDenied, ValidationError by field."""
    require(by, RIGHT)
    change(attendance, by=by, action="meetings.present-change", **values)


@transaction.atomic
def remove_attendance(*, by: Actor, attendance: Attendance) -> None:
    """It is not known any more how the municipality took part."""
    require(by, RIGHT)
    before = snapshot(attendance)
    record(by=by, action="meetings.present-remove", obj=attendance, before=before, after={})
    attendance.delete()


@transaction.atomic
def close_item(
    *,
    by: Actor,
    item: Item,
    kind: str,
    words: str,
    question: Mapping[str, Any] | None = None,
    task: str = "",
    owner: Person | None = None,
    due: dt.date | None = None,
) -> None:
    """Close an item as one of `Outcome`, or correct what stands of one that is closed so.

    A decision goes to the register, with the `question` of who confirms it (arguments of
    `core.ratification.actions.ask`); the `task` to the tasks. Raises ValidationError by field.
    """
    require(by, RIGHT)
    row, text, task = stored(item), words.strip(), task.strip()
    _require_here(row)
    if row.outcome not in ("", kind):
        raise ValidationError({"kind": _("The item is closed. Open it again first.")})
    if kind == Outcome.DECISION and not text:
        raise ValidationError({"words": _("Write what was decided.")})
    if kind == Outcome.TASK and not (task or row.task):
        raise ValidationError({"task": _("Write what is to be done.")})
    values: dict[str, Any] = {"outcome": kind, "outcome_text": text}
    values["closed_at"] = row.closed_at or clock.now()
    if kind == Outcome.DECISION:
        values["decision"] = _decide(by, row, text, question)
    if task and kind != Outcome.INFORMATION and row.task is None:
        values["task"] = create_task(
            by=by,
            title=task,
            topic=row.topic or TOPIC,
            owner=owner,
            due=due,
            internal=row.internal,
            origin=decision.origin if (decision := values.get("decision")) else row.origin,
            example=row.example,
        )
    change(item, by=by, action="meetings.item-close", **values)
    _note_work(by, item)


@transaction.atomic
def open_again(*, by: Actor, item: Item) -> None:
    """Undo a closing: its decision and task go, its question is withdrawn; the text stays."""
    require(by, RIGHT)
    row = stored(item)
    decision, task = row.decision, row.task
    change(item, by=by, action="meetings.item-reopen", **NOTHING)
    _note_work(by, item)
    if task and task.state == Task.State.OPEN:
        drop_task(by=by, task=task)
    if decision:
        question = decision.ratification
        remove_decision(by=by, decision=decision)
        if question and question.open:
            withdraw(by=by, ratification=question)


@transaction.atomic
def set_outcome(*, by: Actor, item: Item, **values: Any) -> None:
    """Put back what stood of an item; its decision and task are put back by their own writes."""
    require(by, RIGHT)
    change(item, by=by, action="meetings.item-close", **values)
    _note_work(by, item)


def _note_work(by: Actor, item: Item) -> None:
    """A closed item is work for its topic, but of `meetings`, which the meeting itself is; what
    was noted without a word is no work. The title of an internal item is told to nobody.
    """
    row = stored(item)
    if not row.topic or row.topic == TOPIC or row.meeting is None:
        return
    if not row.outcome or (row.outcome == Outcome.INFORMATION and not row.outcome_text):
        retract(row.origin, by=by)
        return
    title = f"§ {_number(row)}" if row.internal else row.title
    record_evidence(
        by=by,
        topic=row.topic,
        title=f"{title[:150]} ({row.meeting})",
        date=row.meeting.day,
        origin=row.origin,
        same_as=[row.object_id] if row.area == "meetings" else [],
        example=row.example,
        source=row.source,
    )


def _decide(by: Actor, item: Item, text: str, question: Mapping[str, Any] | None) -> Decision:
    """The decision of an item, new or corrected, with its question when one is put."""
    assert item.meeting is not None
    decision = item.decision
    ratification = _ask(by, item, text, question) if question else None
    if decision is None:
        return record_decision(
            by=by,
            text=text,
            date=item.meeting.day,
            meeting=str(item.meeting),
            section=str(_number(item)),
            topic=item.topic,
            ratification=ratification,
            internal=item.internal,
            origin=(item.area, item.object_id) if item.area else item.origin,
            example=item.example,
        )
    correct_decision(by=by, decision=decision, text=text)
    if ratification and decision.ratification is None:
        correct_decision(by=by, decision=decision, ratification=ratification)
    return decision


def _ask(by: Actor, item: Item, text: str, question: Mapping[str, Any]) -> Ratification:
    places: Collection[Municipality] = question["municipalities"]
    if not places:
        raise ValidationError({"asked": _("Choose the municipalities that are asked.")})
    if question.get("due") and question["due"] < clock.today():
        raise ValidationError({"confirm_by": _("The day is over: choose one that is to come.")})
    return ask(
        by=by,
        origin=item.origin,
        title=item.title,
        text=text,
        topic=item.topic,
        internal=item.internal,
        example=item.example,
        **question,
    )


def _number(item: Item) -> int:
    rows = Item.objects.filter(meeting=item.meeting)
    return [row.pk for row in rows].index(item.pk) + 1


def _require_here(item: Item) -> None:
    """Raise ValidationError for an item that has been moved from a meeting that is under way."""
    meeting = item.meeting
    if meeting is None:
        raise ValidationError(_("The item was taken off the agenda: it waits for a meeting."))
    if meeting.is_open and not meeting.is_under_way:
        moved = {"meeting": meeting, "day": day(meeting.day)}
        raise ValidationError(_("The item is now on the agenda of %(meeting)s, %(day)s.") % moved)
    _require_under_way(meeting)


def _require_under_way(meeting: Meeting) -> None:
    if not meeting.is_under_way:
        raise ValidationError(_("The meeting is still to come, or was cancelled."))


check_undo_by(lambda by, _attendance: require(by, RIGHT), Attendance)
