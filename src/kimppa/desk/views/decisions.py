"""The register of decisions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.actions import (
    correct_decision,
    record_decision,
    remove_decision,
    undo_correction,
)
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import decisions_of, visible_decisions
from kimppa.core.duties.queries import agreement_year_of
from kimppa.core.ratification.queries import standing
from kimppa.core.topics import choices, label
from kimppa.desk.decisionforms import DecisionForm
from kimppa.desk.forms import ALL
from kimppa.desk.pages import Action, add_errors, form_page, table_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.tables import ChoiceFilter, Column, Table
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that concerns the reader, of all years, newest first."""
    person, place = person_of(request), selected(request).municipality
    rows = decisions_of(person, place) if place else visible_decisions(person)
    rows = rows.prefetch_related("municipalities")
    years = visible_decisions(person).order_by("-agreement_year")
    known = [str(y) for y in years.values_list("agreement_year", flat=True).distinct()]
    table = Table(
        request,
        columns=[
            Column("date", _("Date"), kind="date"),
            Column(
                "text",
                _("Decision"),
                kind="link",
                url=lambda row: reverse("desk:decision", args=[row.pk]),
            ),
            Column("meeting", _("Meeting or body")),
            Column("section", "§"),
            Column("topic", _("Topic"), value=lambda row: label(row.topic) if row.topic else ""),
            Column("places", _("Concerns"), value=_places, sortable=False),
        ],
        rows=rows,
        filters=[
            ChoiceFilter("agreement_year", _("Year"), [(year, year) for year in known]),
            ChoiceFilter("topic", _("Topic"), choices()),
        ],
        search=("text", "meeting", "section"),
        filename="paatokset",
        caption=_("Decisions"),
        sort="-date",
    )
    add = Action(_("Add a decision"), reverse("desk:decision-add"), primary=True)
    return table_page(
        request,
        table,
        title=_("Decisions"),
        lead=_("What has been decided together, when, where and for whom."),
        actions=[add] if person.can(Permission.DECIDE) else [],
        teach=_("No decision has been recorded yet."),
    )


def _places(row: Decision) -> str:
    return ", ".join(place.name for place in row.municipalities.all()) or _("All municipalities")


@needs(Permission.VIEW)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision with what it is about and how it has been confirmed."""
    found, person = _decision(request, pk), person_of(request)
    about = resolve([(found.area, found.object_id)], person) if found.area else {}
    values = {
        "decision": found,
        "topic": label(found.topic) if found.topic else "",
        "places": _places(found),
        "about": about.get((found.area, found.object_id)),
        "standing": standing(found.ratification) if found.ratification else None,
        "may_edit": person.can(Permission.DECIDE),
    }
    return render(request, "desk/decision.html", values)


@needs(Permission.DECIDE)
def decision_add(request: HttpRequest) -> HttpResponse:
    """Add a decision to the register."""
    today = clock.today()
    start = {"date": today, "agreement_year": agreement_year_of(today), "municipalities": [ALL]}
    form = _form(request, start)
    if request.method == "POST" and form.is_valid():
        try:
            made = record_decision(by=person_of(request), **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:decision-remove", args=[made.pk])
            done(request, _("The decision is in the register."), undo=undo)
            return redirect("desk:decision", made.pk)
    return _edit_page(request, form, _("Add a decision"), reverse("desk:decisions"))


@needs(Permission.DECIDE)
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a decision's words or facts."""
    found = _decision(request, pk)
    names = ("text", "date", "meeting", "section", "topic", "agreement_year")
    codes = [place.code for place in found.municipalities.all()] or [ALL]
    form = _form(request, {n: getattr(found, n) for n in names} | {"municipalities": codes})
    if request.method == "POST" and form.is_valid():
        try:
            changed = correct_decision(by=person_of(request), decision=found, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:decision-undo", args=[pk]) if changed else ""
            done(request, _("Saved."), undo=undo)
            return redirect("desk:decision", pk)
    return _edit_page(request, form, _("Correct the decision"), reverse("desk:decision", args=[pk]))


@require_POST
@needs(Permission.DECIDE)
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the newest correction."""
    undo_correction(by=person_of(request), decision=_decision(request, pk))
    done(request, _("The correction was undone."))
    return redirect("desk:decision", pk)


@require_POST
@needs(Permission.DECIDE)
def decision_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision out of the register."""
    remove_decision(by=person_of(request), decision=_decision(request, pk))
    done(request, _("The decision was removed. The audit log keeps its words."))
    return redirect("desk:decisions")


def _form(request: HttpRequest, initial: dict[str, Any]) -> DecisionForm:
    places: list[Municipality] = list(municipalities_on())
    return DecisionForm(request.POST or None, initial=initial, municipalities=places)


def _edit_page(request: HttpRequest, form: DecisionForm, title: str, cancel: str) -> HttpResponse:
    status = 422 if form.errors else 200
    return form_page(request, form, title=title, cancel=cancel, status=status)


def _decision(request: HttpRequest, pk: int) -> Decision:
    rows = visible_decisions(person_of(request)).select_related("ratification")
    return get_object_or_404(rows.prefetch_related("municipalities"), pk=pk)
