"""Due rules: on which days a duty of an agreement year falls due. Pure; no clock, no database.

The small language, one rule a text:

    continuous, as-needed      no days
    within 14d                 so many days from something that happens
    by 08-31, 01-31 +1         days of the agreement year, +N and −N of a year later or earlier
    monthly                    the last day of every month; so too two-monthly, quarterly,
                               four-monthly, half-yearly and yearly
    monthly by 15              on the 15th of the month after each period
    half-yearly by 08-31       on these days, each for the whole period that last ended by then

All with days may be followed by `every 2 years from 2024`, which says `yearly` by itself. `02-29`
is the last day of February, and a day that a month lacks its last day.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

LENGTHS = {
    "monthly": 1,
    "two-monthly": 2,
    "quarterly": 3,
    "four-monthly": 4,
    "half-yearly": 6,
    "yearly": 12,
}
"""The months of each kind's period."""
MOST_DAYS = 12
MOST_YEARS = 9

_DAY = re.compile(r"(\d\d)-(\d\d)(?: ([+-]\d))?")
_WITHIN = re.compile(r"within (\d{1,3})d")
_CYCLE = re.compile(r"(.*?) ?every ([2-9]) years from ((?:19|20)\d\d)")
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class DueRuleError(ValueError):
    """The text is no due rule."""


class YearDay(NamedTuple):
    """A day of the agreement year, or of `offset` years later."""

    offset: int
    month: int
    day: int

    def __str__(self) -> str:
        offset_text = f" {self.offset:+d}" if self.offset else ""
        return f"{self.month:02d}-{self.day:02d}{offset_text}"

    def on(self, year: int) -> dt.date:
        """The day of an agreement year."""
        return _day_of(year + self.offset, self.month, self.day)

    @property
    def months_over(self) -> int:
        """How many months of the agreement year are over in the evening of the day."""
        is_month_end = self.day == _LAST_DAYS[self.month - 1]
        return max(0, min(12, 12 * self.offset + self.month - (not is_month_end)))


class Period(NamedTuple):
    """The days that a due day asks work of; the last is the due day or before it."""

    first: dt.date
    last: dt.date
    due: dt.date


@dataclass(frozen=True, slots=True)
class DueRule:
    """A parsed rule. `limit` (days) belongs to `within`, `days` to `by` and to what recurs,
    `day_after` (of the next month) to what recurs; it counts every `cycle` years from `since`.
    """

    kind: str
    days: tuple[YearDay, ...] = ()
    day_after: int = 0
    limit: int = 0
    cycle: int = 1
    since: int = 0

    def __str__(self) -> str:
        if self.kind == "within":
            return f"within {self.limit}d"
        words = [] if self.kind == "yearly" and self.cycle > 1 else [self.kind]
        if self.days:
            by = ", ".join(map(str, self.days))
            words = [f"by {by}"] if self.kind == "by" else [*words, f"by {by}"]
        if self.day_after:
            words.append(f"by {self.day_after}")
        if self.cycle > 1:
            words.append(f"every {self.cycle} years from {self.since}")
        return " ".join(words)

    def asks(self, year: int) -> bool:
        """Whether the agreement year is one that the rule counts in."""
        return self.cycle == 1 or (year >= self.since and (year - self.since) % self.cycle == 0)


