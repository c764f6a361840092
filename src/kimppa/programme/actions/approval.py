"""Approving a programme, and opening it for a new version."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.actions import record_decision
from kimppa.core.decisions.models import Decision
from kimppa.core.language import official
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, withdraw
from kimppa.programme.actions.rights import require_draft
from kimppa.programme.confirmation import is_confirmed, ratification_of
from kimppa.programme.models import Action, Programme

NEEDED = {
    "goal": gettext_lazy("goal"),
    "measure": gettext_lazy("what is done"),
    "responsible": gettext_lazy("responsible"),
}


@dataclass(frozen=True, slots=True)
class JointDecision:
    """What the directors decided together: day, meeting and § of the decision."""

    date: dt.date
    meeting: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """An action that lacks what an approved one must have; `what` are words for people."""

    action: Action
    what: tuple[str, ...]


def missing(programme: Programme) -> list[Missing]:
    """Actions that cannot be approved yet, in order."""
    incomplete_actions = []
    for action in programme.actions.select_related("programme").order_by("number"):
        lacks = tuple(str(word) for name, word in NEEDED.items() if not getattr(action, name))
        if lacks:
            incomplete_actions.append(Missing(action, lacks))
    return incomplete_actions


@transaction.atomic
def approve(
    *,
    by: Actor,
    programme: Programme,
    joint: JointDecision | None = None,
    decision: Decision | None = None,
    due: dt.date | None = None,
) -> Programme:
    """Lock the text of every action and settle the version.

    With `joint` the directors' decision is recorded (or an existing `decision` is pointed at).
    Without either, each municipality's director is asked for a yes by `due`; until all have
    said it the programme is provisional. Raises ValidationError naming what is missing.
    """
    require(by, Permission.EDIT_PROGRAMME)
    require(by, Permission.DECIDE)
    require_draft(programme)
    _require_complete(programme)
    before = snapshot(programme)
    if joint is not None:
        decision = _record_decision(by, programme, joint)
    programme.state = Programme.State.AGREED
    programme.decision = decision
    programme.approved_at = decision.date if decision else clock.today()
    programme.save(update_fields=["state", "decision", "approved_at"])
    record(
        by=by,
        action="programme.approve" if decision else "programme.propose",
        obj=programme,
        before=before,
        after=snapshot(programme) | {"official_texts": _lock(programme)},
    )
    if decision is None:
        _ask_municipalities(by, programme, due)
    return programme


def _require_complete(programme: Programme) -> None:
    if not programme.actions.exists():
        raise ValidationError(_("The programme has no actions yet."))
    incomplete_actions = missing(programme)
    if incomplete_actions:
        raise ValidationError(
            [
                _("%(number)s: missing %(what)s")
                % {"number": lack.action.number, "what": ", ".join(lack.what)}
                for lack in incomplete_actions
            ]
        )


def _lock(programme: Programme) -> dict[str, list[str]]:
    """Copy the working text into the official text; title, goal and measure of what changed, by
    the action's number, for the audit log.
    """
    actions = list(programme.actions.all())
    official_texts = {
        action.number: [action.title, action.goal, action.measure]
        for action in actions
        if not action.approved or action.reworded
    }
    programme.actions.update(
        official_title=F("title"), official_goal=F("goal"), official_measure=F("measure")
    )
    return official_texts


def _record_decision(by: Actor, programme: Programme, joint_decision: JointDecision) -> Decision:
    with official():
        text = _("%(programme)s was approved and will be delivered to each library.")
    return record_decision(
        by=by,
        text=text % {"programme": programme.title},
        date=joint_decision.date,
        meeting=joint_decision.meeting.strip(),
        section=joint_decision.section.strip(),
        topic="programme",
        agreement_year=programme.year,
        origin=programme.origin,
        example=programme.example,
        source=programme.source,
    )


def _ask_municipalities(by: Actor, programme: Programme, due: dt.date | None) -> None:
    with official():
        text = _("%(count)d actions. Version %(version)d.")
    ask(
        by=by,
        origin=programme.origin,
        title=programme.title,
        municipalities=municipalities_of(programme.year),
        topic="programme",
        text=text % {"count": programme.actions.count(), "version": programme.version},
        due=due,
        example=programme.example,
        source=programme.source,
    )


@transaction.atomic
def reopen(*, by: Actor, programme: Programme, reason: str) -> Programme:
    """Open an agreed programme as the draft of the next version, for a reason that all see.

    The approved text stands until the new version is approved. A question still waiting for
    answers is withdrawn. Raises ValidationError without a reason.
    """
    require(by, Permission.EDIT_PROGRAMME)
    if stored(programme).state != Programme.State.AGREED:
        raise ValidationError(_("Only an agreed programme is reopened."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why a new version is needed.")})
    open_question = ratification_of(programme)
    if open_question is not None and not is_confirmed(programme):
        withdraw(by=by, ratification=open_question)
    change(
        programme,
        by=by,
        action="programme.reopen",
        state=Programme.State.DRAFT,
        version=programme.version + 1,
        version_reason=reason.strip(),
        decision=None,
    )
    return programme


@transaction.atomic
def close(*, by: Actor, programme: Programme) -> None:
    """End the follow-up of a year: nothing is changed any more."""
    require(by, Permission.EDIT_PROGRAMME)
    if stored(programme).state != Programme.State.AGREED:
        raise ValidationError(_("Only an agreed programme is closed."))
    change(programme, by=by, action="programme.close", state=Programme.State.CLOSED)


@transaction.atomic
def open_again(*, by: Actor, programme: Programme) -> None:
    """Undo a closing."""
    require(by, Permission.EDIT_PROGRAMME)
    if stored(programme).state == Programme.State.CLOSED:
        change(programme, by=by, action="programme.open-again", state=Programme.State.AGREED)
