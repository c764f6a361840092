"""What happened at a municipality's branches: seen, noted, corrected, removed."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.roles import Permission
from kimppa.statistics.events import actions
from kimppa.statistics.events.forms import EventForm
from kimppa.statistics.events.queries import events_of
from kimppa.statistics.models import BranchEvent
from kimppa.statistics.pages import may_enter, require_enter, round_for, town_for
from kimppa.ui.guard import needs, person_of
from kimppa.ui.seen import one_save_at_a_time
from kimppa.ui.sent import REFUSED, attempt, posted
from kimppa.ui.undo import done


@needs(Permission.VIEW)
def events(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """What happened in the year; who may, notes more."""
    statistics, town = round_for(year), town_for(request, code)
    if request.method == "POST":
        require_enter(request, town)
    form = EventForm(posted(request), municipality=town)
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.note_event(by=person_of(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("statistics:event-remove", args=[year, event.pk])
            done(request, _("The event was noted."), undo)
            return redirect("statistics:events", year=year, code=code)
    context = {
        "statistics": statistics,
        "town": town,
        "events": events_of(year, town),
        "form": form,
        "may_note": may_enter(request, town) and statistics.locked_at is None,
    }
    status = REFUSED if form.errors else 200
    return render(request, "statistics/events/events.html", context, status=status)


@needs(Permission.LOG_WORK)
@one_save_at_a_time
def event(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Correct one."""
    row = _event_for(request, pk)
    town = row.branch.municipality
    # The form writes on a row of its own: what is stored is changed by the action alone.
    form = EventForm(posted(request), instance=_event_for(request, pk), municipality=town)
    back = reverse("statistics:events", args=[year, town.code])
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_event(by=person_of(request), event=row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The event was corrected."))
            return redirect(back)
    context = {"statistics": round_for(year), "event": row, "form": form, "back": back}
    status = REFUSED if form.errors else 200
    return render(request, "statistics/events/event.html", context, status=status)


@require_POST
@needs(Permission.LOG_WORK)
def remove(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Remove one."""
    row = _event_for(request, pk)
    return attempt(
        request,
        lambda: actions.remove_event(by=person_of(request), event=row),
        back=reverse("statistics:events", args=[year, row.branch.municipality.code]),
        message=_("The event was removed."),
    )


def _event_for(request: HttpRequest, pk: int) -> BranchEvent:
    """An event of a municipality that the person may see; 404 for others."""
    row = get_object_or_404(BranchEvent.objects.select_related("branch__municipality"), pk=pk)
    town_for(request, row.branch.municipality.code)
    return row
