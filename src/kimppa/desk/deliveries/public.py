"""Pages that need no signing in: a delivery behind its personal link, and checking a file.

Whoever holds the token of a personal link acts as its recipient, whatever session the browser
has (docs/decisions/0021); no cookie gives a right here, so there is nothing to forge.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kimppa.core.consortium.models import Person
from kimppa.core.consortium.queries import consortium, coordinators
from kimppa.core.consortium.roles import Permission
from kimppa.core.releases import queries
from kimppa.core.releases.actions import mark_opened, undo_pass_on
from kimppa.core.releases.kinds import kind_label
from kimppa.core.releases.models import Delivery, PassedOn
from kimppa.core.releases.queries import LinkState
from kimppa.core.throttle.actions import Limit, take
from kimppa.desk.deliveries import page
from kimppa.desk.deliveries.forms import CheckForm
from kimppa.desk.deliveries.hashing import HashingHandler
from kimppa.ui.address import network
from kimppa.ui.guard import reading_language
from kimppa.ui.undo import done

CHECKS = Limit("check-file", times=60, minutes=10)


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn a token into its delivery: 404 when unknown, 410 when the link opens no more.

    The page speaks the recipient's language unless the browser has chosen one here.
    """

    # `no-referrer` makes browsers send “Origin: null” with forms, which the usual check of
    # forged requests refuses; the token in the address is the stronger check.
    @csrf_exempt
    @login_not_required
    @wraps(view)
    def with_delivery(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        delivery = queries.delivery_by_token(token)
        if delivery is None:
            raise Http404
        language = reading_language(request, delivery.recipient)
        with translation.override(language):
            state = queries.link_state(delivery)
            if state == LinkState.OPEN:
                response = view(request, delivery, *args, **kwargs)
            else:
                context = {"expired": state == LinkState.EXPIRED, "ask": coordinators()}
                response = render(request, "desk/deliveries/gone.html", context, status=410)
        response["Content-Language"] = language
        return response

    return with_delivery


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def delivery(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A delivery for whoever holds its personal link; opening it is the receipt."""
    if page.is_first_look(request, delivery) and not _is_somebody_else(request, delivery):
        mark_opened(delivery)
    recipient = _may_pass_on(delivery)
    form = page.pass_on_form(request, delivery) if recipient else None
    entry = None
    if request.method == "POST" and form and recipient:
        entry = page.pass_on_by(form, by=recipient, delivery=delivery)
    if form and entry:
        undo = reverse("desk-public:undo-pass-on", args=[delivery.token, entry.pk])
        done(request, page.pass_on_message(form), undo=undo)
        return redirect("desk-public:delivery", delivery.token)
    sender = delivery.recipient_name
    context = page.values(delivery, sender=sender, with_note=recipient is not None) | {
        "form": form,
        "file_url": "desk-public:file",
        "address": delivery.token,
    }
    status = 422 if form and form.errors else 200
    return render(request, "desk/deliveries/public.html", context, status=status)


@require_safe
@by_link
def delivery_file(request: HttpRequest, delivery: Delivery, name: str) -> HttpResponse:
    """A file behind a personal link."""
    file = get_object_or_404(delivery.release.files.select_related("stored"), name=name)
    receipt = not _is_somebody_else(request, delivery)
    return page.hand_out(request, delivery, file, receipt=receipt)


@require_POST
@by_link
def delivery_undo_pass_on(request: HttpRequest, delivery: Delivery, passed: int) -> HttpResponse:
    """Take back an entry that the recipient has made."""
    recipient = _may_pass_on(delivery)
    if recipient is None:
        raise Http404
    entry = get_object_or_404(PassedOn, pk=passed, delivery=delivery, by=recipient)
    undo_pass_on(by=recipient, passed=entry)
    done(request, _("The entry was taken back."))
    return redirect("desk-public:delivery", delivery.token)


def _is_somebody_else(request: HttpRequest, delivery: Delivery) -> bool:
    """Whether another person, signed in, looks at the link: no receipt of the recipient's."""
    return request.user.is_authenticated and request.user.pk != delivery.recipient_id


def _may_pass_on(delivery: Delivery) -> Person | None:
    person = delivery.recipient
    return person if person and person.can(Permission.PASS_ON, delivery.municipality) else None


# Nothing is written here and no cookie gives a right, so a forged request would gain nothing;
# without the token's cookie the empty page can be kept in memory for everybody.
@csrf_exempt
@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Whether a file is a genuine release, which version, and whether a newer one exists."""
    asks = request.method == "POST" or "sha256" in request.GET
    if asks and (seconds := take(CHECKS, network(request))):
        return _too_often(request, seconds)
    handler = HashingHandler(request)
    request.upload_handlers = [handler]
    response = _check_link(request, handler)
    if asks:
        response["Cache-Control"] = "private, no-store"
    return response


def _check_link(request: HttpRequest, handler: HashingHandler) -> HttpResponse:
    if request.method == "POST":
        files = request.FILES  # Reads the request; only then is its size known.
        form = CheckForm(request.POST, files, too_large=handler.too_large)
        if form.is_valid():
            file = form.cleaned_data["file"]
            sha256 = file.sha256 if file else form.cleaned_data["sha256"]
            query = urlencode({"sha256": sha256})
            return redirect(f"{reverse('desk-public:check')}?{query}")
        return _check_page(request, form, status=422)
    if "sha256" not in request.GET:
        return _check_page(request, CheckForm())
    form = CheckForm(request.GET)
    if not form.is_valid():
        return _check_page(request, form, status=422)
    sha256 = form.cleaned_data["sha256"]
    releases = [(match, kind_label(match.release.kind)) for match in queries.identify(sha256)]
    return _check_page(request, CheckForm(), checked=sha256, known=releases)


def _too_often(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    message = ngettext(
        "Too many checks from your network. Wait %(count)d minute and try again.",
        "Too many checks from your network. Wait %(count)d minutes and try again.",
        minutes,
    )
    response = _check_page(request, CheckForm(), wait=message % {"count": minutes}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _check_page(
    request: HttpRequest, form: CheckForm, *, status: int = 200, **values: Any
) -> HttpResponse:
    owner = consortium()
    values |= {"form": form, "consortium": owner.name if owner else ""}
    return render(request, "desk/deliveries/check.html", values, status=status)
