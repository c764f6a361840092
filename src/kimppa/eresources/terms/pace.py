"""How far a cap has been used, and on which day it is full at the pace until now. Pure."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, sqrt

from kimppa.eresources.terms.shares import Span

SHORT = 5  # less than a fifth is left
EARLY = 19  # days of a month in which that is worth a letter; of 30 for any other span


@dataclass(frozen=True, slots=True)
class Use:
    """What has been used of a cap since the first day of its span, with the day's own use.

    `step` is what one use takes of the cap: as uses come by chance, the fewer there are, the less
    their pace says.
    """

    cap: Decimal
    used: Decimal
    day: dt.date
    span: Span
    step: Decimal = Decimal(1)

    @property
    def rest(self) -> Decimal:
        """What is left; never negative."""
        return max(self.cap - self.used, Decimal(0))

    @property
    def over(self) -> Decimal:
        """By how much more than the cap has been used; never negative."""
        return max(self.used - self.cap, Decimal(0))

    @property
    def share(self) -> Decimal:
        """The part of the cap that is used; more than the whole where the cap was passed."""
        return self.used / self.cap if self.cap else Decimal(1)

    @property
    def is_full(self) -> bool:
        """Whether nothing is left."""
        return not self.rest

    def full_on(self, error: int = 0) -> dt.date | None:
        """The day on which the cap is full; None when it lasts the span. `error` is by how many
        standard errors the pace is faster (1) or slower (-1) than until now.
        """
        if self.is_full:
            return self.day
        count = float(self.used / self.step) if self.step else 0.0
        pace = float(self.used) * (1 + error / sqrt(count)) if count > 0 else 0.0
        if pace <= 0:
            return None
        days = (self.day - self.span.first).days + 1
        last_day = self.span.last or dt.date.max
        days_ahead = ceil(round(float(self.rest) * days / pace, 6))
        return (
            None
            if days_ahead > (last_day - self.day).days
            else self.day + dt.timedelta(days=days_ahead)
        )

    @property
    def earliest(self) -> dt.date | None:
        """The first day on which it may be full."""
        return self.full_on(1)

    @property
    def latest(self) -> dt.date | None:
        """The last day on which it may be full; None when it may last."""
        return self.full_on(-1)

    @property
    def is_short(self) -> bool:
        """Whether less than a fifth is left before the 20th of a month, or so early in a span."""
        days = (self.day - self.span.first).days + 1
        length = self.span.days(self.span.last) if self.span.last else 365
        early = EARLY if 28 <= length <= 31 else length * EARLY / 30
        return self.rest * SHORT < self.cap and days <= early


def month_of(day: dt.date) -> Span:
    """The calendar month of a day."""
    first_day = day.replace(day=1)
    return Span(
        first_day, (first_day + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    )
