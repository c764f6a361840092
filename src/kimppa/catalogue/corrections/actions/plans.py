"""Drafting a plan, asking the libraries, and what they say of the samples."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.baseline import parts
from kimppa.catalogue.corrections.exports import proven, unfit
from kimppa.catalogue.corrections.queries import (
    AREA,
    TOPIC,
    may_start,
    origin_of,
    state_of,
    table_of,
)
from kimppa.catalogue.corrections.tasks import carry_out
from kimppa.catalogue.messages import plan_refusal
from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.models.corrections import Plan, PlanSample
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import reinstate, retract
from kimppa.core.permissions import Actor, person_or_none, require
from kimppa.core.ratification import actions as ratification
from kimppa.core.ratification.models import Confirmation
from kimppa.jobs import queue
from kimppa.marc.fixing.plans import plan as engine_plan
from kimppa.marc.rules.spec import RuleError


@dataclass(frozen=True, slots=True)
class Draft:
    title: str
    rules: Iterable[str] = ()
    edits: Iterable[dict[str, Any]] = ()
    note: str = ""
    by_hand: bool = False
    sample_size: int = 10
    year: int = 0

    def values(self) -> dict[str, Any]:
        return {
            "title": self.title.strip(),
            "rules": list(self.rules),
            "edits": list(self.edits),
            "note": self.note.strip(),
            "by_hand": self.by_hand,
            "sample_size": self.sample_size,
            "year": self.year or clock.today().year,
        }


@transaction.atomic
def create(
    *,
    by: Actor,
    draft: Draft,
    export: Snapshot | None,
    repeats: Plan | None = None,
    example: bool = False,
) -> Plan:
    """Write a new plan. Raises ValidationError for one that cannot be carried out."""
    require(by, Permission.MANAGE_CATALOGUE)
    plan = Plan(
        snapshot=export, made_at=clock.now(), made_by=person_or_none(by), repeats=repeats,
        example=example, **draft.values(),
    )  # fmt: skip
    _check_plan(plan)
    plan.full_clean(exclude=["made_by", "run", "snapshot", "ratification", "repeats", "applied_to"])
    plan.save()
    record(by=by, action="catalogue.plan", obj=plan)
    return plan


@transaction.atomic
def change_draft(*, by: Actor, plan: Plan, draft: Draft, export: Snapshot | None) -> bool:
    """Change a plan that nobody has been asked about; what was previewed is looked for anew."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    _refuse_unless(
        stored_plan.open_to_change and not stored_plan.busy, _("The plan can no longer be changed.")
    )
    values = draft.values()
    for name in ("rules", "edits", "title"):
        setattr(stored_plan, name, values[name])
    _check_plan(stored_plan)
    stored_plan.samples.all().delete()
    values |= {"snapshot": export, "state": Plan.State.DRAFT, "shown": {}}
    return change(stored_plan, by=by, action="catalogue.plan-change", **values)


def _check_plan(plan: Plan) -> None:
    try:
        engine_plan(table_of(plan))
    except RuleError as error:
        raise ValidationError(plan_refusal(error)) from error


def _refuse_unless(is_allowed: bool, reason: str) -> None:
    if not is_allowed:
        raise ValidationError(reason)


@transaction.atomic
def repeat(*, by: Actor, plan: Plan, export: Snapshot | None) -> Plan:
    """The same plan as a new draft, for a newer export."""
    draft = Draft(plan.title, plan.rules, plan.edits, plan.note, plan.by_hand, plan.sample_size)
    return create(by=by, draft=draft, export=export, repeats=plan)


@transaction.atomic
def remove(*, by: Actor, plan: Plan) -> None:
    """Remove a plan that nobody has been asked about, with its preview."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    _refuse_unless(stored_plan.open_to_change, _("A plan that has been asked about stays."))
    if stored_plan.run is not None:
        queue.ask_to_stop(stored_plan.run)
    record(
        by=by,
        action="catalogue.plan-remove",
        obj=stored_plan,
        before=snapshot(stored_plan),
        after={},
    )
    stored_plan.delete()


@transaction.atomic
def ask(
    *, by: Actor, plan: Plan, municipalities: Iterable[Municipality], due: dt.date | None
) -> None:
    """Ask the directors for their yes. Raises ValidationError unless it has been previewed."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    may_ask = state_of(stored_plan) == Plan.State.PREVIEWED and not stored_plan.busy
    _refuse_unless(may_ask, _("Look first what would change."))
    if due and due < clock.today():
        raise ValidationError({"due": _("The day to answer by is in the past.")})
    # One that somebody has put again would bring its answers along, which were to other changes.
    for open_question in ratification.open_about(origin_of(stored_plan)):
        ratification.withdraw(by=by, ratification=open_question)
    _refuse_unless(
        stored_plan.shown.get("counts", {}).get("changed", 0), _("The plan changes nothing.")
    )
    question = ratification.ask(
        by=by,
        origin=origin_of(stored_plan),
        title=_("%(title)s: may the corrections be made?") % {"title": stored_plan.title},
        text=stored_plan.note,
        municipalities=municipalities,
        topic=TOPIC,
        due=due,
        example=stored_plan.example,
    )
    change(
        stored_plan,
        by=by,
        action="catalogue.plan-ask",
        state=Plan.State.ASKED,
        ratification=question,
    )


