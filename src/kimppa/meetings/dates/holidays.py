"""Finnish public holidays, by code. Pure.

Movable days by Easter (church order, chapter on the church year), the others by law: Midsummer on
the Saturday of 20–26 June, All Saints' on that of 31 October–6 November, May Day and Independence
Day by laws of their own. As they stand since 1992, when Epiphany and Ascension Day went back to
their old days.
"""

import datetime as dt
from typing import Final

from dateutil.easter import easter

SATURDAY: Final = 5


def holidays(year: int) -> dict[dt.date, str]:
    """The year's holidays and the two eves off by the municipal sector's agreement, each day with
    its code, in order.
    """
    sunday, midsummer = easter(year), _saturday(dt.date(year, 6, 20))
    days = {
        "midsummer_eve": midsummer - dt.timedelta(days=1),
        "christmas_eve": dt.date(year, 12, 24),
        "new_year": dt.date(year, 1, 1),
        "epiphany": dt.date(year, 1, 6),
        "good_friday": sunday - dt.timedelta(days=2),
        "easter_sunday": sunday,
        "easter_monday": sunday + dt.timedelta(days=1),
        "may_day": dt.date(year, 5, 1),
        "ascension_day": sunday + dt.timedelta(days=39),
        "pentecost": sunday + dt.timedelta(days=49),
        "midsummer_day": midsummer,
        "all_saints": _saturday(dt.date(year, 10, 31)),
        "independence_day": dt.date(year, 12, 6),
        "christmas_day": dt.date(year, 12, 25),
        "second_christmas_day": dt.date(year, 12, 26),
    }
    # May Day can be Ascension Day too, whose code it then has.
    return dict(sorted({day: code for code, day in days.items()}.items()))


def _saturday(earliest: dt.date) -> dt.date:
    """The first Saturday on or after a day."""
    return earliest + dt.timedelta(days=(SATURDAY - earliest.weekday()) % 7)
