"""What happened at a municipality's branches: seen, noted, corrected, removed."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kimppa.core.consortium.models import Branch, Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.statistics.events import actions
from kimppa.statistics.events.queries import events_of
from kimppa.statistics.models import BranchEvent
from kimppa.statistics.pages import may_enter, require_enter, round_for, town_for
from kimppa.ui import pages as ui


class EventForm(forms.ModelForm[BranchEvent]):
    """A branch, some days, and why."""

    class Meta:
        model = BranchEvent
        fields = ("branch", "kind", "start", "end", "text")

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        """Only the branches of the municipality may be chosen."""
        super().__init__(*args, **kwargs)
        branch = self.fields["branch"]
        assert isinstance(branch, forms.ModelChoiceField)
        branch.queryset = Branch.objects.filter(municipality=municipality)


@ui.needs(Permission.VIEW)
def events(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """What happened in the year; who may, notes more."""
    statistics, town = round_for(year), town_for(request, code)
    if request.method == "POST":
        require_enter(request, town)
    return ui.form_page(
        request,
        EventForm(ui.posted(request), municipality=town),
        title=_("%(town)s %(year)s: closures and other events") % {"town": town, "year": year},
        save=partial(actions.note_event, by=ui.person_of(request)),
        back=_events_page(year, code),
        template="statistics/events/events.html",
        statistics=statistics,
        town=town,
        events=events_of(year, town),
        may_note=may_enter(request, town) and statistics.locked_at is None,
    )


@ui.needs(Permission.LOG_WORK)
@ui.one_save_at_a_time
def event(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Correct one."""
    branch_event = _event_for(request, pk)
    town = branch_event.branch.municipality
    return ui.form_page(
        request,
        # The form writes on a row of its own: what is stored is changed by the action alone.
        EventForm(ui.posted(request), instance=_event_for(request, pk), municipality=town),
        title=str(branch_event),
        lead=_("Correct what was noted."),
        save=partial(actions.correct_event, by=ui.person_of(request), event=branch_event),
        over=branch_event,
        back=_events_page(round_for(year).year, town.code),
    )


@require_POST
@ui.needs(Permission.LOG_WORK)
def remove(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    branch_event = _event_for(request, pk)
    return ui.attempt(
        request,
        lambda: actions.remove_event(by=ui.person_of(request), event=branch_event),
        back=_events_page(year, branch_event.branch.municipality.code),
    )


def _events_page(year: int, code: str) -> str:
    return reverse("statistics:events", args=[year, code])


def _event_for(request: HttpRequest, pk: int) -> BranchEvent:
    """An event of a municipality that the person may see; 404 for others."""
    branch_event = get_object_or_404(
        BranchEvent.objects.select_related("branch__municipality"), pk=pk
    )
    town_for(request, branch_event.branch.municipality.code)
    return branch_event
