"""Checklists: making them, marking their steps, what they show. The tables stand in `models`."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, remove, snapshot, stored
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by, put_back
from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark

Kind = Checklist.Kind
SETTLED = frozenset({StepMark.State.DONE, StepMark.State.NO_NEED})
# What a new checklist proposes: steps taken once for all, and steps of each municipality.
TEMPLATES: dict[str, tuple[tuple[str | Promise, ...], tuple[str | Promise, ...]]] = {
    Kind.INTRODUCTION: (
        (
            gettext_lazy("Agreement"),
            gettext_lazy("Sign-in"),
            gettext_lazy("Privacy notice"),
            gettext_lazy("Accessibility statement"),
            gettext_lazy("Source of statistics"),
            gettext_lazy("Page of the web library"),
        ),
        (
            gettext_lazy("Accounts of the staff"),
            gettext_lazy("Trial by the staff"),
            gettext_lazy("Customers have been told"),
        ),
    ),
    Kind.RETIREMENT: (
        (
            gettext_lazy("Agreement terminated"),
            gettext_lazy("Integrations closed"),
            gettext_lazy("Pages and guides that name it"),
            gettext_lazy("Data taken out or removed"),
        ),
        (gettext_lazy("Accounts closed"), gettext_lazy("Customers have been told")),
    ),
    Kind.ACCEPTANCE: (
        (),
        (
            gettext_lazy("Records and items checked"),
            gettext_lazy("Customers, loans and requests checked"),
            gettext_lazy("Everyday work tried"),
            gettext_lazy("Accepted"),
        ),
    ),
}


@transaction.atomic
def create_checklist(
    *,
    by: Actor,
    title: str,
    kind: str,
    topic: str,
    common: Sequence[str] = (),
    local: Sequence[str] = (),
    service: Service | None = None,
    municipalities: Iterable[Municipality] | None = None,
    due: dt.date | None = None,
    note: str = "",
    origin: tuple[str, str] = ("", ""),
    example: bool = False,
    source: str = "",
) -> Checklist:
    """Make a checklist of steps taken once for all (`common`) and in each municipality (`local`).

    `municipalities` None = those of today. Raises ValidationError when it has no steps, or two
    alike.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    if not (common or local):
        raise ValidationError(_("Write at least one step."))
    _require_distinct(common=common, local=local)
    checklist = Checklist(
        title=title.strip(),
        kind=kind,
        topic=topic,
        service=service,
        due=due,
        note=note.strip(),
        area=origin[0],
        object_id=origin[1],
        created_at=clock.now(),
        example=example,
        source=source,
    )
    checklist.full_clean()
    checklist.save()
    checklist.municipalities.set(municipalities_on() if municipalities is None else municipalities)
    _add_steps(checklist, common, local)
    record(by=by, action="checklist.create", obj=checklist)
    return checklist


def _require_distinct(**titles_by_field: Sequence[str]) -> None:
    for field, titles in titles_by_field.items():
        counts = Counter(title.strip().casefold() for title in titles)
        if repeated := [title.strip() for title in titles if counts[title.strip().casefold()] > 1]:
            text = _("The step “%(title)s” is here twice. Write it once.")
            raise ValidationError({field: text % {"title": repeated[0]}})


def _require_new(checklist: Checklist, **titles_by_field: Sequence[str]) -> None:
    """Raise ValidationError by field for a step that the checklist has already."""
    present_titles = list(checklist.steps.values_list("title", "common"))
    for field, titles in titles_by_field.items():
        is_common = field == "common"
        present = {title.casefold() for title, common in present_titles if common == is_common}
        for title in titles:
            if title.strip().casefold() in present:
                raise ValidationError({field: _already_there(title)})


def _already_there(title: str) -> str:
    return _("The step “%(title)s” is on the checklist already.") % {"title": title.strip()}


def _is_sent_again(
    checklist: Checklist, common: Sequence[str], local: Sequence[str], values: dict[str, Any]
) -> bool:
    """Whether all that is sent is stored already, as a second press of the button sends it."""
    stored_list = stored(checklist)
    titles = {(title.strip(), True) for title in common} | {(t.strip(), False) for t in local}
    return titles.issubset(stored_list.steps.values_list("title", "common")) and all(
        getattr(stored_list, name) == value for name, value in values.items()
    )


