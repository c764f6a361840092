"""Sensitive steps ask first whether it is still the same person: `@proved` on a view."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kimppa.core.signin import sessions

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]


def is_proved(request: HttpRequest) -> bool:
    """Whether the person has shown who they are within the last 15 minutes."""
    sign_in = sessions.sign_in_of(request.session)
    return sign_in is not None and sign_in.is_proved


def proved[**P](view: View[P]) -> View[P]:
    """A view decorator: the person has shown who they are within the last 15 minutes.

    Otherwise the person confirms it first. A page opens afterwards by itself; what was sent by
    a form is not kept, so the person is led back to the account's page to send it again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if is_proved(request):
            return view(request, *args, **kwargs)
        return to_confirm(request)

    return guarded


def to_confirm(request: HttpRequest) -> HttpResponse:
    """To the page where the person shows who they are."""
    way_back = request.get_full_path() if request.method == "GET" else reverse("desk:me")
    if request.method != "GET":
        messages.info(request, _("Confirm first that it is you, then do the same again."))
    return redirect(reverse("desk:confirm", query={"next": way_back}))
