"""Doors for the forms of web services: made, renewed, closed."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.actions import doors as actions
from kimppa.feedback.forms import DoorForm
from kimppa.feedback.models import Door
from kimppa.ui.guard import needs, person_of
from kimppa.ui.sent import REFUSED, attempt, posted


@never_cache
@needs(Permission.MANAGE_CONSORTIUM)
@sensitive_variables("secret")
def doors(request: HttpRequest) -> HttpResponse:
    """Every door, and a form for a new one; its secret is on the answer and nowhere else."""
    form = DoorForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made, secret = actions.make_door(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            return _page(request, made, secret)
    context = {"doors": Door.objects.select_related("service", "municipality"), "form": form}
    status = REFUSED if form.errors else 200
    return render(request, "feedback/doors.html", context, status=status)


@require_safe
@needs(Permission.MANAGE_CONSORTIUM)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """One door, with what to write into Finna's settings."""
    return _page(request, _or_404(pk))


def _page(request: HttpRequest, row: Door, secret: str = "") -> HttpResponse:
    address = f"{settings.KIMPPA_PUBLIC_URL}{reverse('feedback-public:door', args=[row.slug])}"
    context = {"door": row, "secret": secret, "address": address}
    return render(request, "feedback/door.html", context)


@never_cache
@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
@sensitive_variables("secret")
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new secret."""
    row = _or_404(pk)
    secret = actions.renew_door(by=person_of(request), door=row)
    return _page(request, _or_404(pk), secret)


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Let nothing more in."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.close_door(by=person_of(request), door=row),
        back=row.get_absolute_url(),
        message=_("The door is closed. What comes is refused."),
        undo=reverse("feedback:door-open", args=[pk]),
    )


@require_POST
@needs(Permission.MANAGE_CONSORTIUM)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open it again."""
    row = _or_404(pk)
    return attempt(
        request,
        lambda: actions.open_door(by=person_of(request), door=row),
        back=row.get_absolute_url(),
        message=_("The door is open again."),
    )


def _or_404(pk: int) -> Door:
    return get_object_or_404(Door.objects.select_related("service", "municipality"), pk=pk)
