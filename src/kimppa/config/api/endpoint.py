"""What happens around every endpoint: token, language, limits, repeated requests, caching."""

import hashlib
import time
from collections.abc import Callable, Collection, Mapping
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import via
from kimppa.core.throttle.actions import Limit, take
from kimppa.core.tokens.actions import claim_answer, drop_answer, keep_answer, note_use
from kimppa.core.tokens.models import ApiToken, KeptAnswer
from kimppa.core.tokens.queries import Bearer, bearer
from kimppa.ui.address import network
from kimppa.ui.api import Caller
from kimppa.ui.api.problems import FieldProblem, problem

type Endpoint = Callable[..., HttpResponse]

# Counted in the process's cache: a read must not become a write. Each server process counts alone.
CALLS_PER_MINUTE = 600
WRONG = Limit("api-token-network", times=30, minutes=15)
LONGEST_KEY = 200


def wrap(view: Endpoint, parameters: Mapping[str, Collection[str]]) -> Endpoint:
    """The endpoint with everything around it; `parameters` are its query's names by method."""

    @login_not_required
    def endpoint(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        caller = cast("Caller", request)
        caller.bearer = _bearer(request)
        response = _refusal(caller, parameters) or _answer_with_token(
            caller, lambda: view(request, *args, **kwargs)
        )
        return _finish(request, response)

    endpoint.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie opens anything here
    return endpoint


def _bearer(request: HttpRequest) -> Bearer | None:
    """None without a valid token. Notes its use, and takes the person's language."""
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    identity = bearer(secret.strip()) if kind.lower() == "bearer" else None
    if identity is None:
        return None
    note_use(identity.token)
    if "Accept-Language" not in request.headers:
        translation.activate(identity.person.language)
    return identity


def _refusal(request: Caller, parameters: Mapping[str, Collection[str]]) -> HttpResponse | None:
    """The answer that comes instead of the endpoint's own, if one does."""
    if request.bearer is None:
        return _wrong_token(request)
    if wait := _too_many(request.bearer.token):
        return _too_often(wait)
    names = parameters.get(request.method or "")
    if names is None:
        return None
    faults = [
        FieldProblem(place=f"query.{name}", detail=_("There is no such parameter."))
        for name in request.GET
        if name not in names
    ]
    if faults:
        return problem(422, "invalid", _("The address has parameters that are not known."), faults)
    return None


def _wrong_token(request: HttpRequest) -> HttpResponse | None:
    """None lets the endpoint answer 401; a network that keeps guessing gets 429."""
    if "Authorization" not in request.headers:
        return None
    wait = take(WRONG, network(request))
    return _too_often(wait) if wait else None


def _too_many(token: ApiToken) -> int:
    """How many seconds to wait; 0 when the token may go on."""
    minute, second = divmod(int(time.monotonic()), 60)
    key = f"api:{token.pk}:{minute}"
    cache.add(key, 0, 120)
    try:
        return 60 - second if cache.incr(key) > CALLS_PER_MINUTE else 0
    except ValueError:  # pushed out of the cache meanwhile
        return 0


def _too_often(wait: int) -> HttpResponse:
    detail = _("Wait %(seconds)d seconds and try again.") % {"seconds": wait}
    return problem(429, "limit", detail, headers={"Retry-After": str(wait)})


def _answer_with_token(request: Caller, view: Callable[[], HttpResponse]) -> HttpResponse:
    if request.bearer is None:
        return view()
    key = request.headers.get("Idempotency-Key", "")
    with via(str(request.bearer.token)):
        if request.method != "POST" or not key:
            return view()
        return _answer_once(request, request.bearer.token, key, view)


def _answer_once(
    request: HttpRequest, token: ApiToken, key: str, view: Callable[[], HttpResponse]
) -> HttpResponse:
    """Do it once for the key; refused requests wrote nothing, so their key stays free."""
    if len(key) > LONGEST_KEY:
        detail = _("The Idempotency-Key may have at most %(count)d characters.")
        return problem(422, "invalid", detail % {"count": LONGEST_KEY})
    with transaction.atomic():
        kept_answer, is_first = claim_answer(token, key, _fingerprint(request))
        if not is_first:
            return _answer_again(kept_answer, _fingerprint(request))
        response = view()
        if response.status_code < 300:
            location = response.headers.get("Location", "")
            keep_answer(
                kept_answer, status=response.status_code, body=response.text, location=location
            )
        else:
            drop_answer(kept_answer)
    return response


def _answer_again(kept_answer: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept_answer.fingerprint != fingerprint:
        return problem(422, "repeated", _("Use a new Idempotency-Key for a new request."))
    response = HttpResponse(
        kept_answer.body, status=kept_answer.status, content_type="application/json"
    )
    if kept_answer.location:
        response.headers["Location"] = kept_answer.location
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    text = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(text).hexdigest()


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Never kept by others; what the caller has already is not sent again."""
    if response.status_code == 405:
        detail = _("The address does not take %(method)s.") % {"method": request.method}
        response = problem(405, "method", detail, headers={"Allow": response.headers["Allow"]})
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if request.method == "GET" and response.status_code == 200:
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = tag
        if _has_tag(request.headers.get("If-None-Match", ""), tag):
            return _not_modified(response)
    return response


def _has_tag(header: str, tag: str) -> bool:
    tags = {etag.removeprefix("W/") for etag in parse_etags(header)}
    return "*" in tags or tag in tags


def _not_modified(response: HttpResponse) -> HttpResponse:
    response_304 = HttpResponse(status=304)
    for name in ("ETag", "Cache-Control", "Vary"):
        response_304.headers[name] = response.headers[name]
    del response_304.headers["Content-Type"]
    return response_304