@lru_cache(1024)  # an agreement has few rules, and each page asks each of them many times
def parse(text: str) -> DueRule:
    """Read a rule. Raises DueRuleError for anything else, February 30 included."""
    text = " ".join(text.split())
    head, cycle, first_year = text, 1, 0
    if match := _CYCLE.fullmatch(text):
        head, cycle, first_year = match[1] or "yearly", int(match[2]), int(match[3])
    elif match := _WITHIN.fullmatch(text):
        return DueRule("within", limit=int(match[1]))
    elif text in ("continuous", "as-needed"):
        return DueRule(text)
    kind, separator, days_text = f" {head}".partition(" by ")
    kind = kind.strip() or separator.strip()
    if kind not in LENGTHS and not (kind == "by" and days_text):
        raise DueRuleError(f"not a due rule: {text!r}")
    if not days_text:
        return DueRule(kind, cycle=cycle, since=first_year)
    if kind == "yearly":
        raise DueRuleError(f"once a year on a day is only 'by {days_text}'")
    if kind != "by" and re.fullmatch(r"[1-9]|[12]\d|3[01]", days_text):
        return DueRule(kind, day_after=int(days_text), cycle=cycle, since=first_year)
    return DueRule(kind, _days(kind, days_text), cycle=cycle, since=first_year)


def _days(kind: str, text: str) -> tuple[YearDay, ...]:
    """Days in order, each for a period of its own."""
    days = tuple(sorted(map(_day, text.split(", "))))
    distinct_days = {
        (offset, month, 29 if (month, day) == (2, 28) else day) for offset, month, day in days
    }
    if len(distinct_days) < len(days) or len(days) > MOST_DAYS:
        raise DueRuleError(f"each day once, {MOST_DAYS} at most: {text!r}")
    if kind != "by":
        period_numbers = [day.months_over // LENGTHS[kind] for day in days]
        if 0 in period_numbers or len(set(period_numbers)) < len(period_numbers):
            raise DueRuleError(f"each day has to follow a period of its own: {text!r}")
    return days


def _day(text: str) -> YearDay:
    match = _DAY.fullmatch(text)
    if not match:
        raise DueRuleError(f"not a day: {text!r}")
    month, day = int(match[1]), int(match[2])
    if not (1 <= month <= 12 and 1 <= day <= _LAST_DAYS[month - 1]):
        raise DueRuleError(f"there is no day {match[1]}-{match[2]}")
    return YearDay(int(match[3] or 0), month, day)


def periods(rule: DueRule, year: int) -> tuple[Period, ...]:
    """The due days of an agreement year in order, with the days that each asks work of.

    A day that stands alone asks from the day after the one before it. The first asks from the
    beginning of the year, and when it falls before the year's end, of the year before too: what
    is due in March may be made in December.
    """
    if not rule.asks(year):
        return ()
    if rule.kind == "by":
        return _periods_between([day.on(year) for day in rule.days], year)
    if rule.kind not in LENGTHS:
        return ()
    months = LENGTHS[rule.kind]
    spans = [
        (dt.date(year, end - months + 1, 1), _day_of(year, end, 31))
        for end in range(months, 13, months)
    ]
    if rule.days:
        return tuple(
            Period(*spans[day.months_over // months - 1], day.on(year)) for day in rule.days
        )
    if rule.day_after:
        return tuple(Period(*span, _day_after(span[1], rule.day_after)) for span in spans)
    return tuple(Period(*span, span[1]) for span in spans)


def _periods_between(days: Sequence[dt.date], year: int) -> tuple[Period, ...]:
    begins = dt.date(min(year, days[0].year - 1), 1, 1)
    firsts = [begins, *(day + dt.timedelta(days=1) for day in days[:-1])]
    return tuple(Period(first_day, day, day) for first_day, day in zip(firsts, days, strict=True))


def _day_after(end: dt.date, day: int) -> dt.date:
    """A day of the month after the one that ends."""
    begins = end + dt.timedelta(days=1)
    return _day_of(begins.year, begins.month, day)


def _day_of(year: int, month: int, day: int) -> dt.date:
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def due_dates(rule: DueRule, year: int) -> tuple[dt.date, ...]:
    """The days a duty of the agreement year falls due, in order."""
    return tuple(period.due for period in periods(rule, year))


BEFORE, AFTER = 0, 13


def column(day: dt.date, year: int) -> int:
    """The matrix column of a day: 0 before the agreement year, 1–12 its months, 13 after it."""
    if day.year == year:
        return day.month
    return BEFORE if day.year < year else AFTER
