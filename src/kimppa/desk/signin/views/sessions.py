"""Browsers that are signed in, and the log of signing in: the own one and everybody's."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import people_visible_to
from kimppa.core.consortium.roles import Permission
from kimppa.core.signin import enrolment, sessions, sso
from kimppa.core.signin.factors import factors_of
from kimppa.core.signin.models import SignIn
from kimppa.desk.signin import tables
from kimppa.desk.signin.proof import proved
from kimppa.ui.guard import needs, person_of
from kimppa.ui.pages import table_page
from kimppa.ui.undo import done


def my_sign_ins(request: HttpRequest) -> HttpResponse:
    """The own history of signing in."""
    sign_ins: QuerySet[SignIn] = person_of(request).sign_ins.all()
    return table_page(
        request,
        tables.sign_ins(request, sign_ins, with_person=False),
        title=_("My sign-ins"),
        lead=_("Every time somebody came in, or tried to, as you. Something odd? Tell at once."),
    )


@require_POST
def my_session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one other browser out."""
    person = person_of(request)
    if not sessions.end_sessions(person, keep=request.session.session_key, only=pk):
        raise Http404
    done(request, _("The browser is signed out."))
    return redirect("desk:me")


@require_POST
def my_sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign every other browser out."""
    person = person_of(request)
    count = sessions.end_all(by=person, person=person, keep=request.session.session_key)
    text = ngettext(
        "%(n)d other browser is signed out.", "%(n)d other browsers are signed out.", count
    )
    done(request, text % {"n": count})
    return redirect("desk:me")


@needs(Permission.VIEW_AUDIT)
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Everybody's history of signing in."""
    sign_ins = SignIn.objects.select_related("person")
    return table_page(
        request,
        tables.sign_ins(request, sign_ins, with_person=True),
        title=_("Sign-ins"),
        lead=_("Who came in, when and how, and who was refused and why. Old rows are removed."),
        teach=_("Nobody has signed in yet."),
    )


@needs(Permission.MANAGE_CONSORTIUM)
def person_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """How a person signs in, and help for whoever has lost the second factor."""
    person = _person(request, pk)
    context = {
        "found": person,
        "factors": factors_of(person),
        "providers": sso.tied_providers(person),
        "open": person.open_sessions.count(),
        "is_self": person.pk == person_of(request).pk,
        "table": tables.sign_ins(request, person.sign_ins.all(), with_person=False),
    }
    return render(request, "desk/signin/person.html", context)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
@proved
def person_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person's lost second factors away."""
    person = _person(request, pk)
    return _attempt_on_person(
        request,
        person,
        lambda by: enrolment.reset_factors(by=by, person=person),
        _("The second factors of %(name)s are removed, and a letter tells of it."),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
@proved
def person_untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget who the person is at the single sign-on."""
    person = _person(request, pk)
    return _attempt_on_person(
        request,
        person,
        lambda by: sso.untie(by=by, person=person),
        _("The next single sign-on of %(name)s ties the account anew."),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def person_sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a person out of every browser."""
    person = _person(request, pk)
    own_key = request.session.session_key if person.pk == person_of(request).pk else ""
    return _attempt_on_person(
        request,
        person,
        lambda by: sessions.end_all(by=by, person=person, keep=own_key),
        _("%(name)s is signed out everywhere."),
    )


def _attempt_on_person(
    request: HttpRequest, person: Person, act: Callable[[Person], object], words: str
) -> HttpResponse:
    try:
        act(person_of(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        done(request, words % {"name": person.name})
    return redirect(reverse("desk:person-sign-in", args=[person.pk]))


def _person(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(people_visible_to(person_of(request)), pk=pk)
