"""Signing in and out.

Accounts of this instance only; single sign-on adds its button to the same page.
"""

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.signin import actions
from kimppa.desk.forms import LinkForm, SignInForm
from kimppa.desk.pages import add_errors, back_to, network, posted
from kimppa.ui.undo import done

BACKEND = "kimppa.core.signin.backend.PersonBackend"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; too many tries are told how long to wait."""
    if request.user.is_authenticated:
        return redirect(back_to(request, reverse("desk:home")))
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.check_password(
                request,
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                network=network(request),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _welcome(request, person)
    status = 200 if request.method == "GET" else 422
    return _page(request, form=form, status=status)


@login_not_required
@never_cache
@require_POST
def send_link(request: HttpRequest) -> HttpResponse:
    """Send a one-time link by mail; the answer is the same whether or not the address is known."""
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            actions.mail_link(email=form.cleaned_data["email"], network=network(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("If the address is in use here, a sign-in link is on its way to it."))
            return redirect("desk:sign-in")
    return _page(request, form=SignInForm(), link_form=form, status=422)


@login_not_required
@never_cache
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link; a link that came by mail asks for a button first."""
    link = actions.open_link(token)
    if link is None or request.method == "HEAD" or is_prefetch(request):
        return _page(request, form=SignInForm(), link_failed=link is None, status=410)
    if link.needs_button and request.method != "POST":
        return render(request, "desk/sign_in.html", {"link": link})
    if not actions.use_link(link, network=network(request)):
        return _page(request, form=SignInForm(), link_failed=True, status=410)
    return _welcome(request, link.person)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if isinstance(request.user, Person):
        actions.log_sign_out(request.user, network=network(request))
    logout(request)
    return redirect("desk:sign-in")


def is_prefetch(request: HttpRequest) -> bool:
    """Whether a browser fetches the page before anybody has asked for it."""
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return any("prefetch" in purpose or "preview" in purpose for purpose in purposes)


def _welcome(request: HttpRequest, person: Person) -> HttpResponse:
    """A new session, with nothing of the visitor's old one but the page asked for."""
    target = back_to(request, reverse("desk:home"))
    request.session.flush()
    login(request, person, backend=BACKEND)
    response = HttpResponseRedirect(target)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _page(
    request: HttpRequest,
    *,
    form: SignInForm,
    link_form: LinkForm | None = None,
    link_failed: bool = False,
    status: int = 200,
) -> HttpResponse:
    values = {"form": form, "link_form": link_form or LinkForm(), "link_failed": link_failed}
    values["next"] = back_to(request, "")
    return render(request, "desk/sign_in.html", values, status=status)
