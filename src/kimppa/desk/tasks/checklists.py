"""Checklists: steps that each municipality takes by itself, and who is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core import clock
from kimppa.core.audit.queries import verb
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.tasks.checklists import (
    SETTLED,
    TEMPLATES,
    change_checklist,
    change_step,
    create_checklist,
    done_in,
    mark_step,
    remove_step,
    visible_to,
    with_marks,
)
from kimppa.core.tasks.models import Checklist, ChecklistStep, StepMark
from kimppa.core.topics import label
from kimppa.desk.tasks.forms import ChecklistChangeForm, ChecklistForm, MarkForm, StepForm
from kimppa.ui import pages as ui
from kimppa.ui.numbers import moment
from kimppa.ui.seen import carry_print

COMMON = "common"  # in the place of a municipality's code
MARKS = {"": "waiting", "done": "done", "no-need": "empty", "refused": "late"}


@ui.needs(Permission.VIEW)
def checklists(request: HttpRequest) -> HttpResponse:
    """Every checklist, with how many municipalities are done."""
    table = ui.Table(
        request,
        columns=[
            *ui.columns(Checklist, "title", "kind", "service", "due", link="title", url=_url),
            ui.Column("state", _("State"), kind="status", value=_state, sortable=False),
        ],
        rows=list(with_marks().filter(pk__in=visible_to(ui.person_of(request)))),
        caption=_("Checklists"),
    )
    kinds = Checklist.Kind
    return ui.table_page(
        request,
        table,
        title=_("Checklists"),
        lead=_("What each municipality does before something is in use, out of use or accepted."),
        actions=[
            ui.link(
                _("Add: %(kind)s") % {"kind": kind.label},
                "desk:checklist-add",
                kind.value,
                primary=kind == kinds.INTRODUCTION,
                permission=Permission.MANAGE_CONSORTIUM,
            )
            for kind in kinds
        ],
        teach=_("No checklists yet. One is made when a service is taken into use or out of it."),
    )


def _url(checklist: Checklist) -> str:
    return reverse("desk:checklist", args=[checklist.pk])


def _state(checklist: Checklist) -> tuple[str, str]:
    done_count, count = len(done_in(checklist)), len(checklist.municipalities.all())
    if done_count == count:
        return "done", _("Done")
    if checklist.due and checklist.due < clock.today():
        return "late", f"{done_count}/{count}"
    return ("partial" if done_count else "waiting"), f"{done_count}/{count}"


@ui.needs(Permission.MANAGE_CONSORTIUM)
def checklist_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a checklist of a kind; its steps are proposed, each may be struck or rewritten."""
    if kind not in TEMPLATES:
        raise Http404
    joint_steps, town_steps = ("\n".join(map(str, titles)) for titles in TEMPLATES[kind])
    start = {"common": joint_steps, "local": town_steps}
    service = request.GET.get("service", "")
    if service.isdecimal():
        start["service"] = service
    return ui.form_page(
        request,
        ChecklistForm(ui.posted(request), initial=start),
        title=Checklist.Kind(kind).label,
        lead=_("Strike what does not apply; add what is missing."),
        save=partial(create_checklist, by=ui.person_of(request), kind=kind),
        then=_url,
        back=reverse("desk:checklists"),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A step in a municipality, or (None) for all: its mark, and where the person marks it."""

    place: Municipality | None
    mark: StepMark | None
    url: str
    note: str
    form: MarkForm

    @property
    def status(self) -> str:
        """The key of its mark."""
        return MARKS[self.mark.state if self.mark else ""]

    @property
    def label(self) -> str:
        """Its state in words."""
        return str(self.mark.get_state_display()) if self.mark else _("Open")

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody."""
        return self.mark is None or self.mark.state not in SETTLED


@ui.needs(Permission.VIEW)
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps, and how each municipality stands with them."""
    marks = Prefetch("marks", StepMark.objects.select_related("municipality"))
    steps = Prefetch("steps", ChecklistStep.objects.select_related("owner").prefetch_related(marks))
    person = ui.person_of(request)
    checklists = (
        visible_to(person).select_related("service").prefetch_related(steps, "municipalities")
    )
    checklist = get_object_or_404(checklists, pk=pk)
    towns = list(checklist.municipalities.all())
    towns_done = done_in(checklist)
    names = ", ".join(town.name for town in towns if town not in towns_done)
    service = checklist.service
    return ui.detail_page(
        request,
        checklist,
        title=checklist.title,
        lead=" · ".join([str(checklist.get_kind_display()), label(checklist.topic)]),
        mark=_state(checklist),
        text=checklist.note,
        facts=[
            *([ui.Fact(_("Service"), service.name, _service(service.pk))] if service else []),
            *ui.facts(checklist, "due"),
            ui.Fact(_("Missing"), names),
        ],
        actions=[
            ui.link(_("Edit"), "desk:checklist-edit", pk, permission=Permission.MANAGE_CONSORTIUM)
        ],
        up=ui.link(_("Checklists"), "desk:checklists"),
        template="desk/tasks/checklist.html",
        places=towns,
        lines=[(step, _cells(step, towns, person)) for step in checklist.steps.all()],
        may_edit=person.can(Permission.MANAGE_CONSORTIUM),
    )


def _service(pk: int) -> str:
    return reverse("desk:service", args=[pk])


def _cells(step: ChecklistStep, towns: list[Municipality], person: Person) -> list[Cell]:
    """Everybody sees who is missing, and their own municipality's notes alone."""
    marks = {mark.municipality_id: mark for mark in step.marks.all()}
    cells = []
    for town in [None] if step.common else towns:
        mark = marks.get(town.pk if town else None)
        may = person.can(Permission.DO_TASKS if town else Permission.MANAGE_CONSORTIUM, town)
        url = _mark_url(step, town.code if town else COMMON) if may else ""
        note = mark.note if mark and person.can(Permission.VIEW, town) else ""
        cells.append(Cell(town, mark, url, note, _form_seen(mark)))
    return cells


def _form_seen(mark: StepMark | None) -> MarkForm:
    """The form whose print the button carries."""
    form = MarkForm(initial=_stored(mark), auto_id=False)
    carry_print(form)
    return form


def _stored(mark: StepMark | None) -> dict[str, str]:
    return {"state": mark.state if mark else "", "note": mark.note if mark else ""}


def _mark_url(step: ChecklistStep, town_code: str) -> str:
    return reverse("desk:step-mark", args=[step.pk, town_code])


@ui.needs(Permission.MANAGE_CONSORTIUM)
@ui.one_save_at_a_time
def checklist_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the checklist says, and add steps."""
    checklist = get_object_or_404(Checklist, pk=pk)
    return ui.form_page(
        request,
        ChecklistChangeForm(ui.posted(request), instance=checklist),
        title=_("Edit the checklist"),
        save=partial(change_checklist, by=ui.person_of(request), checklist=checklist),
        over=checklist,
        back=_url(checklist),
        message=partial(_change_message, checklist),
        nothing=_("All of this is on the checklist already. Nothing was changed."),
    )


def _change_message(checklist: Checklist, towns: Sequence[Municipality]) -> str:
    """Whose work counts as done no more; empty where the log's own words say it all."""
    if not towns:
        return ""
    addition = f"{verb('checklist.add-step')}: {checklist}."
    sentence = _(
        "These had taken every step, and their work counts again when the new one is taken: "
        "%(names)s."
    )
    return f"{addition} {sentence % {'names': ', '.join(town.name for town in towns)}}"


def _step(_request: HttpRequest, pk: int) -> ChecklistStep:
    steps = ChecklistStep.objects.select_related("checklist")
    return get_object_or_404(steps, pk=pk)


STEP = ui.Commands(
    name="desk:step",
    at="tasks/checklists/steps/<int:pk>/",
    argument="step",
    find=_step,
    permission=Permission.MANAGE_CONSORTIUM,
    available=lambda _step, _person: {"remove"},
    shown_at=lambda step: _url(step.checklist),
    commands=[
        ui.Command(
            "edit",
            "",
            change_step,
            form=StepForm,
            arguments=lambda step, person: {"by": person, "instance": step},
            title=lambda step: step.title,
            at="",
            to="desk:step",
        ),
        ui.Command("remove", gettext_lazy("Strike the step"), remove_step),
    ],
)


@ui.needs(Permission.DO_TASKS)
@ui.one_save_at_a_time
def mark(request: HttpRequest, pk: int, place: str) -> HttpResponse:
    """Say how a step stands in a municipality, or for all."""
    step, person = _step(request, pk), ui.person_of(request)
    municipality = None if place == COMMON else get_object_or_404(Municipality, code=place)
    permission = Permission.DO_TASKS if municipality else Permission.MANAGE_CONSORTIUM
    if step.common is not (municipality is None) or not person.can(permission, municipality):
        raise Http404
    mark = step.marks.select_related("by").filter(municipality=municipality).first()
    origin = [mark.get_state_display(), mark.by and mark.by.name, moment(mark.at)] if mark else []
    origin_text = ", ".join(str(part) for part in origin if part)
    nothing = _("Marked already: %(origin)s. Nothing was changed.") % {"origin": origin_text}
    lead = [str(municipality or _("All municipalities")), str(step.checklist), origin_text]
    return ui.form_page(
        request,
        MarkForm(ui.posted(request), initial=_stored(mark)),
        title=step.title,
        lead=" · ".join(filter(None, lead)),
        save=partial(mark_step, by=person, step=step, municipality=municipality),
        over=step,
        back=_url(step.checklist),
        nothing=nothing if mark else "",
    )
