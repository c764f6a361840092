"""What Finna's feedback form posts, answered as its client reads it: by the status alone.

A redirect would be followed by a GET and shown as a success, and nothing is ever sent again: so
there is none, whatever the address's last slash or scheme. The body is for whoever tries it out.
"""

import base64
import binascii

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from kimppa.core.signin.visitor import Visitor
from kimppa.core.throttle.actions import Limit, take
from kimppa.feedback.actions import doors
from kimppa.feedback.finna import ShapeError, read
from kimppa.feedback.models import Door

WRONG = Limit("feedback-door", times=30, minutes=15)  # wrong secrets from one network


@csrf_exempt  # the secret is the right; no cookie is looked at
@login_not_required
@never_cache
def receive(request: HttpRequest, slug: str) -> HttpResponse:
    """201 with the ticket's number, 200 for the same again; else why not."""
    if settings.SECURE and not request.is_secure():
        return _refusal(403, "use https")
    if request.method != "POST":
        return _refusal(405, "POST a JSON object", Allow="POST")
    door = Door.objects.select_related("service", "municipality").filter(slug=slug).first()
    if door is None or not doors.opens(door, _secret(request)):
        return _refuse_secret(request)
    try:
        payload = read(request.body)
    except RequestDataTooBig:
        return _refusal(413, "the body is too large")
    except ShapeError as error:
        return _refusal(400, str(error))
    ticket, is_new = doors.receive(door, payload)
    return JsonResponse({"number": ticket.pk, "new": is_new}, status=201 if is_new else 200)


def _secret(request: HttpRequest) -> str:
    """The secret of the header X-API-Key, or the password of Basic authentication."""
    if api_key := request.headers.get("X-API-Key", ""):
        return api_key
    scheme, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user_and_password = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return user_and_password.partition(":")[2]


def _refuse_secret(request: HttpRequest) -> HttpResponse:
    wait_seconds = take(WRONG, Visitor(request.META.get("REMOTE_ADDR", "")).limit_key)
    if wait_seconds:
        return _refusal(429, "too many wrong secrets", **{"Retry-After": str(wait_seconds)})
    return _refusal(
        401, "the door's secret is needed", **{"WWW-Authenticate": 'Basic realm="feedback"'}
    )


def _refusal(status: int, why: str, **headers: str) -> HttpResponse:
    return JsonResponse({"error": why}, status=status, headers=headers)
