"""The form behind a personal link: no account, no cookie gives a right here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kimppa.core.consortium.queries import coordinators
from kimppa.publishing import actions, messages
from kimppa.publishing.actions.links import link_of
from kimppa.publishing.forms import SendForm, errors_at_fields
from kimppa.publishing.models import Item, SendingLink
from kimppa.ui.sent import REFUSED, add_errors, posted


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view with the token's link; 410 when it opens no more. The token in the address is a
    stronger check than a form's own.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        link = link_of(token)
        if link is None:
            context = {"ask": coordinators()}
            response = render(request, "publishing/public/link_gone.html", context, status=410)
        else:
            response = view(request, link, token, *args, **kwargs)
        return response

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def send(request: HttpRequest, link: SendingLink, token: str) -> HttpResponse:
    """Send an event of the link's municipality."""
    form = SendForm(posted(request), request.FILES or None, places=[link.municipality])
    if request.method == "POST" and form.is_valid():
        try:
            with errors_at_fields(form):
                item = actions.send_by_link(link=link, content=form.content())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(reverse("sent-event", args=[token, item.key]))
    context = {"form": form, "link": link}
    status = REFUSED if form.errors else 200
    return render(request, "publishing/public/send.html", context, status=status)


@require_safe
@by_link
def receipt(request: HttpRequest, link: SendingLink, token: str, key: str) -> HttpResponse:
    """What was sent, as a receipt, and its state now."""
    item = Item.objects.filter(key=key, sender=link.holder, municipality=link.municipality).first()
    if item is None:
        return redirect(reverse("send-event", args=[token]))
    context = {
        "item": item,
        "when": messages.when(item.start, item.end),
        "state": messages.STATUS_KEYS[Item.Status(item.status)],
        "again": reverse("send-event", args=[token]),
    }
    return render(request, "publishing/public/sent.html", context)
