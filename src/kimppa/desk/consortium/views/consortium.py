"""The consortium: municipalities, branches, departments, services."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kimppa.core.area import mentions
from kimppa.core.consortium.integrations import Integration
from kimppa.core.consortium.models import (
    Branch,
    Consortium,
    Department,
    Municipality,
    Person,
    Service,
)
from kimppa.core.consortium.queries import consortium as the_consortium
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import Provenance
from kimppa.core.figures.models import Figure
from kimppa.core.register import actions
from kimppa.desk.consortium import forms as cf
from kimppa.desk.consortium import tables
from kimppa.ui import pages as ui

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of the register: how it is edited and where it is listed."""

    model: type[models.Model]
    form: Callable[..., forms.ModelForm[Any]]
    add: Text
    edit: Text
    listed: str
    page: Callable[[Any], str] | None = None  # of a row that has one

    def back(self, row: Any) -> str:
        """Where to go from the form of a row."""
        return self.page(row) if self.page else reverse(self.listed)


def _service_page(pk: int | None) -> str:
    return reverse("desk:service", args=[pk]) if pk else reverse("desk:services")


KINDS = {
    "consortium": Kind(
        Consortium,
        cf.ConsortiumForm,
        gettext_lazy("Name the consortium"),
        gettext_lazy("The consortium's names"),
        "desk:consortium",
    ),
    "municipality": Kind(
        Municipality,
        cf.MunicipalityForm,
        gettext_lazy("Add a municipality"),
        gettext_lazy("Edit the municipality"),
        "desk:consortium",
    ),
    "branch": Kind(
        Branch,
        cf.BranchForm,
        gettext_lazy("Add a branch"),
        gettext_lazy("Edit the branch"),
        "desk:branches",
    ),
    "department": Kind(
        Department,
        cf.DepartmentForm,
        gettext_lazy("Add a department"),
        gettext_lazy("Edit the department"),
        "desk:branches",
    ),
    "service": Kind(
        Service,
        cf.ServiceForm,
        gettext_lazy("Add a service"),
        gettext_lazy("Edit the service"),
        "desk:services",
        lambda row: _service_page(row.pk),
    ),
    "integration": Kind(
        Integration,
        cf.IntegrationForm,
        gettext_lazy("Add an integration"),
        gettext_lazy("Edit the integration"),
        "desk:services",
        lambda row: _service_page(row.service_id),
    ),
}


@ui.needs(Permission.VIEW)
def consortium(request: HttpRequest) -> HttpResponse:
    """The municipalities with their population."""
    may = ui.person_of(request).can(Permission.MANAGE_CONSORTIUM)
    library_consortium = the_consortium()
    buttons = [ui.link(_("Branches and departments"), "desk:branches")]
    if may:
        buttons = [_add_button("municipality"), *buttons, _names_button(library_consortium)]
        buttons += [
            ui.link(_("To Excel"), "desk:exchange-out"),
            ui.link(_("From Excel"), "desk:exchange"),
        ]
    return ui.table_page(
        request,
        tables.municipalities(request, editable=may),
        title=library_consortium.name if library_consortium else _("The consortium"),
        lead=" ".join(
            [
                _("The municipalities that decide and pay, and how many people live in each."),
                *([_lacking_words(library_consortium)] if may and library_consortium else []),
            ]
        ),
        actions=buttons,
        teach=_("Add the municipalities first; everything else belongs to one of them."),
    )


def _lacking_words(consortium: Consortium) -> str:
    """What the public pages should lead to and do not; visitors see no empty promise."""
    names = [name for name in ("privacy_notice", "statement") if not getattr(consortium, name)]
    labels = [str(ui.label(Consortium, name)).lower() for name in names]
    if not labels:
        return ""
    return _("The public pages still lack: %(what)s.") % {"what": ", ".join(labels)}


