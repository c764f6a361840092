"""The span of time that a delivery tells of: `2024`, `2024-H1`, `2024-Q2`, `2024-05`. Pure."""

import calendar
import datetime as dt
import re

from kimppa.core.duties.rules import LENGTHS, DueRule, Period, periods

_SPAN = re.compile(r"((?:19|20)\d\d)(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?")


def span(text: str) -> tuple[dt.date, dt.date, int] | None:
    """The first and the last day and the number of months; None for anything else."""
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    year, half, quarter, month = match.groups()
    first_month, months = (
        (6 * int(half) - 5, 6)
        if half
        else (3 * int(quarter) - 2, 3)
        if quarter
        else (int(month), 1)
        if month
        else (1, 12)
    )
    last_month = first_month + months - 1
    end = dt.date(int(year), last_month, calendar.monthrange(int(year), last_month)[1])
    return dt.date(int(year), first_month, 1), end, months


def span_of(first_day: dt.date, last_day: dt.date) -> str:
    """How the days are written that are a year, a half, a quarter or a month; empty for others."""
    year, month = first_day.year, first_day.month
    names = {12: f"{year}", 6: f"{year}-H{month // 6 + 1}", 3: f"{year}-Q{month // 3 + 1}"}
    name = names.get(last_day.month - month + 1, f"{year}-{month:02d}")
    return name if (span(name) or ())[:2] == (first_day, last_day) else ""


def answered(rule: DueRule, year: int, text: str) -> tuple[Period, ...]:
    """The periods of an agreement year that a delivery of the span answers; a delivery without a
    span may answer any.

    What recurs asks of each of its own periods. A single day asks of the newest span of its
    length that is over by the day: figures of 2024 by the next January, not those of December.
    """
    every_period = periods(rule, year)
    ends = span(text)
    if ends is None:
        return every_period
    first_day, last_day, months = ends
    if rule.kind in LENGTHS:
        return tuple(
            period
            for period in every_period
            if (period.first, period.last) == (first_day, last_day)
        )
    shortest = 12 // (len(every_period) + 1)
    next_span_end = last_day + (last_day - first_day) + dt.timedelta(days=1)
    return tuple(
        period
        for period in every_period
        if months >= shortest and last_day <= period.due < next_span_end
    )
