"""Single sign-on: to the provider, and back from it."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import coordinators
from kimppa.core.signin import actions, log
from kimppa.core.signin.models import Factor, Reason, Way
from kimppa.core.signin.providers import Provider
from kimppa.core.signin.sso import SignInRefusedError, person_for
from kimppa.desk.signin.entering import enter, visitor
from kimppa.desk.signin.openid import (
    OUTAGE,
    FailedError,
    from_provider,
    logger,
    provider_named,
    to_provider,
)
from kimppa.ui.address import back_to, of_this_site

STATUS = {Reason.PROVIDER: 502, Reason.TOO_MANY: 429}


@login_not_required
@never_cache
@require_GET
def sso(request: HttpRequest, name: str) -> HttpResponse:
    """To the provider. A link and no form: the policy lets forms lead to this desk only."""
    provider = provider_named(name)
    try:
        actions.use_network_try(visitor(request), Way.SSO)
        return to_provider(request, provider, back_to(request, ""))
    except ValidationError as error:
        return _refusal_response(request, provider, Reason.TOO_MANY, words=" ".join(error.messages))
    except OUTAGE as error:
        logger.warning("single sign-on by %s: %s", provider.name, error)
        return _refusal_response(request, provider, Reason.PROVIDER)


@login_not_required
@never_cache
@require_GET
def sso_back(request: HttpRequest, name: str) -> HttpResponse:
    """Back from the provider, with somebody or with an error."""
    provider = provider_named(name)
    try:
        identity, target = from_provider(request, provider)
        person = person_for(identity, provider=provider)
    except FailedError as error:
        return _refusal_response(request, provider, error.reason)
    except SignInRefusedError as error:
        return _refusal_response(request, provider, error.reason, person=error.person)
    return enter(
        request,
        person,
        way=Way.SSO,
        provider=provider.name,
        factor=Factor.PROVIDER if provider.strong else Factor.NONE,
        target=target if of_this_site(request, target) else reverse("desk:home"),
    )


def _refusal_response(
    request: HttpRequest,
    provider: Provider,
    reason: Reason,
    *,
    person: Person | None = None,
    words: str = "",
) -> HttpResponse:
    if reason != Reason.TOO_MANY:
        log.note_refusal(
            reason,
            visitor=visitor(request),
            way=Way.SSO,
            person=person,
            provider=provider.name,
        )
    context = {
        "words": words or _words(reason),
        "whom": [] if reason in _OURS else coordinators(),
    }
    return render(request, "desk/signin/sso_refused.html", context, status=STATUS.get(reason, 403))


# What no coordinator can mend: try again, or use another way.
_OURS = frozenset({Reason.PROVIDER, Reason.TOKEN, Reason.CANCELLED, Reason.TOO_MANY})


def _words(reason: Reason) -> str:
    if reason == Reason.PROVIDER:
        return _("The sign-in service of your organisation does not answer now.")
    if reason == Reason.CANCELLED:
        return _("You broke the sign-in off at your organisation's page.")
    if reason == Reason.TOKEN:
        return _(
            "The sign-in took too long, began in another browser, or its answer was not valid."
        )
    if reason == Reason.UNPROVED:
        return _("Your organisation has not confirmed your e-mail address.")
    return _("Your organisation knows you, but you have no account in use here.")
