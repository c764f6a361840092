"""Other services whose events come by themselves: the coordinator's register."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kimppa.core.connections.actions import fetch_now
from kimppa.core.consortium.queries import municipalities_on
from kimppa.core.consortium.roles import Permission
from kimppa.publishing import actions, queries
from kimppa.publishing.actions.imports import removal_message
from kimppa.publishing.models import EventSource
from kimppa.publishing.tasks import harvest_one
from kimppa.ui import pages as ui
from kimppa.ui.connections import ConnectionForm, Connections
from kimppa.ui.numbers import number

MOST = 50


class SourceForm(ConnectionForm[EventSource]):
    """Another Linked Events that is asked every morning."""

    class Meta:
        model = EventSource
        fields = ("title", "address", "municipality")
        help_texts = {
            "address": gettext_lazy(
                "Such as https://api.hel.fi/linkedevents/v1/event/?text=kirjasto – at most 300"
                " events. Narrow it to what concerns you."
            ),
            "municipality": gettext_lazy("Whose drafts the events become."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The municipalities of today."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["municipality"].queryset = municipalities_on()


def _facts(event_source: EventSource) -> list[ui.Fact]:
    return [
        *ui.facts(event_source, "address", "municipality"),
        ui.Fact(_("Coming events there"), number(event_source.found)),
        ui.Fact(_("Drafts made in all"), number(event_source.made)),
    ]


def _drafts(request: HttpRequest, event_source: EventSource) -> dict[str, Any]:
    """The drafts that wait."""
    drafts = queries.harvested(ui.person_of(request), event_source)
    return {"drafts": list(drafts[:MOST])}


SOURCES = Connections(
    model=EventSource,
    form=SourceForm,
    register="publishing:sources",
    name="publishing:source",
    at="sources/",
    title=gettext_lazy("Services whose events come by themselves"),
    lead=gettext_lazy(
        "Each is asked every morning. What is new there comes as drafts, which you publish; "
        "nothing goes out by itself. A draft that you remove does not come again."
    ),
    label=gettext_lazy("Add a service"),
    up=(gettext_lazy("Events and news"), "publishing:home"),
    empty=gettext_lazy("No services yet."),
    form_lead=gettext_lazy(
        "Another Linked Events, such as a city's calendar of events. It is asked every morning, "
        "page by page with pauses."
    ),
    columns=("municipality",),
    related=("municipality",),
    fetch=partial(fetch_now, task=harvest_one),
    job="publishing.event-sources",
    facts=_facts,
    more=_drafts,
    template="publishing/source.html",
)


@require_POST
@ui.needs(Permission.PUBLISH)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the drafts of the last harvest."""
    event_source = get_object_or_404(EventSource, pk=pk)
    counts = actions.undo_harvest(by=ui.person_of(request), event_source=event_source)
    ui.done(request, removal_message(*counts))
    return redirect(event_source)
