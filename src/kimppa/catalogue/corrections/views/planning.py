"""A plan: written, shown, asked about, answered, repeated."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import planning
from kimppa.catalogue.corrections.editing import edit as edit_of
from kimppa.catalogue.corrections.forms import (
    AnswerForm,
    AskForm,
    ExportForm,
    LoadedForm,
    PlanForm,
)
from kimppa.catalogue.corrections.models import Plan, PlanSample
from kimppa.catalogue.corrections.rows import mark, record, why, words_of
from kimppa.catalogue.corrections.views.common import plan_or_404, words
from kimppa.catalogue.models import Rule, Snapshot
from kimppa.catalogue.queries import Scope, current
from kimppa.catalogue.standing import parts
from kimppa.catalogue.views.common import scope
from kimppa.core import clock
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.ratification import actions as ratification
from kimppa.core.ratification.models import Confirmation
from kimppa.jobs.queries import workers
from kimppa.ui.columns import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.tables import Table
from kimppa.ui.undo import done

EXAMPLES = 3
S, W = Plan.State, Plan.Work


@require_GET
@needs(Permission.VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan, and what those of the year have done."""
    open_to = scope(request)
    table = _plan_table(request, open_to)
    if export := table.response():
        return export
    year = selected(request).year
    results = _result_table(request, year) if open_to.sees_all_figures else None
    if results and (export := results.response()):
        return export
    context = {"table": table, "results": results, "year": year, "manages": open_to.manages}
    return render(request, "catalogue/corrections/plans.html", context)


def _plan_table(request: HttpRequest, open_to: Scope) -> Table:
    return Table(
        request,
        caption=_("Correction plans"),
        filename="korjauserat",
        rows=list(queries.plans()),
        columns=[
            Column("title", _("Plan"), kind="link", url=Plan.get_absolute_url),
            Column("year", _("Year"), value=lambda row: str(row.year)),
            Column("records", _("Records"), kind="integer",
                   value=lambda row: queries.mine(open_to, row)),
            Column("state", _("State"), kind="status", value=mark),
        ],
    )  # fmt: skip


def _result_table(request: HttpRequest, year: int) -> Table:
    found = queries.results(year)
    told: dict[int, dict[str, str]] = {one.plan.pk: {} for one in found}
    for one in {one.plan.pk: one.plan for one in found}.values():
        told[one.pk] = words(one)
    return Table(
        request,
        prefix="tulos-",
        caption=_("The year's plans and results"),
        filename=f"korjausten-tulokset-{year}",
        rows=found,
        columns=[
            Column("rule", _("What is mended"), value=lambda row: told[row.plan.pk][row.rule]),
            Column("plan", _("Plan"), kind="link", value=lambda row: row.plan.title,
                   url=lambda row: row.plan.get_absolute_url()),
            Column("records", _("Records"), kind="integer"),
            Column("before", _("Findings before"), kind="integer"),
            Column("after", _("Findings after"), kind="integer"),
        ],
        row_mark=lambda row: row.plan,
    )  # fmt: skip


@needs(Permission.MANAGE_CATALOGUE)
def new(request: HttpRequest) -> HttpResponse:
    """Write a plan; a rule's page leads here with the rule chosen."""
    rule = request.GET.get("vika", "")
    return _write(request, None, {"rules": [rule] if rule else []})


