"""Letting somebody in, whatever the way: a second factor first, then a session of their own."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from kimppa.core.consortium.models import Person
from kimppa.core.signin import log, sessions
from kimppa.core.signin.backend import may_sign_in
from kimppa.core.signin.factors import has_factor
from kimppa.core.signin.models import Outcome
from kimppa.core.signin.sessions import SignedIn
from kimppa.core.signin.visitor import Visitor
from kimppa.ui.address import network

BACKEND = "kimppa.core.signin.backend.PersonBackend"
WAITING = "kimppa.second-factor"
WAITING_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Half:
    """A sign-in that waits for the second factor. `stamp` changes with the password."""

    person: int
    stamp: str
    way: str
    provider: str
    target: str
    at: float


def visitor(request: HttpRequest) -> Visitor:
    """From where the request comes."""
    return Visitor(network(request), request.headers.get("User-Agent", ""))


def enter(
    request: HttpRequest,
    person: Person,
    *,
    way: str,
    target: str,
    provider: str = "",
    factor: str = "",
) -> HttpResponse:
    """What follows the first proof: the page of the second factor, or the page asked for.

    `factor` is named when the way itself was two factors in one.
    """
    if factor or not has_factor(person):
        return welcome(request, person, SignedIn(way, provider, factor), target)
    request.session.flush()
    stamp = person.get_session_auth_hash()
    half = Half(person.pk, stamp, way, provider, target, time.time())
    request.session[WAITING] = asdict(half)
    return _secret_redirect(reverse("desk:second-factor"))


def waiting(request: HttpRequest) -> tuple[Person, Half] | None:
    """Who has shown the first proof in this browser; None when nobody has, or too long ago."""
    fields: dict[str, Any] | None = request.session.get(WAITING)
    if fields is None:
        return None
    half = Half(**fields)
    person = Person.objects.filter(pk=half.person).first()
    is_fresh = time.time() - half.at < WAITING_MINUTES * 60
    if person is None or not is_fresh or not may_sign_in(person):
        return None
    return (person, half) if person.get_session_auth_hash() == half.stamp else None


def welcome(request: HttpRequest, person: Person, sign_in: SignedIn, target: str) -> HttpResponse:
    """A new session, with nothing of the visitor's old one but the page asked for."""
    came_from = visitor(request)
    sessions.forget_session(request.session.session_key)
    request.session.flush()
    login(request, person, backend=BACKEND)
    sessions.begin(request.session, person, sign_in, came_from)
    log.note(
        Outcome.IN,
        visitor=came_from,
        person=person,
        way=sign_in.way,
        provider=sign_in.provider,
        factor=sign_in.factor,
    )
    return _secret_redirect(target)


def session_begun(sender: object, request: HttpRequest, user: Person, **_more: Any) -> None:
    """Receiver of Django's `user_logged_in`: no session is without a beginning."""
    sessions.begin(request.session, user, SignedIn(), visitor(request))


def to_sign_in(target: str) -> HttpResponse:
    """Back to the sign-in page, which leads on to the target."""
    return redirect(reverse("desk:sign-in", query={"next": target} if target else None))


def _secret_redirect(target: str) -> HttpResponse:
    response = HttpResponseRedirect(target)
    response["Referrer-Policy"] = "no-referrer"
    return response