@ui.needs(Permission.VIEW)
def branches(request: HttpRequest) -> HttpResponse:
    """Service points and their departments."""
    may = ui.person_of(request).can(Permission.MANAGE_CONSORTIUM)
    points = tables.branches(request, editable=may)
    parts = tables.departments(request, editable=may)
    if export := points.response() or parts.response():
        return export
    context = {
        "table": points,
        "more_tables": [parts],
        "title": _("Branches and departments"),
        "lead": _(
            "Service points roll up to one municipality each; departments are parts of them."
        ),
        "actions": [_add_button("branch"), _add_button("department")] if may else [],
        "teach": "",
    }
    return render(request, "ui/pages/table.html", context)


@ui.needs(Permission.VIEW)
def services(request: HttpRequest) -> HttpResponse:
    """The service register."""
    may = ui.person_of(request).can(Permission.MANAGE_CONSORTIUM)
    return ui.table_page(
        request,
        tables.services(request),
        title=_("Service register"),
        lead=_("The shared systems and web services: who answers for each, and since when."),
        actions=[_add_button("service")] if may else [],
        teach=_("No service has been added yet."),
    )


@ui.needs(Permission.VIEW)
def service(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    person = ui.person_of(request)
    may = person.can(Permission.MANAGE_CONSORTIUM)
    add = reverse("desk:register-add", args=["integration"])
    actions = [
        ui.link(_("Edit"), "desk:register-edit", "service", pk, primary=True),
        ui.Action(_("Add an integration"), f"{add}?service={pk}"),
    ]
    ends = Q(service=service) | Q(target=service)
    context = {
        "service": service,
        "table": tables.integrations(
            request, Integration.objects.filter(ends), service, editable=may
        ),
        "mentions": mentions(person, services=[service.slug]),
        "actions": actions if may else [],
    }
    return render(request, "desk/consortium/service.html", context)


def _add_button(kind: str) -> ui.Action:
    return ui.link(KINDS[kind].add, "desk:register-add", kind, primary=True)


def _names_button(consortium: Consortium | None) -> ui.Action:
    if consortium is None:
        return _add_button("consortium")
    edit = reverse("desk:register-edit", args=["consortium", consortium.pk])
    return ui.Action(KINDS["consortium"].edit, edit)


@ui.needs(Permission.MANAGE_CONSORTIUM)
def register_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row to the register."""
    if kind not in KINDS or (kind == "consortium" and the_consortium()):
        raise Http404
    row: models.Model = KINDS[kind].model()
    if isinstance(row, Consortium):
        row.pk = 1
    elif isinstance(row, Integration) and (service := request.GET.get("service", "")).isdecimal():
        row.service = get_object_or_404(Service, pk=service)
    return _edit_row(request, KINDS[kind], row, KINDS[kind].add)


@ui.needs(Permission.MANAGE_CONSORTIUM)
@ui.one_save_at_a_time
def register_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a row of the register."""
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(KINDS[kind].model._default_manager.all(), pk=pk)
    return _edit_row(request, KINDS[kind], row, KINDS[kind].edit)


def _edit_row(request: HttpRequest, kind: Kind, row: Any, title: Text) -> HttpResponse:
    return ui.form_page(
        request,
        kind.form(ui.posted(request), instance=row),
        title=title,
        save=partial(actions.save_row, row, by=ui.person_of(request)),
        over=row,
        then=kind.back,
        back=kind.back(row),
    )


@ui.needs(Permission.VIEW)
def population(request: HttpRequest, pk: int) -> HttpResponse:
    """A municipality's population year by year, each with its source."""
    town = get_object_or_404(Municipality, pk=pk)
    person = ui.person_of(request)
    if not person.can(Permission.MANAGE_CONSORTIUM):
        table = tables.population(request, town)
        return ui.table_page(request, table, title=town.name, lead=_("Population by year"))
    return ui.form_page(
        request,
        cf.PopulationForm(ui.posted(request)),
        title=_("Population of %(place)s") % {"place": town},
        lead=_("Population by year"),
        save=partial(_record_population, person, town),
        back=request.path,
        cancel=reverse("desk:consortium"),
        table=tables.population(request, town),
    )


def _record_population(
    by: Person, town: Municipality, *, year: int, value: int, source: str, as_of: dt.date | None
) -> Figure:
    provenance = Provenance(source=source, as_of=as_of)
    return actions.record_population(
        by=by, municipality=town, year=year, value=value, provenance=provenance
    )
