"""The page of a plan: how it stands, what is next, what it changes, who has agreed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.catalogue.baseline import parts
from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import plans as actions
from kimppa.catalogue.corrections.exports import unfit
from kimppa.catalogue.corrections.forms import AnswerForm, AskForm, ExportForm, LoadedForm
from kimppa.catalogue.corrections.messages import mark, reason_words, record, words_of
from kimppa.catalogue.models import Rule, Snapshot
from kimppa.catalogue.models.corrections import Plan, PlanSample
from kimppa.catalogue.pages import scope
from kimppa.catalogue.queries import Scope, current_check
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import municipalities_on, without_director
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor
from kimppa.core.ratification.models import Confirmation
from kimppa.jobs.queries import workers
from kimppa.marc.fixing.plans import Previewed
from kimppa.ui import pages as ui
from kimppa.ui.guard import person_of
from kimppa.ui.sent import REFUSED

EXAMPLES = 3
S, W = Plan.State, Plan.Work


def plan_or_404(pk: int) -> Plan:
    plan = queries.plan_by(pk)
    if plan is None:
        raise Http404
    return plan


def previewed_or_404(plan: Plan) -> Previewed:
    preview = queries.stored_preview(plan) if plan.shown else None
    if preview is None:
        raise Http404
    return preview


def words(plan: Plan) -> dict[str, str]:
    """What each rule and edit of a plan is about."""
    return words_of(plan, queries.rules_of(plan).values())


def _command_names(plan: Plan, _person: Person) -> set[str]:
    if plan.busy:
        return {"stop", "repeat"}
    state = queries.state_of(plan)
    fits = {
        "remove": plan.open_to_change,
        "withdraw": state in {S.ASKED, S.RATIFIED} and plan.state == S.ASKED,
        "loaded": state == (S.RATIFIED if plan.by_hand else S.APPLIED),
        "undone": bool(plan.undone) and plan.state != S.UNDONE,
    }
    return {"repeat"} | {name for name, fitting in fits.items() if fitting}


def _repeat(*, by: Actor, plan: Plan) -> Plan:
    """The plan anew for the newest export."""
    check = current_check()
    return actions.repeat(by=by, plan=plan, export=check.snapshot if check else None)


PLAN = ui.Commands(
    name="catalogue:plan",
    at="plans/<int:pk>/",
    argument="plan",
    find=lambda _request, pk: plan_or_404(pk),
    permission=Permission.MANAGE_CATALOGUE,
    available=_command_names,
    commands=[
        ui.Command(
            "stop",
            gettext_lazy("Stop"),
            actions.stop_work,
            message=gettext_lazy("The work is being stopped."),
        ),
        ui.Command(
            "withdraw",
            gettext_lazy("Withdraw the question"),
            actions.withdraw,
            icon="undo",
            message=gettext_lazy("The question has been withdrawn."),
        ),
        ui.Command(
            "loaded",
            gettext_lazy("The records have been loaded"),
            actions.mark_loaded,
            form=LoadedForm,
            message=gettext_lazy("Good. Bring in a new export next: it proves the result."),
        ),
        ui.Command(
            "undone",
            gettext_lazy("It has been loaded: the plan is undone"),
            actions.mark_undone,
            message=gettext_lazy("The plan is undone; it no longer counts as work done."),
        ),
        ui.Command(
            "repeat",
            gettext_lazy("Use the plan again"),
            _repeat,
            message=gettext_lazy("The plan was copied. Look next what it would change now."),
            then=Plan.get_absolute_url,
        ),
        ui.Command(
            "remove",
            gettext_lazy("Remove the plan"),
            actions.remove,
            icon="remove",
            back="catalogue:plans",
            message=gettext_lazy("The plan was removed."),
        ),
    ],
)


@PLAN.page
@ui.needs(Permission.VIEW)
def plan(request: HttpRequest, pk: int, refusal: ui.Refusal | None = None) -> HttpResponse:
    """A plan: how it stands, what is next, what it changes, who has agreed, its files."""
    plan = plan_or_404(pk)
    buttons = PLAN.buttons(plan, person_of(request), refusal=refusal)
    return page(request, plan, buttons=buttons)


def page(
    request: HttpRequest,
    plan: Plan,
    refused: Mapping[str, ExportForm] = MappingProxyType({}),
    replies: Mapping[str, AnswerForm] = MappingProxyType({}),
    buttons: ui.Buttons | None = None,
    **changes: Any,
) -> HttpResponse:
    """The plan's page; `refused` and `replies` are forms with what is wrong."""
    person, open_to = person_of(request), scope(request)
    rules, samples = queries.rules_of(plan), queries.samples_for(plan, person)
    texts, key = words_of(plan, rules.values()), mark(plan)
    context: dict[str, Any] = {
        "plan": plan,
        "buttons": buttons or PLAN.buttons(plan, person),
        "state": queries.state_of(plan),
        "mark": key,
        "busy": plan.busy,
        "work": plan.get_work_display(),
        "percent": _percent(plan),
        "nobody": plan.busy and not workers(),
        "stopped": bool(plan.work) and not plan.busy,
        "manages": open_to.manages,
        "sees_all": open_to.sees_all_figures,
        "own": queries.count_for(open_to, plan),
        "rules": _rules(plan, texts, rules, open_to),
        **_place_figures(_place_rows(plan, samples, open_to)),
        "whole": queries.whole_figures(plan, open_to.codes),
        "branches": open_to.branches if plan.by_hand else [],
        "questions": _questions(queries.questions(plan, person), replies),
        "ask_form": AskForm(prefix="ask"),
        "samples": len(samples),
        "withheld": _withheld(plan.shown),
        "left": _withheld(plan.dry),
        "examples": _examples(plan, open_to, texts),
        **_proof(plan, texts),
        **_next_steps(plan, refused),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "catalogue/corrections/plan.html", context | changes, status=status)