@needs(Permission.MANAGE_CATALOGUE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a plan that nobody has been asked about."""
    row = plan_or_404(pk)
    if not row.open_to_change:
        return redirect(row)
    names = ("title", "note", "rules", "sample_size", "by_hand")
    return _write(request, row, {name: getattr(row, name) for name in names})


def _write(request: HttpRequest, row: Plan | None, initial: dict[str, Any]) -> HttpResponse:
    check = current()
    form = PlanForm(
        posted(request), request.FILES or None, initial=initial, counts=queries.mendable(check)
    )
    if request.method == "POST" and form.is_valid():
        on = check.snapshot if check else None
        try:
            given = _draft(form, row)
            if row is None:
                row = planning.draft(by=person_of(request), given=given, on=on)
            else:
                planning.change_draft(by=person_of(request), plan=row, given=given, on=on)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The plan is kept. Look next what it would change."))
            return redirect(row)
    cancel = row.get_absolute_url() if row else reverse("catalogue:plans")
    context = {"form": form, "row": row, "cancel": cancel}
    status = REFUSED if form.is_bound else 200
    return render(request, "catalogue/corrections/plan_form.html", context, status=status)


def _draft(form: PlanForm, row: Plan | None) -> planning.Draft:
    given, table = form.cleaned_data, form.table
    rules = list(table.get("rules", given["rules"]))
    edits = list(table.get("edit", row.edits if row else ()))
    if form.own is not None:
        number = 1 + max((int(one["id"][4:]) for one in edits if _numbered(one)), default=0)
        edits.append(edit_of(form.own, number))
    return planning.Draft(
        title=given["title"],
        rules=rules,
        edits=edits,
        note=given["note"],
        by_hand=given["by_hand"],
        sample_size=given["sample_size"],
        year=row.year if row else clock.today().year,
    )


def _numbered(one: dict[str, Any]) -> bool:
    return str(one.get("id", "")).startswith("own-") and str(one["id"])[4:].isdigit()


@require_GET
@needs(Permission.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: how it stands, what is next, what it changes, who has agreed, its files."""
    row = plan_or_404(pk)
    return page(request, row)


def page(
    request: HttpRequest,
    row: Plan,
    refused: Mapping[str, ExportForm] = MappingProxyType({}),
    **changes: Any,
) -> HttpResponse:
    """The plan's page."""
    person, open_to = person_of(request), scope(request)
    known, samples = queries.rules_of(row), queries.samples_for(row, person)
    told, key = words_of(row, known.values()), mark(row)
    percent = 100 * row.run.progressed // row.run.total if row.run and row.run.total else 0
    context: dict[str, Any] = {
        "plan": row,
        "state": queries.state_of(row),
        "mark": key,
        "busy": row.busy,
        "work": row.get_work_display(),
        "percent": min(percent, 100),
        "nobody": row.busy and not workers(),
        "stopped": bool(row.work) and not row.busy,
        "manages": open_to.manages,
        "sees_all": open_to.sees_all_figures,
        "own": queries.mine(open_to, row),
        "rules": _rules(row, told, known, open_to),
        "places": _places(row, samples, open_to),
        "branches": open_to.branches if row.by_hand else [],
        "question": queries.question(row, person),
        "answer_form": AnswerForm(prefix="answer"),
        "ask_form": AskForm(prefix="ask"),
        "samples": len(samples),
        "withheld": _left(row.shown),
        "left": _left(row.dry),
        "examples": _examples(row, open_to, told),
        "newest_change": _stamp(row.proof.get("stamp", "")),
        "checksums_same": row.applied.get("proof") or {},
        **_next(row, refused),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "catalogue/corrections/plan.html", context | changes, status=status)


def _left(told: dict[str, Any]) -> list[tuple[str, int]]:
    """Why records are left as they are, and how many."""
    return [(why(one), count) for one, count in told.get("withheld", {}).items()]


def _stamp(text: str) -> dt.date | None:
    """A date of change (005) as a day; None for what is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _rules(
    row: Plan, told: dict[str, str], known: dict[str, Rule], open_to: Scope
) -> list[dict[str, Any]]:
    """What is mended, in how many of the records that may be seen."""
    counts: dict[str, int] = row.shown.get("by_rule", {})
    if open_to.own is not None:
        counts = {}
        for one in open_to.own:
            for rule, count in (
                row.shown.get("places", {}).get(str(one), {}).get("rules", {}).items()
            ):
                counts[rule] = counts.get(rule, 0) + count
    return [
        {"slug": one, "text": text or one, "count": counts.get(one, 0), "rule": known.get(one)}
        for one, text in told.items()
    ]


def _places(row: Plan, samples: list[PlanSample], open_to: Scope) -> list[dict[str, Any]]:
    marks = {"": "draft", "awaiting": "waiting", "yes": "confirmed", "no": "rejected"}
    return [
        {
            "place": one,
            "mark": marks[one.answer.state if one.answer else ""],
            "word": one.answer.get_state_display() if one.answer else _("Not asked yet"),
        }
        for one in queries.places(row, list(municipalities_on()), samples)
        if open_to.own is None or one.municipality.pk in open_to.own
    ]


def _examples(row: Plan, open_to: Scope, told: dict[str, str]) -> list[Any]:
    found = queries.previewed(row) if row.shown else None
    if found is None:
        return []
    some = queries.Changes(found, open_to.own_codes)[0:EXAMPLES]
    return [record(one, open_to.codes, told) for one in some]


def _next(row: Plan, refused: Mapping[str, ExportForm]) -> dict[str, Any]:
    """What may be done now, and with which export; `refused` are forms with what is wrong."""
    exports = queries.ready_snapshots()
    newest = next(iter(exports), None)
    may = {str(one): not queries.may_start(row, one) and not row.busy for one in W}
    stale = bool(newest and row.snapshot_id and newest.pk == row.snapshot_id)
    return {
        "may": may,
        "stale": stale,
        "exports": {**_export_forms(row, exports, prove=may[W.PROVE]), **refused},
        "loaded_form": LoadedForm(initial={"day": clock.today()}),
        "may_tell_loaded": queries.state_of(row) == (S.RATIFIED if row.by_hand else S.APPLIED),
        "may_tell_undone": bool(row.undone) and row.state != S.UNDONE,
        "may_ask": queries.state_of(row) == S.PREVIEWED and not row.busy and bool(row.shown),
        "nobody_agrees": queries.nobody_agrees(row),
    }


def _export_forms(row: Plan, exports: QuerySet[Snapshot], *, prove: bool) -> dict[str, ExportForm]:
    """A form for each piece of work: several stand on one page, so their fields have own names.

    Only some exports can prove the plan; without any there is no form for it.
    """
    cut = parts() if prove else set()
    later = [one for one in exports if prove and one.pk not in cut and queries.proves(row, one)]
    offered = {str(kind): later if kind == W.PROVE else list(exports) for kind in W}
    return {
        kind: ExportForm(
            exports=exports,
            offered=some,
            initial={"export": next(iter(some), None)},
            auto_id=f"{kind}-%s",
        )
        for kind, some in offered.items()
        if some or kind != W.PROVE
    }


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """The same plan anew, for the newest export."""
    row, check = plan_or_404(pk), current()
    made = planning.repeat(by=person_of(request), plan=row, on=check.snapshot if check else None)
    done(request, _("The plan was copied. Look next what it would change now."))
    return redirect(made)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a plan that nobody has been asked about."""
    row = plan_or_404(pk)
    back = reverse("catalogue:plans") if row.open_to_change else row.get_absolute_url()
    return attempt(
        request,
        lambda: planning.remove(by=person_of(request), plan=row),
        back=back,
        message=_("The plan was removed."),
    )


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the directors of the libraries whose records the plan changes."""
    row = plan_or_404(pk)
    form = AskForm(request.POST, prefix="ask")
    if form.is_valid():
        try:
            planning.ask(
                by=person_of(request),
                plan=row,
                municipalities=queries.concerned(row),
                due=form.cleaned_data["due"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            undo = reverse("catalogue:plan-withdraw", args=[pk])
            done(request, _("The directors have been asked."), undo)
            return redirect(row)
    return page(request, row, ask_form=form)


@require_POST
@needs(Permission.MANAGE_CATALOGUE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    row = plan_or_404(pk)
    return attempt(
        request,
        lambda: planning.withdraw(by=person_of(request), plan=row),
        back=row.get_absolute_url(),
        message=_("The question has been withdrawn."),
    )


def _question_or_404(request: HttpRequest, row: Plan) -> Confirmation:
    found = queries.question(row, person_of(request))
    if found is None:
        raise Http404
    return found


@require_POST
@needs(Permission.RATIFY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The director's yes or no for the own municipality."""
    row = plan_or_404(pk)
    confirmation = _question_or_404(request, row)
    form = AnswerForm(request.POST, prefix="answer")
    said = request.POST.get("answer", "")
    if said not in {"yes", "no"}:
        form.add_error(None, _("Choose yes or no."))
    if form.is_valid():
        try:
            ratification.answer(
                by=person_of(request),
                confirmation=confirmation,
                yes=said == "yes",
                comment=form.cleaned_data["comment"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            undo = reverse("catalogue:plan-take-back", args=[pk])
            done(request, _("Your answer is recorded."), undo)
            return redirect(row)
    return page(request, row, answer_form=form)


@require_POST
@needs(Permission.RATIFY)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an answer, as long as nothing has been made of it."""
    row = plan_or_404(pk)
    confirmation = _question_or_404(request, row)
    return attempt(
        request,
        lambda: planning.take_back(by=person_of(request), plan=row, confirmation=confirmation),
        back=row.get_absolute_url(),
        message=_("The answer is taken back."),
    )
