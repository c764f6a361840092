"""Finnish public holidays, by code. Pure.

Movable days by Easter (church order, chapter on the church year), the others by law: Midsummer on
the Saturday of 20–26 June, All Saints' on that of 31 October–6 November, May Day and Independence
Day by laws of their own. As they stand since 1992, when Epiphany and Ascension Day went back to
their old days.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from dateutil.easter import easter

SATURDAY: Final = 5
# Days before a holiday on which offices may be closed though no law makes them holidays.
EVES: Final = {
    "new_years_eve": (12, 31),
    "walpurgis_eve": (4, 30),
    "independence_eve": (12, 5),
    "christmas_eve": (12, 24),
}
MOVABLE_EVES: Final = ("maundy_thursday", "midsummer_eve")
OFFICE_EVES: Final = ("midsummer_eve", "christmas_eve")  # off by the municipal sector's agreement


def holidays(year: int, eves: Collection[str] = OFFICE_EVES) -> dict[dt.date, str]:
    """The year's holidays and the eves that are kept, each day with its code, in order.

    Raises ValueError for an eve that is none of EVES or MOVABLE_EVES.
    """
    sunday, midsummer = easter(year), _saturday(dt.date(year, 6, 20))
    days = {
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
    before = {
        "maundy_thursday": sunday - dt.timedelta(days=3),
        "midsummer_eve": midsummer - dt.timedelta(days=1),
        **{code: dt.date(year, month, day) for code, (month, day) in EVES.items()},
    }
    if unknown := set(eves) - before.keys():
        raise ValueError(f"no eves: {sorted(unknown)}")
    # A holiday gives a day its code before an eve does: May Day can be Ascension Day too.
    codes = {before[eve]: eve for eve in sorted(eves)}
    codes |= {day: code for code, day in days.items()}
    return dict(sorted(codes.items()))


def _saturday(first: dt.date) -> dt.date:
    """The first Saturday on or after a day."""
    return first + dt.timedelta(days=(SATURDAY - first.weekday()) % 7)