def _percent(plan: Plan) -> int:
    """How far its run has come, at most 100."""
    run = plan.run
    return min(100 * run.progressed // run.total, 100) if run and run.total else 0


def _questions(
    confirmations: Sequence[Confirmation], replies: Mapping[str, AnswerForm]
) -> list[tuple[Confirmation, AnswerForm]]:
    """What the person is asked, each with its form: one municipality after the other."""
    codes = [confirmation.municipality.code for confirmation in confirmations]
    return [
        (confirmation, replies.get(code) or AnswerForm(code))
        for confirmation, code in zip(confirmations, codes, strict=True)
    ]


def _withheld(figures: dict[str, Any]) -> list[tuple[str, int]]:
    """Why records are left as they are, and how many."""
    return [(reason_words(reason), count) for reason, count in figures.get("withheld", {}).items()]


def _unrepresented(plan: Plan) -> list[Municipality]:
    """Whom nobody would answer for, or nobody does of those who have not answered."""
    state = queries.state_of(plan)
    if state == S.PREVIEWED:
        return without_director(queries.municipalities_of(plan))
    awaiting = Confirmation.State.AWAITING
    answers = queries.answers(plan) if state == S.ASKED else []
    return without_director([a.municipality for a in answers if a.state == awaiting])


def _proof(plan: Plan, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the corrected file proves, with what rules still find in it as no correction mends it,
    and what a later export says.
    """
    remaining = (plan.applied.get("proof") or {}).get("left", {})
    return {
        "faults_left": [(texts.get(rule, rule), n) for rule, n in remaining.items() if n],
        "proof_removed": queries.is_proof_removed(plan),
        "newest_change": _stamp(plan.proof.get("stamp", "")),
    }


def _stamp(text: str) -> dt.date | None:
    """A date of change (005) as a day; None for what is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _rules(
    plan: Plan, texts: dict[str, str], by_slug: dict[str, Rule], open_to: Scope
) -> list[dict[str, Any]]:
    """What is mended, in how many of the records that may be seen."""
    counts: dict[str, int] = plan.shown.get("by_rule", {})
    if open_to.own is not None:
        counts = {}
        for municipality in open_to.own:
            for rule, count in (
                plan.shown.get("places", {}).get(str(municipality), {}).get("rules", {}).items()
            ):
                counts[rule] = counts.get(rule, 0) + count
    return [
        {
            "slug": rule,
            "text": text or rule,
            "count": counts.get(rule, 0),
            "rule": by_slug.get(rule),
        }
        for rule, text in texts.items()
    ]


def _place_rows(plan: Plan, samples: list[PlanSample], open_to: Scope) -> list[dict[str, Any]]:
    marks = {"": "draft", "awaiting": "waiting", "yes": "confirmed", "no": "rejected"}
    return [
        {
            "place": place,
            "mark": marks[place.answer.state if place.answer else ""],
            "word": place.answer.get_state_display() if place.answer else _("Not asked yet"),
        }
        for place in queries.places(plan, list(municipalities_on()), samples)
        if open_to.own is None or place.municipality.pk in open_to.own
    ]


def _place_figures(places: list[dict[str, Any]]) -> dict[str, Any]:
    """The places that may be seen, and whether all of them said no."""
    return {
        "places": places,
        "refused": bool(places) and all(place["mark"] == "rejected" for place in places),
    }


def _examples(plan: Plan, open_to: Scope, texts: dict[str, str]) -> list[Any]:
    preview = queries.stored_preview(plan) if plan.shown else None
    if preview is None:
        return []
    unmade_numbers = queries.left_alone(plan, preview, open_to.codes)
    changes = queries.Changes(preview, open_to.own_codes, without=unmade_numbers)[0:EXAMPLES]
    return [record(change, open_to.codes, texts) for change in changes]


def _next_steps(plan: Plan, refused: Mapping[str, ExportForm]) -> dict[str, Any]:
    """What may be done now, and with which export; `refused` are forms with what is wrong."""
    exports = queries.ready_snapshots()
    newest_export = next(iter(exports), None)
    is_possible = {str(work): not queries.may_start(plan, work) and not plan.busy for work in W}
    is_stale = bool(newest_export and plan.snapshot_id and newest_export.pk == plan.snapshot_id)
    return {
        "may": is_possible,
        "unrepresented": _unrepresented(plan),
        "stale": is_stale,
        "exports": {
            **_export_forms(plan, exports, [work for work in W if is_possible[str(work)]]),
            **refused,
        },
        "nobody_agrees": queries.nobody_agrees(plan),
    }


def _export_forms(
    plan: Plan, exports: QuerySet[Snapshot], kinds: list[Plan.Work]
) -> dict[str, ExportForm]:
    """A form for each piece of work: several stand on one page, so their fields have own names.

    Only exports that the work can be done with are offered; without any there is no form for it.
    """
    part_ids = parts() if W.PROVE in kinds else set()
    exports_by_kind = {
        str(kind): [export for export in exports if not unfit(plan, kind, export, part_ids)]
        for kind in kinds
    }
    return {
        kind: ExportForm(
            exports=exports, offered=choice, initial={"export": choice[0]}, auto_id=f"{kind}-%s"
        )
        for kind, choice in exports_by_kind.items()
        if choice
    }
