"""The meeting under way on the wall."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.core.topics import label
from kimppa.meetings.agenda.queries import agenda_of
from kimppa.meetings.models import Meeting
from kimppa.meetings.session.timebar import time_values
from kimppa.ui import pages as ui


@require_safe
@ui.needs(Permission.COMMENT)
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The item under way in large type, the agenda with what is done, and the time."""
    meeting = get_object_or_404(Meeting, pk=pk)
    if not meeting.is_under_way:
        raise Http404
    lines = agenda_of(meeting, ui.person_of(request)).lines
    context = time_values(meeting, lines)
    index = context["timing"].current
    context["row"] = meeting
    context["current"] = lines[index] if index is not None else None
    if context["current"] and (topic := context["current"][1].topic):
        context["topic"] = label(topic)
    return render(request, "meetings/agenda/wall.html", context)
