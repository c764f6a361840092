"""How meetings are told: their state, how long the items take."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.meetings.agenda.actions import RIGHT
from kimppa.meetings.agenda.carrying import left_open
from kimppa.meetings.invitations.queries import places_of
from kimppa.meetings.models import Attendance, Meeting

MARKS = {
    Meeting.State.PLANNED: "waiting",
    Meeting.State.HELD: "done",
    Meeting.State.CANCELLED: "called-off",
}


def mark(meeting: Meeting) -> tuple[str, str]:
    """The state of a meeting as a status."""
    if meeting.is_open and meeting.day < clock.today():
        return "late", _("Not marked held")
    return MARKS[Meeting.State(meeting.state)], str(meeting.get_state_display())


def length(minutes: int, meeting: Meeting) -> str:
    """What the items take of the meeting's time."""
    words = {"minutes": minutes, "whole": meeting.minutes}
    if minutes > meeting.minutes:
        return _("%(minutes)d min, which is more than the meeting lasts: %(whole)d min") % words
    return _("%(minutes)d of %(whole)d min") % words


def going_on(meeting: Meeting, person: Person) -> str:
    """What happens to the items left open when the meeting is marked held, for who may do it."""
    if not (meeting.is_open and meeting.is_under_way and person.can(RIGHT)):
        return ""
    count = len(left_open(meeting))
    text = ngettext(
        "%(count)d; it goes on to the next meeting when this one is marked held",
        "%(count)d; they go on to the next meeting when this one is marked held",
        count,
    )
    return text % {"count": count} if count else ""


def present(meeting: Meeting) -> str:
    """Who is there: how many municipalities of all, each that is with who comes for the director,
    and of which nothing has been noted.
    """
    attendances = list(meeting.attendances.all())
    if not attendances:
        return ""
    towns = {town.pk: town for town in places_of(meeting)}
    for attendance in attendances:
        if attendance.municipality_id in towns:
            attendance.municipality = towns[attendance.municipality_id]
    attendees = [row for row in attendances if row.how != Attendance.How.ABSENT]
    noted_ids = {attendance.municipality_id for attendance in attendances}
    text = f"{len(attendees)}/{len(towns)}: " + ", ".join(map(_attendant, attendees))
    if unnoted_names := [town.name for pk, town in towns.items() if pk not in noted_ids]:
        text += "; " + _("not noted: %(names)s") % {"names": ", ".join(unnoted_names)}
    return text


def _attendant(row: Attendance) -> str:
    notes = [str(row.get_how_display()).lower()] if row.how == Attendance.How.REMOTE else []
    notes += [row.substitute] if row.substitute else []
    return f"{row.municipality} ({', '.join(notes)})" if notes else str(row.municipality)
