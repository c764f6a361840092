"""Signing in and out: the one page that people see, and what its forms do.

Single sign-on comes back to sso.py; the second factor is asked in second_factor.py.
"""

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kimppa.core.consortium.models import Person
from kimppa.core.signin import actions, log, passkeys, sessions
from kimppa.core.signin.limits import TooManyTriesError
from kimppa.core.signin.models import Factor, Outcome, Reason, Way
from kimppa.desk.middleware import ENDED
from kimppa.desk.signin.entering import enter, to_sign_in, visitor
from kimppa.desk.signin.forms import LinkForm, SignInForm
from kimppa.ui.address import back_to
from kimppa.ui.secret import is_opened
from kimppa.ui.sent import add_errors, posted
from kimppa.ui.undo import done


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Every way in; the form is that of e-mail and password."""
    if request.user.is_authenticated:
        return redirect(_target(request))
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.check_password(
                request,
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                visitor=visitor(request),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return enter(request, person, way=Way.PASSWORD, target=_target(request))
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
            actions.mail_link(email=form.cleaned_data["email"], visitor=visitor(request))
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("If the address is in use here, a sign-in link is on its way to it."))
            return redirect("desk:sign-in")
    return _page(request, form=SignInForm(), link_form=form, status=422)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link; a link that came by mail asks for a button first."""
    response = _by_link(request, token)
    # Browsers that tell no origin at all would have the forms of these pages refused.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def _by_link(request: HttpRequest, token: str) -> HttpResponse:
    link = actions.open_link(token)
    if not is_opened(request):
        return _page(request, form=SignInForm(), status=410)
    if link is None:
        return _dead_link(request)
    if link.needs_button and request.method != "POST":
        return render(request, "desk/signin/sign_in.html", {"link": link})
    if not actions.use_link(link):
        return _dead_link(request)
    return enter(request, link.person, way=Way.LINK, target=_target(request))


@login_not_required
@never_cache
def passkey(request: HttpRequest) -> HttpResponse:
    """GET gives the browser's script the options as JSON; POST is its answer."""
    came_from = visitor(request)
    try:
        actions.use_network_try(came_from, Way.PASSKEY)
        if request.method != "POST":
            return HttpResponse(passkeys.request_options(), content_type="application/json")
        person = passkeys.read_answer(request.POST.get("credential", ""))
    except ValidationError as error:
        if not isinstance(error, TooManyTriesError):
            log.note_refusal(Reason.PASSKEY, visitor=came_from, way=Way.PASSKEY)
        form = SignInForm()
        return _page(request, form=form, failed=" ".join(error.messages), status=422)
    return enter(request, person, way=Way.PASSKEY, target=_target(request), factor=Factor.PASSKEY)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; `next` is where the sign-in page leads afterwards."""
    if isinstance(request.user, Person):
        log.note(Outcome.OUT, visitor=visitor(request), person=request.user)
    sessions.forget_session(request.session.session_key)
    logout(request)
    return to_sign_in(back_to(request, ""))


def _target(request: HttpRequest) -> str:
    return back_to(request, reverse("desk:home"))


def _dead_link(request: HttpRequest) -> HttpResponse:
    try:
        actions.note_failed_link(visitor=visitor(request))
    except TooManyTriesError as error:
        failed = " ".join(error.messages)
    else:
        failed = _(
            "This sign-in link has been used or is too old. Sign in with your password, or ask "
            "for a new link below."
        )
    return _page(request, form=SignInForm(), failed=failed, status=410)


def _page(
    request: HttpRequest,
    *,
    form: SignInForm,
    link_form: LinkForm | None = None,
    failed: str = "",
    status: int = 200,
) -> HttpResponse:
    target = back_to(request, "")
    language = get_language() or "fi"
    providers = [
        (
            provider.title(language[:2]) or _("Sign in with %(name)s") % {"name": provider.name},
            reverse("desk:sso", args=[provider.name], query={"next": target} if target else None),
        )
        for provider in settings.KIMPPA_OIDC
    ]
    context = {
        "form": form,
        "link_form": link_form or LinkForm(),
        "failed": failed,
        "ended": request.session.pop(ENDED, False) if request.method == "GET" else False,
        "next": target,
        "providers": providers,
    }
    return render(request, "desk/signin/sign_in.html", context, status=status)