def _add_steps(
    checklist: Checklist, common_titles: Sequence[str], local_titles: Sequence[str]
) -> list[ChecklistStep]:
    titles = [(title.strip(), True) for title in common_titles]
    titles += [(title.strip(), False) for title in local_titles]
    steps = []
    for position, (title, is_common) in enumerate(titles, start=checklist.steps.count() + 1):
        step = ChecklistStep(
            checklist=checklist,
            title=title,
            common=is_common,
            position=position,
            example=checklist.example,
            source=checklist.source,
        )
        step.full_clean()
        step.save()
        steps.append(step)
    return steps


@transaction.atomic
def change_checklist(
    *,
    by: Actor,
    checklist: Checklist,
    common: Sequence[str] = (),
    local: Sequence[str] = (),
    **field_values: Any,
) -> list[Municipality]:
    """Change title, due day or note, and add steps; the municipalities whose finished work counts
    no more, as they have not taken the new step.

    Raises ValidationError for two steps alike.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    _require_distinct(common=common, local=local)
    if (common or local) and _is_sent_again(checklist, common, local, field_values):
        return []
    _require_new(checklist, common=common, local=local)
    change(checklist, by=by, action="checklist.change", **field_values)
    if not (common or local):
        return []
    done_before = _done_now(checklist)
    for step in _add_steps(checklist, common, local):
        record(by=by, action="checklist.add-step", obj=step)
    _record_changes(checklist, done_before, by)
    return sorted(done_before - _done_now(checklist), key=str)


@transaction.atomic
def change_step(*, by: Actor, step: ChecklistStep, **field_values: Any) -> None:
    """Change a step's title, owner or due day. Raises ValidationError, also for the title of
    another step.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    title = str(field_values.get("title", "")).strip().casefold()
    others = step.checklist.steps.filter(common=step.common).exclude(pk=step.pk)
    for other_title in others.values_list("title", flat=True):
        if other_title.casefold() == title:
            raise ValidationError({"title": _already_there(other_title)})
    change(step, by=by, action="checklist.change-step", **field_values)


