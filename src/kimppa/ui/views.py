"""The language, the colours, the consortium's look and the style page."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium
from kimppa.core.register import actions
from kimppa.ui import brand, style
from kimppa.ui.address import of_this_site
from kimppa.ui.context import KEYS, KEYS_COOKIE, SCHEME_COOKIE, SCHEMES

_YEAR_IN_SECONDS = 60 * 60 * 24 * 365


# A visitor's page has no form token: the token's cookie would keep it out of the cache in front,
# and all that another site could do is to change the language of a page. Whoever is signed in,
# whose choice is stored, is asked for it below.
@csrf_exempt
@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Change the language and go back to the page at hand.

    A signed-in person's choice is kept with the person, a visitor's in a cookie.
    """
    return _persons_language(request) if request.user.is_authenticated else set_language(request)


@csrf_protect
def _persons_language(request: HttpRequest) -> HttpResponseBase:
    language = request.POST.get("language", "")
    user = request.user
    if (
        isinstance(user, Person)
        and user.language != language
        and language in dict(settings.LANGUAGES)
    ):
        actions.set_language(by=user, language=language)
    return set_language(request)


@csrf_exempt  # only a cookie of the browser's own, for the same reason
@login_not_required
@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen colours."""
    return _remember(request, "scheme", SCHEME_COOKIE, SCHEMES)


@csrf_exempt
@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Keep whether a single key is a shortcut (WCAG 2.1.4: it can be turned off)."""
    return _remember(request, "keys", KEYS_COOKIE, KEYS)


def _remember(request: HttpRequest, name: str, cookie: str, choices: Sequence[str]) -> HttpResponse:
    """Keep the choice in a cookie of the browser and go back to the page at hand."""
    page_at_hand = request.POST.get("next", "")
    response = HttpResponseRedirect(page_at_hand if of_this_site(request, page_at_hand) else "/")
    choice = request.POST.get(name, "")
    if choice in choices:
        response.set_cookie(
            cookie,
            choice,
            max_age=_YEAR_IN_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_safe
def brand_sheet(request: HttpRequest, version: str) -> HttpResponse:
    """The consortium's colours on public pages; 404 before it has been named."""
    the_consortium = consortium()
    if the_consortium is None:
        raise Http404
    css = brand.sheet(the_consortium)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    if version == brand.version(css):
        response["Cache-Control"] = f"public, max-age={_YEAR_IN_SECONDS}, immutable"
    return response


def look(request: HttpRequest) -> HttpResponse:
    """The living style page."""
    table = style.sample_table(request)
    if export := table.response():
        return export
    return render(request, "ui/style.html", style.context(request, table))
