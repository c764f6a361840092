"""What a year's meetings are held for, and when they are usually held."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.duties.queries import current_year, duties_of
from kimppa.core.duties.rules import due_dates, parse
from kimppa.core.topics import label
from kimppa.meetings.dates.planning import Duty
from kimppa.meetings.models import Meeting

AHEAD = 14  # days before a duty falls due: time to do what the meeting decides
WINDOW = 42


def duties_between(first: dt.date, last: dt.date) -> list[Duty]:
    """What falls due on a day of its own, by the latest agreement; not what recurs monthly."""
    titles: dict[dt.date, list[str]] = {}
    for duty in duties_of(current_year()).exclude(topic=""):
        rule = parse(duty.due)
        for year in range(first.year - 1, last.year + 1) if rule.kind == "by" else ():
            for day in due_dates(rule, year):
                if first <= day - dt.timedelta(days=AHEAD) <= last:
                    titles.setdefault(day, []).append(str(label(duty.topic)))
    return [
        Duty(day, ", ".join(dict.fromkeys(names)), AHEAD, WINDOW)
        for day, names in sorted(titles.items())
    ]


def open_span() -> tuple[dt.date, dt.date]:
    """The days to plan for: after the last planned meeting to the year's end; from October on the
    next year's."""
    last = Meeting.objects.filter(state=Meeting.State.PLANNED).first()
    begin = max(clock.today(), last.day if last else clock.today()) + dt.timedelta(days=1)
    year = begin.year + (begin.month >= 10)
    return max(begin, dt.date(year, 1, 1)), dt.date(year, 12, 31)
