"""A month, and what its theme list is called. Pure."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kimppa.core.clock import ZONE
from kimppa.core.language import active_language, in_every_language
from kimppa.documents.numbers import month_name

FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar in Helsinki. Raises ValueError for what is none."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.year < FIRST_YEAR:
            raise ValueError(f"no month before {FIRST_YEAR}: {self.year}")
        dt.date(self.year, self.number, 1)

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        return (self.first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)

    @property
    def start(self) -> dt.datetime:
        """The moment at which it begins."""
        return dt.datetime.combine(self.first, dt.time(), ZONE)

    @property
    def end(self) -> dt.datetime:
        """The moment at which the next begins."""
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time(), ZONE)

    @property
    def next(self) -> "Month":
        """The month after it."""
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def start_before(self) -> dt.datetime:
        """The moment at which the month before it begins."""
        first_day = (self.first - dt.timedelta(days=1)).replace(day=1)
        return dt.datetime.combine(first_day, dt.time(), ZONE)

    def name(self, language: str) -> str:
        """As in “marraskuu 2024”."""
        return f"{month_name(self.number, language)} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"


def title_of(month: Month) -> str:
    """The list's title in the active language."""
    name = month.name(active_language())
    return _("Theme list of customer feedback, %(month)s") % {"month": name}


def titles_of(month: Month) -> tuple[str, ...]:
    """The titles by which the list's versions follow one another, one in each language."""
    return in_every_language(lambda: title_of(month))
