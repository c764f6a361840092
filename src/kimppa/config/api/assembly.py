"""One API from the routers that the rooms declare in their Area."""

from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Refused
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Misread

from kimppa import __version__
from kimppa.core.area import areas
from kimppa.ui.api.problems import ProblemError, misread, problem, refused

ABOUT = """The desk of a library consortium for programs.

Every address but this description asks for a personal token: `Authorization: Bearer kimppa_…`.
A person makes one on the page `/me/tokens/`; it may do what that person may, within its scopes.
Dates are ISO 8601, decimals are texts, lists come in pages. Errors are problem details (RFC 9457).
A POST with an `Idempotency-Key` is done once, however often it is sent within 24 hours.
"""


@cache
def assemble() -> NinjaAPI:
    """The API of every installed room, made once."""
    api = NinjaAPI(
        title="Kimppa",
        version=__version__,
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
    )
    for area in areas():
        if area.api:
            api.add_router("" if area.slug == "desk" else f"/{area.slug}", area.api)
    _explain_errors(api)
    return api


def _explain_errors(api: NinjaAPI) -> None:
    for kind, explain in _EXPLAINED.items():
        api.add_exception_handler(kind, explain)


def _no_token(_request: HttpRequest, _error: object) -> HttpResponse:
    detail = _("Send a token that is in use. Make one on your own page, under Programs.")
    return problem(401, "token", detail, headers={"WWW-Authenticate": 'Bearer realm="Kimppa"'})


def _problem(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(error.status, error.name, error.detail, error.errors)


def _not_allowed(_request: HttpRequest, error: Any) -> HttpResponse:
    return problem(403, "role", str(error))


def _absent(_request: HttpRequest, _error: object) -> HttpResponse:
    return absent()


def absent() -> HttpResponse:
    """That the thing is not there, or not for the caller to see: the answer is the same."""
    return problem(404, "absent", _("Nothing is here that you may see. Check the address."))


def _misread(_request: HttpRequest, error: Any) -> HttpResponse:
    return misread(error.errors)


def _refused(_request: HttpRequest, error: Any) -> HttpResponse:
    return refused(error)


def _unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
    detail = _("The body must be JSON as the description says.")
    return problem(error.status_code, "request", detail)


def _crossed(_request: HttpRequest, _error: object) -> HttpResponse:
    detail = _("Somebody wrote the same at the same time. Read it anew and try again.")
    return problem(409, "crossed", detail)


_EXPLAINED: dict[type[Exception], Any] = {
    AuthenticationError: _no_token,
    ProblemError: _problem,
    PermissionDenied: _not_allowed,
    Http404: _absent,
    Misread: _misread,
    Refused: _refused,
    HttpError: _unreadable,
    IntegrityError: _crossed,
}
