"""How the time of a meeting is told."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from kimppa.meetings.models import Meeting
from kimppa.ui.numbers import day


def when(meeting: Meeting) -> str:
    """Tue 14.1.2025 at 10.00–11.30."""
    start = meeting.local_start
    return _("%(weekday)s %(day)s at %(start)s–%(end)s") % {
        "weekday": date_format(start, "D"),
        "day": day(start),
        "start": time_format(start, "TIME_FORMAT"),
        "end": time_format(meeting.end, "TIME_FORMAT"),
    }
