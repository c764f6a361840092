"""The consortium: municipalities, branches, departments, services; what is changed is undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core.area import mentions
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium import actions
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
from kimppa.desk.consortium import forms as cf
from kimppa.desk.consortium import tables
from kimppa.desk.pages import Action, back_to, form_page, table_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.undo import done

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


@needs(Permission.VIEW)
def consortium(request: HttpRequest) -> HttpResponse:
    """The municipalities with their population."""
    may = person_of(request).can(Permission.MANAGE_CONSORTIUM)
    named = the_consortium()
    buttons = [Action(_("Branches and departments"), reverse("desk:branches"))]
    if may:
        buttons = [_add("municipality"), *buttons, _own_names(named)]
        buttons += [
            Action(_("To Excel"), reverse("desk:exchange-out")),
            Action(_("From Excel"), reverse("desk:exchange")),
        ]
    return table_page(
        request,
        tables.municipalities(request, editable=may),
        title=named.name if named else _("The consortium"),
        lead=_("The municipalities that decide and pay, and how many people live in each."),
        actions=buttons,
        teach=_("Add the municipalities first; everything else belongs to one of them."),
    )


@needs(Permission.VIEW)
def branches(request: HttpRequest) -> HttpResponse:
    """Service points and their departments."""
    may = person_of(request).can(Permission.MANAGE_CONSORTIUM)
    points = tables.branches(request, editable=may)
    parts = tables.departments(request, editable=may)
    if export := points.response() or parts.response():
        return export
    values = {
        "table": points,
        "more_tables": [parts],
        "title": _("Branches and departments"),
        "lead": _(
            "Service points roll up to one municipality each; departments are parts of them."
        ),
        "actions": [_add("branch"), _add("department")] if may else [],
        "teach": "",
    }
    return render(request, "desk/table.html", values)


@needs(Permission.VIEW)
def services(request: HttpRequest) -> HttpResponse:
    """The service register."""
    may = person_of(request).can(Permission.MANAGE_CONSORTIUM)
    return table_page(
        request,
        tables.services(request),
        title=_("Service register"),
        lead=_("The shared systems and web services: who answers for each, and since when."),
        actions=[_add("service")] if may else [],
        teach=_("No service has been added yet."),
    )


@needs(Permission.VIEW)
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service."""
    found = get_object_or_404(Service, pk=pk)
    person = person_of(request)
    may = person.can(Permission.MANAGE_CONSORTIUM)
    add = reverse("desk:register-add", args=["integration"])
    actions = [
        Action(_("Edit"), reverse("desk:register-edit", args=["service", pk]), primary=True),
        Action(_("Add an integration"), f"{add}?service={pk}"),
    ]
    ends = Q(service=found) | Q(target=found)
    values = {
        "service": found,
        "table": tables.integrations(
            request, Integration.objects.filter(ends), found, editable=may
        ),
        "mentions": mentions(person, services=[found.slug]),
        "actions": actions if may else [],
    }
    return render(request, "desk/consortium/service.html", values)


def _add(kind: str) -> Action:
    return Action(KINDS[kind].add, reverse("desk:register-add", args=[kind]), primary=True)


def _own_names(named: Consortium | None) -> Action:
    if named is None:
        return _add("consortium")
    edit = reverse("desk:register-edit", args=["consortium", named.pk])
    return Action(KINDS["consortium"].edit, edit)


@needs(Permission.MANAGE_CONSORTIUM)
def register_add(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a row to the register."""
    if kind not in KINDS or (kind == "consortium" and the_consortium()):
        raise Http404
    row: models.Model = KINDS[kind].model()
    if isinstance(row, Consortium):
        row.pk = 1
    elif isinstance(row, Integration) and (service := request.GET.get("service", "")).isdecimal():
        row.service = get_object_or_404(Service, pk=service)
    return _edit(request, KINDS[kind], row, KINDS[kind].add)


@needs(Permission.MANAGE_CONSORTIUM)
def register_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change a row of the register."""
    if kind not in KINDS:
        raise Http404
    row = get_object_or_404(KINDS[kind].model._default_manager.all(), pk=pk)
    return _edit(request, KINDS[kind], row, KINDS[kind].edit)


def _edit(request: HttpRequest, kind: Kind, row: Any, title: Text) -> HttpResponse:
    form = kind.form(posted(request), instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_row(row, by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved: %(name)s") % {"name": saved}, undo=undo_of(request, saved))
            return redirect(kind.back(saved))
    status = 422 if form.errors else 200
    return form_page(request, form, title=title, cancel=kind.back(row), status=status)


@needs(Permission.VIEW)
def population(request: HttpRequest, pk: int) -> HttpResponse:
    """A municipality's population year by year, each with its source."""
    place = get_object_or_404(Municipality, pk=pk)
    person = person_of(request)
    if not person.can(Permission.MANAGE_CONSORTIUM):
        table = tables.population(request, place)
        return table_page(request, table, title=place.name, lead=_("Population by year"))
    form = cf.PopulationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        figure = actions.record_population(
            by=person,
            municipality=place,
            year=given["year"],
            value=given["value"],
            provenance=Provenance(source=given["source"], as_of=given["as_of"]),
        )
        done(request, _("Saved."), undo=undo_of(request, figure))
        return redirect("desk:population", pk)
    return form_page(
        request,
        form,
        title=_("Population of %(place)s") % {"place": place},
        lead=_("Population by year"),
        cancel=reverse("desk:consortium"),
        table=tables.population(request, place),
        status=422 if form.errors else 200,
    )


def undo_of(request: HttpRequest, row: models.Model) -> str:
    """The address that takes the reader's last write to a row back."""
    own = AuditEvent.objects.filter(
        model=row._meta.label_lower, object_id=str(row.pk), by_id=person_of(request).pk
    )
    latest = own.order_by("-pk").first()  # the day may have been set back meanwhile
    return reverse("desk:undo", args=[latest.pk]) if latest else ""


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one write back; its own permission is checked by the action."""
    person: Person = person_of(request)
    rows = AuditEvent.objects.all()
    if not person.can(Permission.VIEW_AUDIT):
        rows = rows.filter(by_id=person.pk)
    event = get_object_or_404(rows, pk=pk)
    try:
        actions.undo(by=person, event=event)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, _("Undone: %(name)s") % {"name": event.title})
    return redirect(back_to(request, _listing(event)))


def _listing(event: AuditEvent) -> str:
    name = event.model.rpartition(".")[2]
    if name in KINDS:
        return reverse(KINDS[name].listed)
    return reverse("desk:people" if name in ("person", "membership") else "desk:consortium")
