"""The days of a poll as people write them: a meeting on each line, its days apart by semicolons.

    5.2.2025 10.00; 6.2.2025 13.00
    9.4.2025 10.00

A day without a time begins when the one before it does. Pure.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from kimppa.core.clock import ZONE
from kimppa.meetings.invitations.invitation import is_plain_hour
from kimppa.ui.when import read_day, read_time, spell_day, spell_time

MEETINGS, DAYS = 24, 6
_PART = re.compile(r"(\S+)(?: (.+))?")


class DaysError(ValueError):
    """No such days; `line` is the number of the line, `part` what stands there.

    `code`: empty, many (lines), options (days of one line), day, time, past, hour (the clocks
    change then), twice.
    """

    def __init__(self, code: str, line: int = 0, part: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.part = code, line, part


def read_days(text: str, *, today: dt.date) -> list[list[dt.datetime]]:
    """The days of each meeting, in order, by Helsinki's clock. Raises DaysError."""
    lines = [line for line in enumerate(map(str.strip, text.splitlines()), 1) if line[1]]
    if not lines:
        raise DaysError("empty")
    if len(lines) > MEETINGS:
        raise DaysError("many")
    meetings: list[list[dt.datetime]] = []
    starts_so_far: set[dt.datetime] = set()
    time: dt.time | None = None
    for number, line in lines:
        starts = []
        for part in _parts(line, number):
            start = _start(part, number, time, today)
            if start in starts_so_far:
                raise DaysError("twice", number, part)
            starts_so_far.add(start)
            starts.append(start)
            time = start.time()
        meetings.append(sorted(starts))
    return meetings


def spell_days(meetings: Iterable[Iterable[dt.datetime]]) -> str:
    """As `read_days` reads them."""
    return "\n".join(
        "; ".join(f"{spell_day(start.date())} {spell_time(start.time())}" for start in starts)
        for starts in meetings
    )


def _parts(line: str, number: int) -> Iterator[str]:
    parts = [part for part in map(" ".join, map(str.split, line.split(";"))) if part]
    if len(parts) > DAYS or not parts:
        raise DaysError("options", number)
    yield from parts


def _start(part: str, number: int, time: dt.time | None, today: dt.date) -> dt.datetime:
    match = _PART.fullmatch(part)
    day = read_day(match[1]) if match else None
    if match is None or day is None:
        raise DaysError("day", number, part)
    if match[2]:
        time = read_time(match[2])
    if time is None:
        raise DaysError("time", number, part)
    start = dt.datetime.combine(day, time, ZONE)
    if day <= today:
        raise DaysError("past", number, part)
    if not is_plain_hour(start):
        raise DaysError("hour", number, part)
    return start
