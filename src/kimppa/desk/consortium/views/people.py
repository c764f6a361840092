"""People, their roles and their way in."""

from functools import partial

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
from kimppa.desk.signin.entering import visitor
from kimppa.ui import pages as ui
from kimppa.ui.undo import done


@ui.needs(Permission.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody whom the reader sees."""
    people = people_visible_to(ui.person_of(request))
    add = ui.link(_("Add a person"), "desk:person-add", primary=True)
    return ui.table_page(
        request,
        tables.people(request, people),
        title=_("People"),
        lead=_("Who may sign in, in which role, and until when."),
        actions=[add],
    )


@ui.needs(Permission.MANAGE_PEOPLE)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person with roles, past ones too."""
    person, reader = _person(request, pk), ui.person_of(request)
    day = clock.today()
    roles = [
        {
            "role": membership,
            "in_force": tables.in_force(membership, day),
            "editable": may_give(reader, membership.role, membership.municipality),
        }
        for membership in person.memberships.all()
    ]
    context = {
        "found": person,
        "roles": roles,
        "editable": may_manage(reader, person),
        "may_help": reader.can(Permission.MANAGE_CONSORTIUM),
    }
    return render(request, "desk/consortium/person.html", context)


@ui.needs(Permission.MANAGE_PEOPLE)
def person_add(request: HttpRequest) -> HttpResponse:
    """Somebody new; a link by mail is the way in."""
    reader = ui.person_of(request)
    return ui.form_page(
        request,
        NewPersonForm(ui.posted(request), by=reader),
        title=_("Add a person"),
        lead=_("No password is needed: send a sign-in link from the person's page."),
        save=partial(actions.add_person, by=reader),
        then=_page_of,
        back=reverse("desk:people"),
    )


def _page_of(person: Person) -> str:
    return reverse("desk:person", args=[person.pk])


@ui.needs(Permission.MANAGE_PEOPLE)
@ui.one_save_at_a_time
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an address, name, language or validity."""
    person, reader = _person(request, pk), ui.person_of(request)
    if not may_manage(reader, person):
        raise PermissionDenied
    return ui.form_page(
        request,
        PersonForm(ui.posted(request), instance=person),
        title=_("Edit the person"),
        save=partial(actions.change_person, by=reader, person=person),
        over=person,
        back=_page_of(person),
    )


@ui.needs(Permission.MANAGE_PEOPLE)
def role_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person one more role."""
    return _role(request, Membership(person=_person(request, pk)), _("Add a role"))


@ui.needs(Permission.MANAGE_PEOPLE)
@ui.one_save_at_a_time
def role_edit(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Change a role or end its validity."""
    membership = get_object_or_404(_person(request, pk).memberships, pk=role)
    if not may_give(ui.person_of(request), membership.role, membership.municipality):
        raise PermissionDenied
    return _role(request, membership, _("Edit the role"))


def _role(request: HttpRequest, membership: Membership, title: str) -> HttpResponse:
    reader, holder = ui.person_of(request), membership.person
    return ui.form_page(
        request,
        RoleForm(ui.posted(request), by=reader, initial=role_values(membership)),
        title=title,
        lead=holder.name,
        save=partial(actions.save_membership, membership, by=reader),
        over=membership,
        back=_page_of(holder),
    )


@require_POST
@ui.needs(Permission.MANAGE_PEOPLE)
def person_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the person a sign-in link by mail."""
    person = _person(request, pk)
    if not may_manage(ui.person_of(request), person):
        raise PermissionDenied
    try:
        mail_link(email=person.email, visitor=visitor(request))
    except ValidationError as error:
        done(request, " ".join(error.messages))
    else:
        done(request, _("A sign-in link is on its way to %(email)s.") % {"email": person.email})
    return redirect("desk:person", pk)


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(ui.person_of(request)), pk=pk)
