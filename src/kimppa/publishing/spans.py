"""When something is held, as people say it: whole days have no hours, and an end at midnight
belongs to the day before."""

import datetime as dt
from dataclasses import dataclass

from kimppa.core.clock import ZONE

MIDNIGHT = dt.time()


@dataclass(frozen=True, slots=True)
class Span:
    """Local days and hours; `begins` and `ends` are "17.00" and "24.00", or empty all day."""

    first: dt.date
    last: dt.date
    begins: str
    ends: str

    @property
    def whole_day(self) -> bool:
        return not self.begins


def span_of(start: dt.datetime, end: dt.datetime) -> Span:
    """From aware moments. What begins and ends at midnight lasts whole days."""
    first, last = start.astimezone(ZONE), end.astimezone(ZONE)
    to_midnight = last.time() == MIDNIGHT and last > first
    day = last.date() - dt.timedelta(days=to_midnight)
    if to_midnight and first.time() == MIDNIGHT:
        return Span(first.date(), day, "", "")
    return Span(first.date(), day, hour(first), "24.00" if to_midnight else hour(last))


def hour(moment: dt.datetime) -> str:
    return f"{moment.hour}.{moment:%M}"


def whole_days(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From midnight to the midnight after the last day."""
    end = dt.datetime.combine(last + dt.timedelta(days=1), MIDNIGHT, ZONE)
    return dt.datetime.combine(first, MIDNIGHT, ZONE), end
