"""How meetings are told: their time, their state, how long the items take."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.meetings.models import Meeting
from kimppa.ui.numbers import day

MARKS = {
    Meeting.State.PLANNED: "waiting",
    Meeting.State.HELD: "done",
    Meeting.State.CANCELLED: "called-off",
}


def when(meeting: Meeting) -> str:
    """Tue 14.1.2025 at 10.00–11.30."""
    start = meeting.local_start
    return _("%(weekday)s %(day)s at %(start)s–%(end)s") % {
        "weekday": date_format(start, "D"),
        "day": day(start),
        "start": time_format(start, "TIME_FORMAT"),
        "end": time_format(meeting.end, "TIME_FORMAT"),
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
