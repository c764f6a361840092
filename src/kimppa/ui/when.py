"""Days and times of day as people type them."""

import datetime as dt
import re
from contextlib import suppress

from kimppa.core import clock

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\.|\. ?(\d{4}|\d{2}))?")
_TIME = re.compile(r"(?:(?:klo|kl|at)\.? ?)?(\d{1,2})(?:[.:](\d{2}))?", re.IGNORECASE)
_CENTURY = 2000


def read_day(text: str, *, year: int | None = None) -> dt.date | None:
    """The day of "5.2.2025", "5.2.25" or "2025-02-05"; None for what is no day.

    "5.2." is of the `year`, else of the year that brings it nearest to today: in January "20.12."
    is behind and "5.2." ahead.
    """
    text = text.strip()
    if iso := _ISO_DAY.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    day, month = int(match[1]), int(match[2])
    if match[3]:
        return _date(int(match[3]) + (_CENTURY if len(match[3]) == 2 else 0), month, day)
    return _date(year, month, day) if year else _nearest_date(month, day)


def read_time(text: str) -> dt.time | None:
    """The time of "17", "17.30", "18:30" or "klo 18"; None for what is no time."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    with suppress(ValueError):
        return dt.time(int(match[1]), int(match[2] or 0))
    return None


def spell_day(day: dt.date) -> str:
    """5.2.2025: as it stands in a box, in every language."""
    return f"{day.day}.{day.month}.{day.year:04}"


def spell_time(time: dt.time) -> str:
    """18.30: as it stands in a box, in every language."""
    return f"{time.hour}.{time.minute:02}"


def _nearest_date(month: int, day: int) -> dt.date | None:
    """Of last, this and next year the date nearest to today; None when no year has it."""
    today = clock.today()
    days = [_date(today.year + years, month, day) for years in (0, -1, 1)]
    return min(filter(None, days), key=lambda date: abs(date - today), default=None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    """None for a day that the calendar does not have."""
    with suppress(ValueError):
        return dt.date(year, month, day)
    return None
