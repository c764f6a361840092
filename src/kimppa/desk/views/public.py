"""Pages that need no signing in: a delivery behind its personal link, and checking a file."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kimppa.core import clock
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases.actions import mark_downloaded, mark_opened, pass_on
from kimppa.core.releases.models import Delivery
from kimppa.core.releases.queries import LinkState, delivery_by_token, identify, link_state
from kimppa.core.signin.backend import may_sign_in
from kimppa.core.throttle.actions import Limit, take
from kimppa.desk.downloads import attachment
from kimppa.desk.forms import CheckForm, PassOnForm
from kimppa.desk.hashing import HashingHandler
from kimppa.desk.pages import add_errors, network
from kimppa.desk.views.deliveries import delivery_values
from kimppa.desk.views.signin import is_prefetch
from kimppa.ui.undo import done

CHECKS = Limit("check-file", times=30, minutes=10)

type View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Keep the address out of search engines, of other sites' logs and of shared caches."""

    @login_not_required
    @never_cache
    @wraps(view)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return quiet


@unlisted
def delivery(request: HttpRequest, token: str) -> HttpResponse:
    """A delivery for whoever holds its personal link; opening it is the receipt."""
    found = _delivery(token)
    if found is None:
        return render(request, "desk/public_delivery.html", {"delivery": None}, status=410)
    if _is_recipient(request, found):
        mark_opened(found)
    recipient = found.recipient
    form = PassOnForm(request.POST or None, initial={"date": clock.today()})
    if request.method == "POST" and form.is_valid() and recipient and _may_pass_on(found):
        try:
            pass_on(by=recipient, delivery=found, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            done(request, _("Noted: passed on."))
            return redirect("desk:personal", token)
    values = delivery_values(found, recipient) | {
        "form": form if _may_pass_on(found) else None,
        "file_url": "desk:personal-file",
        "address": token,
    }
    status = 422 if form.errors else 200
    return render(request, "desk/public_delivery.html", values, status=status)


@unlisted
def delivery_file(request: HttpRequest, token: str, file: int) -> HttpResponse:
    """A file behind a personal link."""
    found = _delivery(token)
    if found is None:
        return render(request, "desk/public_delivery.html", {"delivery": None}, status=410)
    wanted = get_object_or_404(found.release.files.select_related("stored"), pk=file)
    if _is_recipient(request, found):
        mark_downloaded(found)
    return attachment(wanted.stored, wanted.name)


def _delivery(token: str) -> Delivery | None:
    """An open link's delivery; closed, old and unknown links look alike."""
    found = delivery_by_token(token)
    return found if found and link_state(found) is LinkState.OPEN else None


def _is_recipient(request: HttpRequest, found: Delivery) -> bool:
    """Whether this visit is a receipt: not a fetch in advance, not somebody else's session."""
    if request.method == "HEAD" or is_prefetch(request):
        return False
    return not request.user.is_authenticated or request.user.pk == found.recipient_id


def _may_pass_on(found: Delivery) -> bool:
    recipient = found.recipient
    return (
        recipient is not None
        and may_sign_in(recipient)
        and recipient.can(Permission.PASS_ON, found.municipality)
    )


@csrf_exempt  # The inner view checks the token; reading it here would choose the upload handlers.
@login_not_required
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Whether a file is a genuine release, which version, and whether a newer one exists."""
    handler = HashingHandler(request)
    request.upload_handlers = [handler]
    return _check(request, handler)


@csrf_protect
def _check(request: HttpRequest, handler: HashingHandler) -> HttpResponse:
    if request.method != "POST":
        return render(request, "desk/check.html", {"form": CheckForm()})
    if seconds := take(CHECKS, network(request)):
        message = _("Too many checks from your network. Wait %(count)d minutes.")
        form = CheckForm(request.POST)
        form.add_error(None, message % {"count": -(-seconds // 60)})
        return render(request, "desk/check.html", {"form": form}, status=429)
    form = CheckForm(request.POST, request.FILES)
    if handler.too_large:
        form.add_error("file", _("The file is larger than 50 MB; write its checksum instead."))
    if not form.is_valid():
        return render(request, "desk/check.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    sha256 = file.sha256 if file else form.cleaned_data["sha256"].lower()
    values = {"form": CheckForm(), "checked": sha256, "found": identify(sha256)}
    return render(request, "desk/check.html", values)
