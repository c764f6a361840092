"""Moments as files write them: Finnish "5.2.2025 klo 14.30" and ISO "2025-02-05T14:30". Pure.

Nothing is guessed: a slash is not understood, for nobody knows which of its numbers is the month.
"""

import datetime as dt
import re
from typing import NamedTuple

from kimppa.core.clock import ZONE

_FINNISH = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(?:klo\.?\s*|kl\.?\s*)?"
    r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?)?"
)


class Moment(NamedTuple):
    """A moment in local time; noon of a day whose hour is not `timed`."""

    at: dt.datetime
    timed: bool


def moment_of(cell: object, text: str) -> Moment:
    """The moment of a cell and of its text. Raises ValueError."""
    if isinstance(cell, dt.datetime):
        return Moment(_in_local_time(cell), (cell.hour, cell.minute, cell.second) != (0, 0, 0))
    if isinstance(cell, dt.date):
        return _noon(cell)
    if match := _FINNISH.fullmatch(text):
        day, month, year, hour, minute, second = (
            int(part) if part else 0 for part in match.groups()
        )
        if match[4] is None:
            return _noon(dt.date(year, month, day))
        time = dt.time(hour, minute, second)
        return Moment(dt.datetime.combine(dt.date(year, month, day), time, ZONE), timed=True)
    if not re.match(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    if len(text) == len("2025-02-05"):
        return _noon(dt.date.fromisoformat(text))
    return Moment(_in_local_time(dt.datetime.fromisoformat(text)), timed=True)


def _noon(day: dt.date) -> Moment:
    return Moment(dt.datetime.combine(day, dt.time(12), ZONE), timed=False)


def _in_local_time(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(ZONE) if moment.tzinfo else moment.replace(tzinfo=ZONE)
