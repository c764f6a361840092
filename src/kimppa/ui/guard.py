"""Who may open a page."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def needs[**P](permission: Permission) -> Callable[[View[P]], View[P]]:
    """A view decorator: without the permission the person gets a plain 403 page.

    Which objects one may see is another question, answered by the queries (404).
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(person_of(request), permission)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; every desk page has one (LoginRequiredMiddleware)."""
    assert isinstance(request.user, Person)
    return request.user


def reading_language(request: HttpRequest, holder: Person | None) -> str:
    """The language of a page behind a personal link: its holder's, unless the browser has chosen
    one here.
    """
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    if has_chosen or holder is None:
        return translation.get_language() or settings.LANGUAGE_CODE
    return holder.language
