"""People, their roles and their way in."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core import clock
from kimppa.core.consortium.models import Membership, Person
from kimppa.core.consortium.queries import may_give, may_manage, people_visible_to
from kimppa.core.consortium.roles import Permission
from kimppa.core.register import actions
from kimppa.core.signin.actions import mail_link
from kimppa.desk.consortium import tables
from kimppa.desk.consortium.forms import NewPersonForm, PersonForm, RoleForm, role_values
from kimppa.desk.consortium.views.consortium import undo_of
from kimppa.desk.pages import Action, form_page, table_page
from kimppa.desk.signin.entering import visitor
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.undo import done


@needs(Permission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom the reader sees."""
    rows = people_visible_to(person_of(request))
    add = Action(_("Add a person"), reverse("desk:person-add"), primary=True)
    return table_page(
        request,
        tables.people(request, rows),
        title=_("People"),
        lead=_("Who may sign in, in which role, and until when."),
        actions=[add],
    )


@needs(Permission.MANAGE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with roles, past ones too."""
    found, reader = _person(request, pk), person_of(request)
    day = clock.today()
    roles = [
        {
            "role": one,
            "in_force": tables.in_force(one, day),
            "editable": may_give(reader, one.role, one.municipality),
        }
        for one in found.memberships.all()
    ]
    values = {
        "found": found,
        "roles": roles,
        "editable": may_manage(reader, found),
        "may_help": reader.can(Permission.MANAGE_CONSORTIUM),
    }
    return render(request, "desk/consortium/person.html", values)


@needs(Permission.MANAGE_PEOPLE)
def person_add(request: HttpRequest) -> HttpResponse:
    """Somebody new; a link by mail is the way in."""
    reader = person_of(request)
    form = NewPersonForm(posted(request), by=reader)
    if request.method == "POST" and form.is_valid():
        try:
            made = _add(reader, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Added: %(name)s") % {"name": made}, undo=undo_of(request, made))
            return redirect("desk:person", made.pk)
    return form_page(
        request,
        form,
        title=_("Add a person"),
        lead=_("No password is needed: send a sign-in link from the person's page."),
        cancel=reverse("desk:people"),
        status=422 if form.errors else 200,
    )


def _add(by: Person, given: dict[str, Any]) -> Person:
    names = ("email", "name", "role", "municipality", "language")
    return actions.add_person(
        by=by,
        role_valid=(given["valid_from"], given["valid_to"]),
        **{name: given[name] for name in names},
    )


@needs(Permission.MANAGE_PEOPLE)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an address, name, language or validity."""
    found, reader = _person(request, pk), person_of(request)
    if not may_manage(reader, found):
        raise PermissionDenied
    form = PersonForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(by=reader, person=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved: %(name)s") % {"name": found}, undo=undo_of(request, found))
            return redirect("desk:person", pk)
    status = 422 if form.errors else 200
    cancel = reverse("desk:person", args=[pk])
    return form_page(request, form, title=_("Edit the person"), cancel=cancel, status=status)


@needs(Permission.MANAGE_PEOPLE)
def role_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person one more role."""
    return _role(request, Membership(person=_person(request, pk)), _("Add a role"))


@needs(Permission.MANAGE_PEOPLE)
def role_edit(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Change a role or end its validity."""
    found = get_object_or_404(_person(request, pk).memberships, pk=role)
    if not may_give(person_of(request), found.role, found.municipality):
        raise PermissionDenied
    return _role(request, found, _("Edit the role"))


def _role(request: HttpRequest, membership: Membership, title: str) -> HttpResponse:
    reader, holder = person_of(request), membership.person
    form = RoleForm(posted(request), by=reader, initial=role_values(membership))
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_membership(membership, by=reader, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Saved: %(name)s") % {"name": saved}, undo=undo_of(request, saved))
            return redirect("desk:person", holder.pk)
    return form_page(
        request,
        form,
        title=title,
        lead=holder.name,
        cancel=reverse("desk:person", args=[holder.pk]),
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Permission.MANAGE_PEOPLE)
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person a sign-in link by mail."""
    found = _person(request, pk)
    if not may_manage(person_of(request), found):
        raise PermissionDenied
    try:
        mail_link(email=found.email, visitor=visitor(request))
    except ValidationError as error:
        done(request, " ".join(error.messages))
    else:
        done(request, _("A sign-in link is on its way to %(email)s.") % {"email": found.email})
    return redirect("desk:person", pk)


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(person_of(request)), pk=pk)
