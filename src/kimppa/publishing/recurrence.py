"""From a rule (RFC 5545) to the times at which an event is held. Pure.

Times are of the clock on the wall: a story hour at ten is at ten in summer too. A rule is bounded
by its own COUNT or UNTIL, by how many times there may be, and by years.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

MOST = 200
YEARS = 3
LONGEST = 200
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = frozenset(
    ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"]
)
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")


class RuleError(ValueError):
    """A rule that is not taken; `code` says why: unread, frequency, endless, many, long, none."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Time:
    """From when to when, both aware."""

    start: dt.datetime
    end: dt.datetime


def expand(
    start: dt.datetime,
    end: dt.datetime,
    rule: str,
    exceptions: Collection[dt.date],
    zone: ZoneInfo,
) -> list[Time]:
    """Every time, in order; without a rule the one. Exceptions are local days.

    Raises RuleError.
    """
    wall_start, wall_end = _wall(start, zone), _wall(end, zone)
    if not rule:
        return [Time(_moment(wall_start, zone), _moment(wall_end, zone))]
    length = wall_end - wall_start
    until, count, repeats = _bounds(rule, wall_start, zone)
    days = frozenset(exceptions)
    times = [
        Time(_moment(wall_time, zone), _moment(wall_time + length, zone))
        for wall_time in islice(repeats, min(count, MOST + 1))
        if wall_time <= until and wall_time.date() not in days
    ]
    if len(times) > MOST:
        raise RuleError("many")
    if not times:
        raise RuleError("none")
    return times


def _bounds(rule: str, wall_start: dt.datetime, zone: ZoneInfo) -> tuple[dt.datetime, int, rrule]:
    """When it ends at the latest, how many times, and the rule itself without an end of its own.

    A rule that never comes true would be tried for eight thousand years: it ends with its years.
    """
    parts = read(rule)
    horizon = wall_start.replace(year=wall_start.year + YEARS, day=min(wall_start.day, 28))
    until = _until_moment(parts["UNTIL"], zone) if "UNTIL" in parts else horizon
    if until > horizon:
        raise RuleError("long")
    count = int(parts["COUNT"]) if "COUNT" in parts else MOST + 1
    if "COUNT" in parts and count > MOST:
        raise RuleError("many")
    frequency = ";".join(f"{k}={v}" for k, v in parts.items() if k not in ("COUNT", "UNTIL"))
    try:
        repeats = rrulestr(f"{frequency};UNTIL={horizon:%Y%m%dT%H%M%S}", dtstart=wall_start)
    except (ValueError, TypeError, OverflowError) as error:
        raise RuleError("unread") from error
    if not isinstance(repeats, rrule):
        raise RuleError("unread")
    return until, count, repeats


def read(rule: str) -> Mapping[str, str]:
    """The parts of a rule. Raises RuleError for what is none, or has no end."""
    text = rule.strip().upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    if len(text) > LONGEST or not parts or not parts.keys() <= PARTS or not all(parts.values()):
        raise RuleError("unread")
    if parts.get("FREQ") not in FREQUENCIES:
        raise RuleError("frequency")
    if not parts.keys() & {"COUNT", "UNTIL"}:
        raise RuleError("endless")
    for name in {"COUNT", "INTERVAL"} & parts.keys():
        number = parts[name]
        if not (
            number.isascii() and number.isdecimal() and int(number[:9]) > 0 and len(number) < 9
        ):
            raise RuleError("unread")
    return parts


def _until_moment(text: str, zone: ZoneInfo) -> dt.datetime:
    match = _UNTIL.fullmatch(text)
    if match is None:
        raise RuleError("unread")
    year, month, day, hour, minute, second = (int(number or 0) for number in match.groups()[:6])
    try:
        date = dt.date(year, month, day)
        # A day without hours is meant whole.
        time = dt.time(hour, minute, second) if match[4] else dt.time(23, 59, 59)
    except ValueError as error:
        raise RuleError("unread") from error
    moment = dt.datetime.combine(date, time)
    return _wall(moment.replace(tzinfo=dt.UTC), zone) if match[7] else moment


def _wall(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The local time of a moment, without a zone."""
    return moment.astimezone(zone).replace(tzinfo=None)


def _moment(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment; a time that March's night lacks is moved on as clocks are."""
    return wall.replace(tzinfo=zone).astimezone(dt.UTC)
