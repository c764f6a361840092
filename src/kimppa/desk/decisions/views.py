"""The register of decisions."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import resolve
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions import actions
from kimppa.core.decisions.models import Decision
from kimppa.core.decisions.queries import aftermath, decisions_of, visible_decisions
from kimppa.core.evidence.models import Evidence
from kimppa.core.ratification.queries import visible_ratifications
from kimppa.core.search.queries import keys_matching
from kimppa.core.tasks.models import Task
from kimppa.desk.decisions.forms import DecisionForm
from kimppa.desk.fields import ALL
from kimppa.desk.waiting import tables as waiting_tables
from kimppa.ui import pages as ui
from kimppa.ui.numbers import day
from kimppa.ui.selection import selected
from kimppa.ui.tables import EXCEL, FORMAT

YEARS, EVERY = "vuodet", "kaikki"
ONLY_IN_EXCEL = frozenset({"topic", "agreement_year"})


@ui.needs(Permission.VIEW)
def decisions(request: HttpRequest) -> HttpResponse:
    """Decisions of the selected year, or of every year, that concern the selected municipality."""
    person, selection = ui.person_of(request), selected(request)
    town = selection.municipality
    decisions = decisions_of(person, town) if town else visible_decisions(person)
    every_year = request.GET.get(YEARS) == EVERY
    if not every_year:
        decisions = decisions.filter(agreement_year=selection.year)
    table = _table(request, decisions)
    if export := table.response():
        return export
    context = {
        "table": table,
        "year": selection.year,
        "every_year": every_year,
        "may_decide": person.can(Permission.DECIDE),
    }
    return render(request, "desk/decisions/decisions.html", context)


def _table(request: HttpRequest, decisions: QuerySet[Decision]) -> ui.Table:
    is_excel = request.GET.get(FORMAT) == EXCEL
    return ui.Table(
        request,
        columns=[column for column in _columns() if is_excel or column.key not in ONLY_IN_EXCEL],
        rows=decisions.select_related("ratification").prefetch_related(
            "municipalities", "ratification__confirmations"
        ),
        filters=ui.filters(Decision, "topic"),
        search=("text", "meeting", "section"),
        matching=partial(keys_matching, "desk.decision"),
        caption=_("Decisions"),
        sort="-date",
    )


def _columns() -> list[ui.Column]:
    return [
        ui.Column(
            "text",
            _("What was decided"),
            value=lambda decision: Truncator(decision.text).chars(160),
            url=lambda decision: reverse("desk:decision", args=[decision.pk]),
        ),
        *ui.columns(Decision, "date", "meeting", "section", "topic"),
        ui.Column("concerns", _("Concerns"), value=concerned, sortable=False),
        ui.Column("state", _("Confirmed"), kind="status", value=_confirmation_mark, sortable=False),
        ui.Column("agreement_year", ui.label(Decision, "agreement_year")),
    ]


def concerned(decision: Decision) -> str:
    """Whom a decision concerns, in words."""
    names = [municipality.name for municipality in decision.municipalities.all()]
    return ", ".join(names) or _("All municipalities")


def _confirmation_mark(decision: Decision) -> tuple[str, str] | str:
    return waiting_tables.state(decision.ratification) if decision.ratification else ""


def _decision(request: HttpRequest, pk: int) -> Decision:
    decisions = visible_decisions(ui.person_of(request)).select_related("ratification", "replaces")
    decisions = decisions.prefetch_related("municipalities", "ratification__confirmations")
    return get_object_or_404(decisions, pk=pk)


@ui.needs(Permission.VIEW)
def decision(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision in full."""
    decision, person = _decision(request, pk), ui.person_of(request)
    edit = reverse("desk:decision-edit", args=[pk])
    lead = f"{decision.meeting} · § {decision.section}" if decision.section else decision.meeting
    return ui.detail_page(
        request,
        decision,
        title=_("Decision of %(day)s") % {"day": day(decision.date)},
        lead=lead if decision.meeting else _("A decision in the register."),
        text=decision.text,
        facts=_facts(decision, person),
        actions=[ui.Action(_("Correct"), edit, permission=Permission.DECIDE)],
        up=ui.link(_("All decisions"), "desk:decisions"),
    )


