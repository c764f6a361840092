"""Agreed ways of working: begun, and judged on their day."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.meetings.agenda.actions import remove_question
from kimppa.meetings.agenda.questions import put_questions
from kimppa.meetings.models import Practice
from kimppa.meetings.ways.queries import items_about

RIGHT, TOPIC = Permission.DECIDE, "working-methods"
Outcome = Practice.Outcome


@transaction.atomic
def add_practice(*, by: Actor, title: str, **values: Any) -> Practice:
    """A way of working that was agreed on; its day puts it on an agenda.

    Raises PermissionDenied, ValidationError by field.
    """
    require(by, RIGHT)
    practice = Practice(title=title.strip(), **values)
    _require_order(practice.begins_on, practice.ask_on)
    practice.full_clean(exclude=["owner", "decision", "suggestion"])
    practice.save()
    record(by=by, action="meetings.practice-add", obj=practice)
    put_questions(by=by)
    return practice


@transaction.atomic
def change_practice(*, by: Actor, practice: Practice, **values: Any) -> None:
    """Another day to ask on takes it to another agenda, while its item is open.

    Raises PermissionDenied, ValidationError by field.
    """
    require(by, RIGHT)
    key = stored(practice).key
    begins, ask = (values.get(name, getattr(practice, name)) for name in ("begins_on", "ask_on"))
    _require_order(begins, ask)
    change(practice, by=by, action="meetings.practice-change", **values)
    if practice.key != key:
        remove_question(by=by, key=key)
    put_questions(by=by)


@transaction.atomic
def remove_practice(*, by: Actor, practice: Practice) -> None:
    """Undo the adding. Raises ValidationError for one that has been judged."""
    require(by, RIGHT)
    if practice.outcome:
        raise ValidationError(_("It has been judged: it stays."))
    before = snapshot(practice)
    record(by=by, action="meetings.practice-remove", obj=practice, before=before, after={})
    practice.delete()


@transaction.atomic
def judge(
    *, by: Actor, practice: Practice, outcome: str, words: str, ask_on: dt.date | None = None
) -> None:
    """Say whether it helped (`Practice.Outcome`). What goes on may be asked about again `ask_on`.

    Its owner and the coordinator may. Raises ValidationError without words, for a day that is
    over, or before it has begun.
    """
    _require_owner(by, practice)
    today = clock.today()
    if practice.begins_on > today:
        raise ValidationError(_("It has not begun yet."))
    if not words.strip():
        raise ValidationError({"words": _("Tell in a sentence what changed.")})
    if ask_on and (ask_on <= today or outcome != Outcome.GOES_ON):
        raise ValidationError(
            {"ask_on": _("Only of what goes on it is asked again, on a day to come.")}
        )
    fields: dict[str, Any] = {"outcome": outcome, "outcome_text": words.strip()}
    fields |= {"judged_on": today, "ask_on": ask_on or min(practice.ask_on, today)}
    set_outcome(by=by, practice=practice, **fields)


@transaction.atomic
def set_outcome(*, by: Actor, practice: Practice, **values: Any) -> None:
    """Set or put back what is judged; it counts as work once a year, of its day."""
    _require_owner(by, practice)
    if not change(practice, by=by, action="meetings.practice-judge", **values):
        return
    origin = ("meetings", f"practice-{practice.pk}")
    if practice.judged_on is None:
        retract(origin, by=by)
        return
    with official():
        title = _("Judged whether it helped: %(title)s") % {"title": practice.title}
    record_evidence(
        by=by,
        topic=TOPIC,
        title=title[:300],
        date=practice.judged_on,
        origin=origin,
        same_as=items_about(f"practice-{practice.pk}-"),
        example=practice.example,
        source=practice.source,
    )


def _require_order(begins: dt.date, ask: dt.date) -> None:
    if ask <= begins:
        raise ValidationError({"ask_on": _("Ask on a day after it has begun.")})


def _require_owner(by: Actor, practice: Practice) -> None:
    is_owner = by.pk is not None and practice.owner_id == by.pk
    require(by, Permission.LOG_WORK if is_owner else RIGHT)


check_undo_by(_require_owner, Practice)
