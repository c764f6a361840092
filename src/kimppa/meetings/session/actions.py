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
    coming_ids = set(accepted.values_list("person", flat=True))
    return {
        town_id: ", ".join(
            person.name
            for person in ([p for p in people_of_town if p.pk in coming_ids] or people_of_town)
        )[:300]
        for town_id, people_of_town in people.items()
    }


@transaction.atomic
def note_attendance(*, by: Actor, meeting: Meeting, rows: Rows) -> None:
    """How each municipality takes part ("" is not known) and who comes instead of the director.

    Raises PermissionDenied, and ValidationError before the meeting's day.
    """
    require(by, RIGHT)
    _require_under_way(stored(meeting))
    attendances = {
        attendance.municipality_id: attendance for attendance in meeting.attendances.all()
    }
    names = directors_at(meeting)
    for municipality, (how, substitute) in rows.items():
        attendance = attendances.get(municipality.pk)
        is_there = how != Attendance.How.ABSENT and not substitute
        director = names.get(municipality.pk, "") if is_there else ""
        fields = {"how": how, "substitute": substitute, "director": director}
        if attendance and not how:
            remove_attendance(by=by, attendance=attendance)
        elif attendance and (attendance.how, attendance.substitute) != (how, substitute):
            change_attendance(by=by, attendance=attendance, **fields)
        elif how and not attendance:
            attendance = Attendance(meeting=meeting, municipality=municipality, **fields)
            attendance.example = meeting.example
            attendance.full_clean()
            attendance.save()
            record(by=by, action="meetings.present-add", obj=attendance)


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
    stored_item, text, task = stored(item), words.strip(), task.strip()
    _require_here(stored_item)
    if stored_item.outcome not in ("", kind):
        raise ValidationError({"kind": _("The item is closed. Open it again first.")})
    if kind == Outcome.DECISION and not text:
        raise ValidationError({"words": _("Write what was decided.")})
    if kind == Outcome.TASK and not (task or stored_item.task):
        raise ValidationError({"task": _("Write what is to be done.")})
    fields: dict[str, Any] = {"outcome": kind, "outcome_text": text}
    fields["closed_at"] = stored_item.closed_at or clock.now()
    if kind == Outcome.DECISION:
        fields["decision"] = _decide(by, stored_item, text, question)
    if task and kind != Outcome.INFORMATION and stored_item.task is None:
        fields["task"] = create_task(
            by=by,
            title=task,
            topic=stored_item.topic or TOPIC,
            owner=owner,
            due=due,
            internal=stored_item.internal,
            origin=decision.origin if (decision := fields.get("decision")) else stored_item.origin,
            example=stored_item.example,
        )
    change(item, by=by, action="meetings.item-close", **fields)
    _note_work(by, item)


@transaction.atomic
def open_again(*, by: Actor, item: Item) -> None:
    """Undo a closing: its decision and task go, its question is withdrawn; the text stays."""
    require(by, RIGHT)
    stored_item = stored(item)
    decision, task = stored_item.decision, stored_item.task
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
    stored_item = stored(item)
    if not stored_item.topic or stored_item.topic == TOPIC or stored_item.meeting is None:
        return
    if not stored_item.outcome or (
        stored_item.outcome == Outcome.INFORMATION and not stored_item.outcome_text
    ):
        retract(stored_item.origin, by=by)
        return
    title = f"§ {_number(stored_item)}" if stored_item.internal else stored_item.title
    record_evidence(
        by=by,
        topic=stored_item.topic,
        title=f"{title[:150]} ({stored_item.meeting})",
        date=stored_item.meeting.day,
        origin=stored_item.origin,
        same_as=[stored_item.object_id] if stored_item.area == "meetings" else [],
        example=stored_item.example,
        source=stored_item.source,
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
    towns: Collection[Municipality] = question["municipalities"]
    if not towns:
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
    siblings = Item.objects.filter(meeting=item.meeting)
    return [sibling.pk for sibling in siblings].index(item.pk) + 1


def _require_here(item: Item) -> None:
    """Raise ValidationError for an item that has been moved from a meeting that is under way."""
    meeting = item.meeting
    if meeting is None:
        raise ValidationError(_("The item was taken off the agenda: it waits for a meeting."))
    if meeting.is_open and not meeting.is_under_way:
        words = {"meeting": meeting, "day": day(meeting.day)}
        raise ValidationError(_("The item is now on the agenda of %(meeting)s, %(day)s.") % words)
    _require_under_way(meeting)


def _require_under_way(meeting: Meeting) -> None:
    if not meeting.is_under_way:
        raise ValidationError(_("The meeting is still to come, or was cancelled."))


check_undo_by(lambda by, _attendance: require(by, RIGHT), Attendance)
