"""How meetings are told: their state, how long the items take."""

from django.utils.translation import gettext as _

from kimppa.core import clock
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


def present(meeting: Meeting) -> str:
    """Who is there: how many of how many, then each that is, and who comes for the director."""
    rows = list(meeting.attendances.select_related("municipality"))
    here = [row for row in rows if row.how != Attendance.How.ABSENT]
    if not rows:
        return ""
    return f"{len(here)}/{len(rows)}: " + ", ".join(map(_attendant, here))


def _attendant(row: Attendance) -> str:
    more = [str(row.get_how_display()).lower()] if row.how == Attendance.How.REMOTE else []
    more += [row.substitute] if row.substitute else []
    return f"{row.municipality} ({', '.join(more)})" if more else str(row.municipality)
