"""When something is held, as people say it: whole days have no hours, and an end at midnight
belongs to the day before."""

import datetime as dt
from dataclasses import dataclass

from kimppa.core.clock import ZONE

MIDNIGHT = dt.time()
MINUTE = dt.timedelta(minutes=1)


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
    last_day = last.date() - dt.timedelta(days=to_midnight)
    if to_midnight and first.time() == MIDNIGHT:
        return Span(first.date(), last_day, "", "")
    return Span(first.date(), last_day, hour(first), "24.00" if to_midnight else hour(last))


def last_moment(start: dt.datetime, end: dt.datetime) -> dt.datetime:
    """The end for whoever shows dates by the moment alone: what ends at midnight ends a minute
    before, on the day that it belongs to.
    """
    to_midnight = end.astimezone(ZONE).time() == MIDNIGHT and end > start + MINUTE
    return end - MINUTE if to_midnight else end


def whole_end(end: dt.datetime) -> dt.datetime:
    """The other way: an end at 23:59, as services write that of a day, is the midnight after it."""
    local_end = end.astimezone(ZONE)
    if (local_end.hour, local_end.minute) != (23, 59):
        return end
    return dt.datetime.combine(local_end.date() + dt.timedelta(days=1), MIDNIGHT, ZONE)


def is_moved(
    earlier_start: dt.datetime | None, new_start: dt.datetime | None, *, is_series: bool
) -> bool:
    """Whether it begins at another time than was public first; a series on another day of the week
    or at another hour. None where nothing has been written anew, or there is no time.
    """
    if earlier_start is None or new_start is None:
        return False
    local_earlier, local_new = earlier_start.astimezone(ZONE), new_start.astimezone(ZONE)
    if is_series:
        is_same_day = local_earlier.weekday() == local_new.weekday()
        return not is_same_day or local_earlier.time() != local_new.time()
    return local_earlier != local_new


def hour(moment: dt.datetime) -> str:
    return f"{moment.hour}.{moment:%M}"


def whole_days(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From midnight to the midnight after the last day."""
    end = dt.datetime.combine(last + dt.timedelta(days=1), MIDNIGHT, ZONE)
    return dt.datetime.combine(first, MIDNIGHT, ZONE), end
