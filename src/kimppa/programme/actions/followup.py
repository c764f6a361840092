"""Following up: steps, updates and comments."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, remove
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official_language
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.prose.tenses import as_done
from kimppa.programme.actions.rights import (
    concerned,
    require_complete,
    require_follow_up,
    require_open,
    require_own_comment,
)
from kimppa.programme.models import Action, Comment, Step, Update

AREA = "programme"


@transaction.atomic
def add_step(
    *,
    by: Actor,
    action: Action,
    title: str,
    due: dt.date | None = None,
    person: Person | None = None,
    example: bool = False,
    source: str = "",
) -> Step:
    """Add a step after the others. Raises ValidationError for an empty title."""
    require_follow_up(by, action)
    step = Step(
        action=action,
        position=action.steps.count() + 1,
        title=title.strip(),
        due=due,
        person=person,
        example=example,
        source=source,
    )
    step.full_clean(exclude=["action", "person"])
    step.save()
    record(by=by, action="programme.add-step", obj=step)
    return step


@transaction.atomic
def change_step(*, by: Actor, step: Step, **values: Any) -> None:
    """Change a step's title, day or person."""
    require_follow_up(by, step.action)
    change(step, by=by, action="programme.change-step", **values)
    step.full_clean(exclude=["action", "person"])


@transaction.atomic
def remove_step(*, by: Actor, step: Step) -> None:
    """Remove a step that is not done. Raises ValidationError for one that is."""
    require_follow_up(by, step.action)
    if step.done_at is not None:
        raise ValidationError(_("The step is done. Take it back before removing it."))
    remove(step, by=by, action="programme.remove-step")


@transaction.atomic
def complete_step(*, by: Actor, step: Step, date: dt.date | None = None) -> None:
    """Mark a step done; it counts as work for the action's topic."""
    require_complete(by, step)
    day = _day_that_came(date)
    changed = change(step, by=by, action="programme.complete-step", done_at=day, done_by=by.name)
    if changed:
        title = as_done(step.title, official_language())
        _record_work(by, step.action, f"step-{step.pk}", title, day, step)


@transaction.atomic
def reopen_step(*, by: Actor, step: Step) -> None:
    """Undo a completion; the work stops counting."""
    require_complete(by, step)
    change(step, by=by, action="programme.reopen-step", done_at=None, done_by="")
    retract((AREA, f"step-{step.pk}"), by=by)


@transaction.atomic
def write_update(
    *,
    by: Actor,
    action: Action,
    text: str,
    date: dt.date | None = None,
    public: bool = True,
    example: bool = False,
    source: str = "",
) -> Update:
    """Tell in two lines how the action is going; it counts as work for the action's topic.

    Raises ValidationError for an empty or too long text and for a day to come.
    """
    require_follow_up(by, action)
    update = Update(
        action=action,
        date=_day_that_came(date),
        text=text.strip(),
        public=public,
        author=person_or_none(by),
        author_name=by.name,
        example=example,
        source=source,
    )
    update.full_clean(exclude=["action", "author"])
    update.save()
    record(by=by, action="programme.write-update", obj=update)
    _record_work(
        by, action, f"update-{update.pk}", " ".join(update.text.split()), update.date, update
    )
    return update


@transaction.atomic
def remove_update(*, by: Actor, update: Update) -> None:
    """Take an update back; the work stops counting and the audit log keeps the text."""
    require_follow_up(by, update.action)
    retract((AREA, f"update-{update.pk}"), by=by)
    remove(update, by=by, action="programme.remove-update")


def _record_work(
    by: Actor,
    action: Action,
    object_id: str,
    title: str,
    date: dt.date,
    step_or_update: Step | Update,
) -> None:
    record_evidence(
        by=by,
        topic=action.topic,
        title=title,
        date=date,
        agreement_year=action.programme.year,
        municipalities=concerned(by, action),
        origin=(AREA, object_id),
        clauses=action.clauses,
        example=step_or_update.example,
        source=step_or_update.source,
    )


def _day_that_came(date: dt.date | None) -> dt.date:
    today = clock.today()
    if date is not None and date > today:
        raise ValidationError(
            {"date": _("The day is still to come. Give today or an earlier day.")}
        )
    return date or today


@transaction.atomic
def add_comment(
    *,
    by: Actor,
    action: Action,
    text: str,
    at: dt.datetime | None = None,
    example: bool = False,
    source: str = "",
) -> Comment:
    """A director's remark on an action. Raises ValidationError for an empty text."""
    person = person_or_none(by)
    municipality = person.municipality if person else None
    require(by, Permission.COMMENT, municipality)
    require_open(action.programme)
    comment = Comment(
        action=action,
        person=person,
        person_name=by.name,
        municipality=municipality,
        text=text.strip(),
        at=at or clock.now(),
        example=example,
        source=source,
    )
    comment.full_clean(exclude=["action", "person", "municipality"])
    comment.save()
    record(by=by, action="programme.comment", obj=comment, municipality=municipality)
    return comment


@transaction.atomic
def handle_comment(*, by: Actor, comment: Comment, at: dt.datetime | None = None) -> None:
    """Mark a comment as handled."""
    require(by, Permission.EDIT_PROGRAMME)
    change(comment, by=by, action="programme.handle-comment", handled_at=at or clock.now())


@transaction.atomic
def reopen_comment(*, by: Actor, comment: Comment) -> None:
    """Undo the handling."""
    require(by, Permission.EDIT_PROGRAMME)
    change(comment, by=by, action="programme.reopen-comment", handled_at=None)


@transaction.atomic
def remove_comment(*, by: Actor, comment: Comment) -> None:
    """Take one's own comment back while it has not been handled."""
    require_own_comment(by, comment)
    if comment.handled_at is not None:
        raise ValidationError(_("The comment has been handled already."))
    remove(comment, by=by, action="programme.remove-comment")
