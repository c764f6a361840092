"""Weeks of a year as people write them: "8, 27–31". Pure."""

import datetime as dt
import re
from collections.abc import Iterable
from itertools import groupby

from kimppa.meetings.dates.planning import Busy

_PART = re.compile(r"(\d{1,2})(?: ?[-–] ?(\d{1,2}))?", re.ASCII)
LAST = 53


class WeeksError(ValueError):
    """No weeks; `part` is what could not be read."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def read_weeks(text: str) -> list[int]:
    """The numbers of weeks, 1–53, each once, in order. Raises WeeksError."""
    weeks: set[int] = set()
    for part in filter(None, map(str.strip, text.split(","))):
        match = _PART.fullmatch(part)
        first_week, last_week = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first_week <= last_week <= LAST:
            raise WeeksError(part)
        weeks.update(range(first_week, last_week + 1))
    return sorted(weeks)


def spell_weeks(weeks: Iterable[int]) -> str:
    """8, 27–31: as `read_weeks` reads them."""
    spans = []
    for _offset, pairs in groupby(enumerate(sorted(weeks)), lambda pair: pair[1] - pair[0]):
        numbers = [week for _index, week in pairs]
        spans.append(str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}")
    return ", ".join(spans)


def busy_days(municipality: str, year: int, weeks: Iterable[int]) -> list[Busy]:
    """The days of a year's weeks (ISO 8601), Monday to Sunday."""
    monday = dt.date.fromisocalendar(year, 1, 1)
    return [
        Busy(
            municipality,
            monday + dt.timedelta(weeks=week - 1),
            monday + dt.timedelta(weeks=week, days=-1),
        )
        for week in weeks
    ]