def _facts(decision: Decision, person: Person) -> list[ui.Fact]:
    origin = (decision.area, decision.object_id)
    source = resolve([origin], person).get(origin)
    return [
        ui.Fact(_("Concerns"), concerned(decision)),
        *ui.facts(decision, "topic", "agreement_year"),
        *_confirmation_facts(decision, person),
        *_outcome_facts(decision, person),
        *([ui.Fact(_("Comes from"), source.title, source.url)] if source else []),
    ]


def _confirmation_facts(decision: Decision, person: Person) -> list[ui.Fact]:
    """How far the municipalities have confirmed it, and by which question."""
    if decision.ratification is None:
        return []
    key, words = waiting_tables.state(decision.ratification)
    question = visible_ratifications(person).filter(decision=decision).first()
    url = reverse("desk:ratification", args=[question.pk]) if question else ""
    return [
        ui.Fact(_("Confirmed"), words, mark=key),
        ui.Fact(_("Confirmed by"), decision.ratification.title, url),
    ]


def _outcome_facts(decision: Decision, person: Person) -> list[ui.Fact]:
    """What carries it out and has become of it, what it replaced and what replaced it."""
    outcome, replaced = aftermath(decision, person), decision.replaces
    is_visible = replaced and visible_decisions(person).filter(pk=replaced.pk).exists()
    return [
        *(_task_fact(task, outcome.work.get(task.pk)) for task in outcome.tasks),
        *([_link(_("Replaces"), replaced)] if replaced and is_visible else []),
        *(_link(_("Replaced by"), later) for later in outcome.replaced_by),
    ]


def _task_fact(task: Task, work: Evidence | None) -> ui.Fact:
    """A task that is done is told with the day of the work that it became."""
    url = reverse("desk:task", args=[task.pk])
    if work:
        words = _("Came true %(day)s: %(title)s") % {"day": day(work.date), "title": task.title}
        return ui.Fact(_("What came of it"), words, url, mark="done")
    parts = [task.title, str(task.owner or ""), day(task.due) if task.due else ""]
    is_late = task.due is not None and task.due < clock.today()
    return ui.Fact(
        _("Task"), " · ".join(filter(None, parts)), url, mark="late" if is_late else "waiting"
    )


def _link(label: str, decision: Decision) -> ui.Fact:
    words = f"{day(decision.date)}: {decision}"
    return ui.Fact(label, words, reverse("desk:decision", args=[decision.pk]))


def _municipalities(first_year: int) -> list[Municipality]:
    """Whom a decision of a year may concern: also those that have left since then."""
    year = clock.today().year
    return list(municipalities_of(min(first_year, year), year))


@ui.needs(Permission.DECIDE)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Add a decision to the register."""
    initial = {"date": clock.today(), "municipalities": [ALL]}
    origin = (request.GET.get("area", ""), request.GET.get("object", ""))
    matter = resolve([origin], ui.person_of(request)).get(origin)
    if matter is None:
        origin = ("", "")
    towns = _municipalities(clock.today().year - 1)
    title = _("Decision on: %(title)s") % {"title": matter.title} if matter else _("Add a decision")
    return ui.form_page(
        request,
        DecisionForm(ui.posted(request), municipalities=towns, initial=initial),
        title=title,
        lead=_("A decision of the directors together or of one municipality's body."),
        save=partial(actions.record_decision, by=ui.person_of(request), origin=origin),
        then=lambda decision: reverse("desk:decision", args=[decision.pk]),
        message=_("The decision is in the register."),
        back=reverse("desk:decisions"),
    )


@ui.needs(Permission.DECIDE)
@ui.one_save_at_a_time
def decision_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a decision."""
    decision = _decision(request, pk)
    towns = _municipalities(decision.date.year)
    return ui.form_page(
        request,
        DecisionForm(ui.posted(request), municipalities=towns, decision=decision),
        title=_("Correct a decision"),
        lead=_("A decision of the directors together or of one municipality's body."),
        save=partial(actions.correct_decision, by=ui.person_of(request), decision=decision),
        over=decision,
        back=reverse("desk:decision", args=[pk]),
    )
