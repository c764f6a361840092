"""The time of a meeting as templates show it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.meetings.models import Item, Meeting
from kimppa.meetings.session.timing import Stretch, Timing, timing
from kimppa.meetings.times import when

type Lines = Sequence[tuple[int, Item]]


def time_values(meeting: Meeting, lines: Lines) -> dict[str, Any]:
    """What the templates show of time: `timing`, `agenda` as (number, item, piece), `clock` and
    the bar's `alt`.
    """
    stretches = [Stretch(item.minutes, _closed_at(item)) for _number, item in lines]
    moment = clock.now() if meeting.day == clock.today() else None
    time = timing(meeting.local_start, meeting.minutes, stretches, moment)
    return {
        "timing": time,
        "agenda": [(*line, piece) for line, piece in zip(lines, time.pieces, strict=True)],
        "clock": time_format(clock.now().astimezone(clock.ZONE), "TIME_FORMAT"),
        "alt": _alt(time),
        "is_other_day": moment is None,
        "when": when(meeting),
        "is_today": meeting.day == clock.today() and meeting.is_open,
    }


def _closed_at(item: Item) -> dt.datetime | None:
    """Of one that was closed before its time was kept, the day's first moment."""
    if item.outcome and item.closed_at is None and item.meeting:
        return item.meeting.local_start
    return item.closed_at


def _alt(time: Timing) -> str:
    closed_count = sum(piece.state == "done" for piece in time.pieces)
    return _("%(done)d of %(count)d items closed, %(left)d minutes left.") % {
        "done": closed_count,
        "count": len(time.pieces),
        "left": time.left,
    }
