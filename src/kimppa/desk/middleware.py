"""What holds for every page of a person who is signed in: language, session, second factor."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.contrib.auth import SESSION_KEY, logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import translation

from kimppa.core import memo
from kimppa.core.consortium.models import Person
from kimppa.core.signin import sessions
from kimppa.core.signin.factors import must_have_factor
from kimppa.ui.secret import is_secret, keep_quiet

type Respond = Callable[[HttpRequest], HttpResponse]

ENDED = "kimppa.session-ended"
# What somebody who must still take a second factor into use may open.
SETTING_UP = frozenset(
    f"desk:{name}"
    for name in (
        "factor-needed",
        "my-app",
        "my-passkey-add",
        "my-codes",
        "my-codes-file",
        "my-codes-kept",
        "confirm",
        "my-language",
        "sign-out",
    )
)


OWN = ("/api/", "/linkedevents/")  # they answer for their own methods and numbers
# What a number in an address may be; the largest is that of a key in the database.
LARGEST = 2**63 - 1
RANGES = {"year": (1900, 2999), "month": (1, 12)}


class Readable:
    """Refuse what no text or number of ours can be: NUL in an address or a cookie, and numbers in
    an address that are out of all range.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 before anything is asked of the database."""
        query = request.META.get("QUERY_STRING", "")
        texts = (request.path_info, unquote(query), *request.COOKIES.values())
        if any("\x00" in text for text in texts):
            raise BadRequest("NUL")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Nothing is at an address whose number no database or calendar can hold."""
        if request.path_info.startswith(OWN):
            return None
        for name, number in kwargs.items():
            smallest, largest = RANGES.get(name, (0, LARGEST))
            if isinstance(number, int) and not smallest <= number <= largest:
                raise Http404
        return None


class Methods:
    """Refuse every method that no page has: a view must not take OPTIONS or PUT for a GET."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 405 with what pages take."""
        if request.method in ("GET", "HEAD", "POST") or request.path_info.startswith(OWN):
            return self.get_response(request)
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])


class SecretAddress:
    """Keep addresses that are keys from search engines, other sites and caches."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whatever is answered, a refusal too."""
        response = self.get_response(request)
        if is_secret(request.resolver_match):
            keep_quiet(response)
        return response


class SessionRules:
    """End sessions that are idle or old, and lead those to a second factor who must have one."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Before anything else of the page: is the session still worth anything?"""
        if SESSION_KEY in request.session and isinstance(request.user, Person):
            sign_in = sessions.sign_in_of(request.session)
            if sign_in is None or sign_in.is_over:
                sessions.forget_session(request.session.session_key)
                logout(request)
                request.session[ENDED] = True
            else:
                sessions.touch(request.session)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Lead to the second factor whoever must have one and has shown none."""
        if not getattr(view, "login_required", True):
            return None
        person = request.user
        if not isinstance(person, Person):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in SETTING_UP:
            return None
        sign_in = sessions.sign_in_of(request.session)
        if (sign_in is not None and sign_in.factor) or not must_have_factor(person):
            return None
        return redirect("desk:factor-needed")


class PersonLanguage:
    """Show pages in the language that the person has chosen, whatever the browser says."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language; visitors keep what the cookie or the browser asks for."""
        if SESSION_KEY not in request.session or not isinstance(request.user, Person):
            return self.get_response(request)
        with translation.override(request.user.language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers["Content-Language"] = request.LANGUAGE_CODE
            return response


class OneLook:
    """Let a page that only reads ask once whether something has been written since."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A page that writes asks every time, for it must see its own writes."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with memo.single_stamp():
            return self.get_response(request)
