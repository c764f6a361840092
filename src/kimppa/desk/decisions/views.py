"""The register of decisions."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions import actions
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import decisions_of, visible_decisions
from kimppa.core.ratification.queries import visible_ratifications
from kimppa.core.topics import choices as topic_choices
from kimppa.core.topics import label
from kimppa.desk.decisions.forms import DecisionForm
from kimppa.desk.fields import ALL
from kimppa.desk.pages import form_page
from kimppa.desk.waiting import tables as waiting_tables
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.sent import add_errors
from kimppa.ui.tables import EXCEL, FORMAT, ChoiceFilter, Column, Table
from kimppa.ui.undo import done

YEARS, EVERY = "vuodet", "kaikki"
ONLY_IN_EXCEL = frozenset({"topic", "agreement_year"})


@needs(Permission.VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions of the selected year, or of every year, that concern the selected municipality."""
    person, chosen = person_of(request), selected(request)
    place = chosen.municipality
    rows = decisions_of(person, place) if place else visible_decisions(person)
    every_year = request.GET.get(YEARS) == EVERY
    if not every_year:
        rows = rows.filter(agreement_year=chosen.year)
    table = _table(request, rows)
    if export := table.response():
        return export
    values = {
        "table": table,
        "year": chosen.year,
        "every_year": every_year,
        "may_decide": person.can(Permission.DECIDE),
    }
    return render(request, "desk/decisions/decisions.html", values)


def _table(request: HttpRequest, rows: QuerySet[Decision]) -> Table:
    whole = request.GET.get(FORMAT) == EXCEL
    return Table(
        request,
        columns=[column for column in _columns() if whole or column.key not in ONLY_IN_EXCEL],
        rows=rows.select_related("ratification").prefetch_related(
            "municipalities", "ratification__confirmations"
        ),
        filters=[ChoiceFilter("topic", _("Topic"), topic_choices())],
        search=("text", "meeting", "section"),
        filename="paatokset",
        caption=_("Decisions"),
        sort="-date",
    )


def _columns() -> list[Column]:
    return [
        Column(
            "text",
            _("What was decided"),
            kind="link",
            value=lambda row: Truncator(row.text).chars(160),
            url=lambda row: reverse("desk:decision", args=[row.pk]),
        ),
        Column("date", _("Date"), kind="date"),
        Column("meeting", _("Meeting or body")),
        Column("section", "§"),
        Column("topic", _("Topic"), value=lambda row: label(row.topic)),
        Column("concerns", _("Concerns"), value=concerned, sortable=False),
        Column("state", _("Confirmed"), kind="status", value=_confirmed, sortable=False),
        Column("agreement_year", _("Counts for year"), kind="text"),
    ]


def concerned(decision: Decision) -> str:
    """Whom a decision concerns, in words."""
    names = [municipality.name for municipality in decision.municipalities.all()]
    return ", ".join(names) or _("All municipalities")


def _confirmed(decision: Decision) -> tuple[str, str] | str:
    return waiting_tables.state(decision.ratification) if decision.ratification else ""


@needs(Permission.VIEW)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision in full."""
    found, person = _decision(request, pk), person_of(request)
    origin = (found.area, found.object_id)
    values = {
        "decision": found,
        "topic": label(found.topic) if found.topic else "",
        "concerned": concerned(found),
        "state": _confirmed(found),
        "origin": resolve([origin], person).get(origin),
        "question": visible_ratifications(person).filter(decision=found).first(),
        "may_decide": person.can(Permission.DECIDE),
    }
    return render(request, "desk/decisions/decision.html", values)


def _places(first: int) -> list[Municipality]:
    """Whom a decision of a year may concern: also those that have left since then."""
    year = clock.today().year
    return list(municipalities_of(min(first, year), year))


@needs(Permission.DECIDE)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Add a decision to the register."""
    initial = {"date": clock.today(), "municipalities": [ALL]}
    origin = (request.GET.get("area", ""), request.GET.get("object", ""))
    matter = resolve([origin], person_of(request)).get(origin)
    if matter is None:
        origin = ("", "")
    places = _places(clock.today().year - 1)
    form = DecisionForm(request.POST or None, municipalities=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_decision(by=person_of(request), origin=origin, **form.values())
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:decision-remove", args=[made.pk])
            done(request, _("The decision is in the register."), undo=undo)
            return redirect("desk:decision", made.pk)
    title = _("Decision on: %(title)s") % {"title": matter.title} if matter else _("Add a decision")
    return _form(request, form, title=title, cancel=reverse("desk:decisions"))


@needs(Permission.DECIDE)
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a decision."""
    found = _decision(request, pk)
    places = _places(found.date.year)
    form = DecisionForm(request.POST or None, municipalities=places, decision=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.correct_decision(
                by=person_of(request), decision=found, **form.values()
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            undo = reverse("desk:decision-undo", args=[pk])
            if changed:
                done(request, _("The decision was corrected."), undo=undo)
            return redirect("desk:decision", pk)
    cancel = reverse("desk:decision", args=[pk])
    return _form(request, form, title=_("Correct a decision"), cancel=cancel)


def _form(request: HttpRequest, form: DecisionForm, **words: Any) -> HttpResponse:
    lead = _("A decision of the directors together or of one municipality's body.")
    return form_page(request, form, lead=lead, status=422 if form.errors else 200, **words)


@require_POST
@needs(Permission.DECIDE)
def decision_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the newest correction."""
    if actions.undo_correction(by=person_of(request), decision=_decision(request, pk)):
        undo = reverse("desk:decision-undo", args=[pk])
        done(request, _("The correction was undone."), undo=undo)
    return redirect("desk:decision", pk)


@require_POST
@needs(Permission.DECIDE)
def decision_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision that was added by mistake out of the register."""
    actions.remove_decision(by=person_of(request), decision=_decision(request, pk))
    done(request, _("The decision was taken out of the register."))
    return redirect("desk:decisions")


def _decision(request: HttpRequest, pk: int) -> Decision:
    rows = visible_decisions(person_of(request)).select_related("ratification")
    rows = rows.prefetch_related("municipalities", "ratification__confirmations")
    return get_object_or_404(rows, pk=pk)
