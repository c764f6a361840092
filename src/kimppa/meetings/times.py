"""How the time of a meeting is told."""

import datetime as dt

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from kimppa.meetings.models import Meeting
from kimppa.ui.numbers import day


def when(meeting: Meeting) -> str:
    """Tue 14.1.2025 at 10.00–11.30."""
    return between(meeting.local_start, meeting.end)


def between(start: dt.datetime, end: dt.datetime) -> str:
    """The same of two local times of one day."""
    return _("%(weekday)s %(day)s at %(start)s–%(end)s") % {
        "weekday": date_format(start, "D"),
        "day": day(start),
        "start": time_format(start, "TIME_FORMAT"),
        "end": time_format(end, "TIME_FORMAT"),
    }
