"""The second half of a sign-in, and showing again who one is before a sensitive step."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kimppa.core.consortium.models import Person
from kimppa.core.signin import actions, log, passkeys, sessions
from kimppa.core.signin.factors import check_code, factors_of
from kimppa.core.signin.limits import BY_PERSON, TooManyTriesError, use_try
from kimppa.core.signin.models import Factor, Reason, Way
from kimppa.core.signin.sessions import SignedIn
from kimppa.desk.signin.entering import Half, to_sign_in, visitor, waiting, welcome
from kimppa.desk.signin.forms import CodeForm, OwnPasswordForm
from kimppa.ui.address import back_to
from kimppa.ui.guard import person_of
from kimppa.ui.sent import add_errors

CREDENTIAL = "credential"


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask whoever has shown the first proof for a code or a passkey."""
    pending = waiting(request)
    if pending is None:
        return to_sign_in("")
    person, half = pending
    form = CodeForm()
    if request.method == "POST":
        factor, form = _factor(request, person)
        if factor:
            sign_in = SignedIn(half.way, half.provider, factor)
            return welcome(request, person, sign_in, half.target)
        _note(request, person, half, form)
    factors = factors_of(person)
    context = {
        "form": form if factors.app or factors.recovery else None,
        "options": passkeys.request_options(person) if factors.passkeys else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/signin/second_factor.html", context, status=status)


@never_cache
@sensitive_post_parameters("code", "password")
def confirm(request: HttpRequest) -> HttpResponse:
    """Show again who one is: by a factor, else by the password, else by signing in anew."""
    person = person_of(request)
    factors = factors_of(person)
    asks_password = not factors.any and person.has_usable_password()
    form = OwnPasswordForm() if asks_password else CodeForm()
    if request.method == "POST":
        factor, form = _password(request, person) if asks_password else _factor(request, person)
        if factor is not None and (factor or asks_password):
            sessions.prove(request.session, factor=factor)
            return redirect(back_to(request, reverse("desk:me")))
    context = {
        "form": form if factors.any or asks_password else None,
        "options": passkeys.request_options(person) if factors.passkeys else "",
        "may_sign_in_anew": not factors.any,
        "next": back_to(request, reverse("desk:me")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/signin/confirm.html", context, status=status)


def _factor(request: HttpRequest, person: Person) -> tuple[Factor | None, CodeForm]:
    """The factor that the form or the browser's script has shown; else the form with errors."""
    answer = request.POST.get(CREDENTIAL, "")
    form = CodeForm(request.POST if not answer else {"code": "-"})
    try:
        if answer:
            actions.use_network_try(visitor(request), Way.PASSKEY)
            passkeys.read_answer(answer, person)
            return Factor.PASSKEY, form
        if form.is_valid():
            return check_code(person, form.cleaned_data["code"]), form
    except ValidationError as error:
        form.is_valid()
        add_errors(form, error)
    return None, form


def _password(request: HttpRequest, person: Person) -> tuple[Factor | None, OwnPasswordForm]:
    form = OwnPasswordForm(request.POST)
    if form.is_valid():
        try:
            use_try(BY_PERSON, str(person.pk))
            if person.check_password(form.cleaned_data["password"]):
                return Factor.NONE, form
            form.add_error("password", _("This is not your present password."))
        except TooManyTriesError as error:
            add_errors(form, error)
    return None, form


def _note(request: HttpRequest, person: Person, half: Half, form: CodeForm) -> None:
    if not form.errors:
        return
    log.note_refusal(
        Reason.CODE,
        visitor=visitor(request),
        way=half.way,
        provider=half.provider,
        person=person,
    )
