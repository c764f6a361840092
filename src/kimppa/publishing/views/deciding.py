"""What becomes of an item: sent on, published, called off, removed; each with its way back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions
from kimppa.publishing.actions.removing import REMOVE
from kimppa.publishing.smallforms import NoteForm, ParticipantsForm
from kimppa.publishing.views.common import item_for
from kimppa.publishing.views.items import item_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, attempt
from kimppa.ui.undo import done


@require_POST
@needs(Permission.PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a draft on."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.propose(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Sent. The coordinator looks at it and publishes it."),
    )


@require_POST
@needs(Permission.PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.publish(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Published: %(title)s") % {"title": found.title},
        undo=reverse("publishing:withdraw", args=[pk]),
    )


@require_POST
@needs(Permission.PUBLISH)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo the publishing."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.withdraw(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Taken back: it is no longer shown."),
        undo=reverse("publishing:publish", args=[pk]),
    )


@require_POST
@needs(Permission.PUBLISH)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a proposal back with a note."""
    found = item_for(request, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return item_page(request, found, status=REFUSED, note=form)
    return attempt(
        request,
        lambda: actions.send_back(
            by=person_of(request), item=found, note=form.cleaned_data["note"]
        ),
        back=found.get_absolute_url(),
        message=_("Given back to be completed."),
        undo=reverse("publishing:propose", args=[pk]),
    )


@require_POST
@needs(Permission.PROPOSE)
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The event is not held."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.call_off(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Called off: it left every list."),
        undo=reverse("publishing:restore", args=[pk]),
    )


@require_POST
@needs(Permission.PROPOSE)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """It is held after all."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.restore(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Shown again."),
    )


@require_POST
@needs(Permission.PROPOSE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what was never published."""
    found = item_for(request, pk)
    try:
        event = actions.remove(by=person_of(request), item=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(found)
    undo = reverse("publishing:put-back", args=[event.pk])
    done(request, _("Removed: %(title)s") % {"title": found.title}, undo)
    return redirect("publishing:home")


@require_POST
@needs(Permission.PROPOSE)
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a removal, which the audit log knows by that number."""
    event = get_object_or_404(AuditEvent, pk=pk, action=REMOVE)
    try:
        item = actions.put_back(by=person_of(request), event=event)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("publishing:home")
    done(request, _("Put back: %(title)s") % {"title": item.title})
    return redirect(item)


@require_POST
@needs(Permission.PUBLISH)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What the source says now has been looked at."""
    found = item_for(request, pk)
    return attempt(
        request,
        lambda: actions.settle_change(by=person_of(request), item=found),
        back=found.get_absolute_url(),
        message=_("Noted as checked."),
    )


@require_POST
@needs(Permission.PROPOSE)
@one_save_at_a_time
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """How many came."""
    found = item_for(request, pk)
    form = ParticipantsForm(request.POST, initial={"participants": found.participants})
    if not form.is_valid():
        return item_page(request, found, status=REFUSED, participants=form)
    return attempt(
        request,
        lambda: actions.tell_participants(
            by=person_of(request), item=found, count=form.cleaned_data["participants"]
        ),
        back=found.get_absolute_url(),
        message=_("Saved."),
    )