@transaction.atomic
def remove_step(*, by: Actor, step: ChecklistStep) -> None:
    """Strike a step that does not apply. Raises ValidationError once somebody has marked it."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if step.marks.exists():
        raise ValidationError(_("Somebody has marked the step. Mark it as not needed instead."))
    checklist = step.checklist
    done_before = _done_now(checklist)
    remove(step, by=by, action="checklist.remove-step")
    _record_changes(checklist, done_before, by)


@transaction.atomic
def remove_checklist(*, by: Actor, checklist: Checklist) -> None:
    """Take out a checklist that was made by mistake. Raises ValidationError once it is in use."""
    require(by, Permission.MANAGE_CONSORTIUM)
    if StepMark.objects.filter(step__checklist=checklist).exists():
        raise ValidationError(_("Somebody has marked a step of it already."))
    values_before = snapshot(checklist)
    record(by=by, action="checklist.remove", obj=checklist, before=values_before, after={})
    checklist.delete()


@transaction.atomic
def mark_step(
    *,
    by: Actor,
    step: ChecklistStep,
    municipality: Municipality | None,
    state: str,
    note: str = "",
) -> None:
    """Say of a step that it is done, not needed or not accepted; an empty state opens it again.
    A mark that says the same already is left as somebody made it.

    When a municipality's last step is settled, that is evidence for the checklist's topic.
    Raises PermissionDenied, and ValidationError without a reason or for a municipality that the
    step does not concern.
    """
    _require_marking(by, municipality)
    checklist = stored(step).checklist
    municipalities_concerned = {None} if step.common else set(checklist.municipalities.all())
    if municipality not in municipalities_concerned:
        raise ValidationError(_("The step does not concern this municipality."))
    done_before = _done_now(checklist)
    mark = step.marks.filter(municipality=municipality).first()
    if mark and (mark.state, mark.note) == (state, note.strip()):
        return
    mark_before = snapshot(mark) if mark else {}
    if state and state != StepMark.State.DONE and not note.strip():
        raise ValidationError({"note": _("Write the reason.")})
    if state:
        mark = mark or StepMark(step=step, municipality=municipality)
        mark.state, mark.note = state, note.strip()
        mark.by, mark.at = person_or_none(by), clock.now()
        mark.full_clean(exclude=["by", "municipality"])
        mark.save()
        record(
            by=by, action="checklist.mark", obj=mark, before=mark_before, municipality=municipality
        )
    elif mark:
        record(by=by, action="checklist.unmark", obj=mark, before=mark_before, after={})
        mark.delete()
    _record_changes(checklist, done_before, by)


def mark_back(by: Actor, event: AuditEvent, mark: StepMark | None) -> None:
    """Take a mark back to what stood before, for `core.audit.undo`; None = it was removed."""
    values_before = event.before
    if mark is None:
        step = ChecklistStep.objects.get(pk=values_before["step_id"])
        municipality = Municipality.objects.filter(pk=values_before["municipality_id"]).first()
        mark = StepMark(step=step, municipality=municipality)
    state = values_before.get("state", mark.state) if values_before else ""
    note = values_before.get("note", mark.note)
    mark_step(by=by, step=mark.step, municipality=mark.municipality, state=state, note=note)


@transaction.atomic
def step_back(by: Actor, event: AuditEvent, _row: None) -> None:
    """Put a step that was struck back, for `core.audit.undo`."""
    checklist = Checklist.objects.get(pk=event.before["checklist_id"])
    done_before = _done_now(checklist)
    insert = put_back(ChecklistStep, "checklist.add-step").run
    assert insert is not None
    insert(by, event, None)
    _record_changes(checklist, done_before, by)


def done_in(checklist: Checklist) -> set[Municipality]:
    """Municipalities in which every step is settled, their own and the common ones; none while
    nothing has been done in earnest. Asks nothing of a checklist that is `with_marks`.
    """
    steps = checklist.steps.all()
    marks = {(step.pk, mark.municipality_id): mark for step in steps for mark in step.marks.all()}

    def is_done(municipality: Municipality) -> bool:
        states = [
            mark.state if mark else ""
            for step in steps
            for mark in [marks.get((step.pk, None if step.common else municipality.pk))]
        ]
        return StepMark.State.DONE in states and SETTLED.issuperset(states)

    return {place for place in checklist.municipalities.all() if is_done(place)}


def visible_to(person: Person) -> QuerySet[Checklist]:
    """A coordinator sees all; others those that concern their own municipality."""
    if person.is_coordinator:
        return Checklist.objects.all()
    own_ids = [membership.municipality_id for membership in person.current_memberships]
    checklists_concerned = Checklist.municipalities.through.objects.filter(municipality__in=own_ids)
    return Checklist.objects.filter(pk__in=checklists_concerned.values("checklist"))


def with_marks() -> QuerySet[Checklist]:
    """Checklists with what `done_in` reads."""
    return Checklist.objects.select_related("service").prefetch_related(
        "municipalities", "steps__marks"
    )


def _done_now(checklist: Checklist) -> set[Municipality]:
    return done_in(with_marks().get(pk=checklist.pk))


def _record_changes(checklist: Checklist, done_before: set[Municipality], by: Actor) -> None:
    """Record the work of municipalities that have become done, retract that of the others."""
    done_now = _done_now(checklist)
    with official():
        title = f"{checklist.get_kind_display()}: {checklist.title}"
    for municipality in done_now - done_before:
        record_evidence(
            by=by,
            topic=checklist.topic,
            title=title,
            municipalities=[municipality],
            service=checklist.service,
            origin=_origin(checklist, municipality),
            example=checklist.example,
            source=checklist.source,
        )
    for municipality in done_before - done_now:
        retract(_origin(checklist, municipality), by=by)


def _origin(checklist: Checklist, municipality: Municipality) -> tuple[str, str]:
    return "desk", f"checklist-{checklist.pk}-{municipality.code}"


def _require_marking(by: Actor, municipality: Municipality | None) -> None:
    if municipality is None:
        require(by, Permission.MANAGE_CONSORTIUM)
    else:
        require(by, Permission.DO_TASKS, municipality)


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Checklist, ChecklistStep)
check_undo_by(lambda by, mark: _require_marking(by, mark.municipality), StepMark)
