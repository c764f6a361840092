"""Working days in Finland, and the two clocks of a feedback. Pure.

Days off are Saturdays, Sundays, the church holidays, Independence Day, May Day, and the eves of
Christmas and Midsummer (act 150/1930, section 5, on counting statutory times).
"""

import datetime as dt
from functools import cache

STATUTORY_DAYS = 14  # act 306/2019: feedback on accessibility is answered within two weeks
_FIXED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
_FROM_EASTER = (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day
_SATURDAY = 5


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (Anonymous Gregorian algorithm).

    >>> easter(2025)
    datetime.date(2025, 4, 20)
    """
    golden, century, year_of_century = year % 19, year // 100, year % 100
    lunar_correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - lunar_correction + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (year_of_century // 4) - moon - year_of_century % 4) % 7
    lateness = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * lateness + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def days_off(year: int) -> frozenset[dt.date]:
    """The days of the year, other than weekends, on which no office is open."""
    days = {dt.date(year, month, day) for month, day in _FIXED}
    days |= {easter(year) + dt.timedelta(days=days_after) for days_after in _FROM_EASTER}
    # Midsummer Day is the Saturday of 20–26 June; its eve is off as well.
    midsummer = next(
        day for n in range(20, 27) if (day := dt.date(year, 6, n)).weekday() == _SATURDAY
    )
    return frozenset(days | {midsummer - dt.timedelta(days=1)})


def is_working(day: dt.date) -> bool:
    """Whether libraries' offices work on the day."""
    return day.weekday() < _SATURDAY and day not in days_off(day.year)


def after(day: dt.date, count: int) -> dt.date:
    """The working day that is `count` working days after the day, which is not counted."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working(day)
    return day


def between(start: dt.date, end: dt.date) -> int:
    """How many working days after `start` the day `end` is; 0 on the same or an earlier day."""
    span = max(0, (end - start).days)
    return sum(is_working(start + dt.timedelta(days=n)) for n in range(1, span + 1))


def statutory(arrived: dt.date) -> dt.date:
    """The last day to answer feedback on accessibility: the fourteenth day, never moved on."""
    return arrived + dt.timedelta(days=STATUTORY_DAYS)