@transaction.atomic
def withdraw(*, by: Actor, plan: Plan) -> None:
    """Take the question back; the plan can be changed again."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    asking = stored_plan.state == Plan.State.ASKED and not stored_plan.unasked
    _refuse_unless(asking and not stored_plan.busy, _("Nothing is being asked."))
    assert stored_plan.ratification is not None
    ratification.withdraw(by=by, ratification=stored_plan.ratification)
    change(
        stored_plan,
        by=by,
        action="catalogue.plan-withdraw",
        state=Plan.State.PREVIEWED,
        ratification=None,
    )


@transaction.atomic
def take_back(*, by: Actor, plan: Plan, confirmation: Confirmation) -> None:
    """Undo an answer; not when the corrected file has been made of it already."""
    is_asked = stored(plan).state == Plan.State.ASKED
    _refuse_unless(is_asked, _("The corrected file has been made already."))
    ratification.take_back(by=by, confirmation=confirmation)


@transaction.atomic
def judge_sample(*, by: Actor, sample: PlanSample, verdict: str, note: str = "") -> None:
    """Say of a change whether it is right. Nobody's records are for the coordinator."""
    if sample.municipality is None:
        require(by, Permission.MANAGE_CATALOGUE)
    else:
        require(by, Permission.DO_TASKS, sample.municipality)
    _refuse_unless(
        bool(note.strip()) or verdict != PlanSample.Verdict.WRONG,
        _("Say in a few words what is wrong."),
    )
    values = {"verdict": verdict, "note": note.strip(), "said_at": clock.now()}
    change(sample, by=by, action="catalogue.plan-look", **values)
    PlanSample.objects.filter(pk=sample.pk).update(by=person_or_none(by))


@transaction.atomic
def mark_loaded(*, by: Actor, plan: Plan, day: dt.date) -> None:
    """The corrected records have been loaded back (or, by hand, all changes made)."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    state = Plan.State.ASKED if stored_plan.by_hand else Plan.State.APPLIED
    _refuse_unless(stored_plan.state == state, _("The corrected file has not been made yet."))
    if day > clock.today():
        raise ValidationError({"day": _("The date is still to come.")})
    change(
        stored_plan, by=by, action="catalogue.plan-loaded", state=Plan.State.LOADED, loaded_on=day
    )


@transaction.atomic
def mark_undone(*, by: Actor, plan: Plan) -> None:
    """The file that undoes it has been loaded: the work no longer counts."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    _refuse_unless(bool(stored_plan.undone), _("The file that undoes it has not been made yet."))
    change(stored_plan, by=by, action="catalogue.plan-undone", state=Plan.State.UNDONE)
    retract((AREA, origin_of(stored_plan)[1]), by=by)


@transaction.atomic
def unmark_undone(*, by: Actor, plan: Plan) -> None:
    """It was not undone after all: it stands as it stood, and counts again as far as proven."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    _refuse_unless(stored_plan.state == Plan.State.UNDONE, _("The plan has not been undone."))
    change(
        stored_plan, by=by, action="catalogue.plan-not-undone", state=_before_undone(stored_plan)
    )
    reinstate((AREA, origin_of(stored_plan)[1]), by=by)


def _before_undone(plan: Plan) -> str:
    if not plan.proof and plan.loaded_on is None:
        return Plan.State.APPLIED
    return Plan.State.PROVEN if proven(plan.proof) else Plan.State.LOADED


@transaction.atomic
def start_work(*, by: Actor, plan: Plan, work: str, export: Snapshot | None = None) -> None:
    """Queue a piece of work; `export` is the one it is done with.

    Raises ValidationError when it is not its turn, or something else is being done.
    """
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    export = export or stored_plan.snapshot
    if stored_plan.busy:
        raise ValidationError(_("Something is being done with the plan already."))
    if export is None or export.state != Snapshot.State.READY:
        raise ValidationError(_("Choose an export that has been checked."))
    if refusal := may_start(stored_plan, work):
        raise ValidationError(refusal)
    if refusal := unfit(stored_plan, work, export, parts()):
        raise ValidationError(refusal)
    run, _new = queue.start(carry_out, stored_plan.pk, work, export.pk, asked_by=by.name)
    base = {"snapshot": export} if work == Plan.Work.PREVIEW else {}
    change(
        stored_plan, by=by, action=f"catalogue.plan-{work}", work=work, failure="", run=run, **base
    )
    plan.refresh_from_db()


@transaction.atomic
def stop_work(*, by: Actor, plan: Plan) -> bool:
    """Stop the work; what stood before stands."""
    require(by, Permission.MANAGE_CATALOGUE)
    stored_plan = stored(plan)
    if stored_plan.run is None or not queue.ask_to_stop(stored_plan.run):
        return False
    record(by=by, action="catalogue.plan-stop", obj=stored_plan, after={"work": stored_plan.work})
    return True


check_undo_by(lambda by, _plan: require(by, Permission.MANAGE_CATALOGUE), Plan)
