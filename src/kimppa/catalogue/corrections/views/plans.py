"""Plans: all of them, one written, repeated, removed."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.actions import plans as actions
from kimppa.catalogue.corrections.forms import PlanForm
from kimppa.catalogue.corrections.messages import mark
from kimppa.catalogue.corrections.views.plan import plan_or_404, words
from kimppa.catalogue.corrections.year import results as year_results
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.pages import scope
from kimppa.catalogue.queries import Scope, current_check
from kimppa.core.consortium.roles import Permission
from kimppa.ui import pages as ui
from kimppa.ui.cells import Column
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.tables import Table


@require_GET
@needs(Permission.VIEW)
def plans(request: HttpRequest) -> HttpResponse:
    open_to = scope(request)
    table = _plan_table(request, open_to)
    if export := table.response():
        return export
    year = selected(request).year
    result_table = _result_table(request, year) if open_to.sees_all_figures else None
    if result_table and (export := result_table.response()):
        return export
    context = {"table": table, "results": result_table, "year": year, "manages": open_to.manages}
    return render(request, "catalogue/corrections/plans.html", context)


def _plan_table(request: HttpRequest, open_to: Scope) -> Table:
    return Table(
        request,
        caption=_("Correction plans"),
        rows=list(queries.plans()),
        columns=[
            Column("title", _("Plan"), url=Plan.get_absolute_url),
            Column("year", _("Year"), value=lambda row: str(row.year)),
            Column("records", _("Records"), kind="integer",
                   value=lambda row: queries.count_for(open_to, row)),
            Column("state", _("State"), kind="status", value=mark),
        ],
    )  # fmt: skip


def _result_table(request: HttpRequest, year: int) -> Table:
    results = year_results(year)
    texts: dict[int, dict[str, str]] = {result.plan.pk: {} for result in results}
    for plan in {result.plan.pk: result.plan for result in results}.values():
        texts[plan.pk] = words(plan)
    return Table(
        request,
        prefix="tulos-",
        caption=_("The year's plans and results"),
        suffix=year,
        rows=results,
        columns=[
            Column("rule", _("What is mended"), value=lambda row: texts[row.plan.pk][row.rule]),
            Column("plan", _("Plan"), value=lambda row: row.plan.title,
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
    check, rule = current_check(), request.GET.get("vika", "")
    form = PlanForm(
        ui.posted(request),
        request.FILES or None,
        initial={"rules": [rule] if rule else []},
        counts=queries.mendable(check),
    )
    return _form_page(
        request,
        form,
        save=partial(
            actions.create, by=person_of(request), export=check.snapshot if check else None
        ),
        then=Plan.get_absolute_url,
        back=reverse("catalogue:plans"),
        title=_("A plan of corrections"),
    )


@needs(Permission.MANAGE_CATALOGUE)
@ui.one_save_at_a_time
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    plan, check = plan_or_404(pk), current_check()
    if not plan.open_to_change:
        return redirect(plan)
    names = ("title", "note", "rules", "sample_size", "by_hand")
    form = PlanForm(
        ui.posted(request),
        request.FILES or None,
        initial={name: getattr(plan, name) for name in names},
        counts=queries.mendable(check),
        plan=plan,
    )
    return _form_page(
        request,
        form,
        save=partial(
            actions.change_draft,
            by=person_of(request),
            plan=plan,
            export=check.snapshot if check else None,
        ),
        over=plan,
        back=plan.get_absolute_url(),
        title=_("Change the plan"),
        plan=plan,
    )


def _form_page(request: HttpRequest, form: PlanForm, **page: Any) -> HttpResponse:
    return ui.form_page(
        request,
        form,
        message=_("The plan is kept. Look next what it would change."),
        lead=_(
            "Keeping the plan changes nothing. The next step shows every change that it would make."
        ),
        submit=_("Keep the plan"),
        template="catalogue/corrections/plan_form.html",
        **page,
    )
