"""Each municipality's share of a period's cost, and whether all shares are right. Pure."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kimppa.core.allocation.rules import AllocationError, allocate

CENT = Decimal("0.01")
type Kind = Literal["missing", "off", "left", "sum"]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; without a last one it goes on."""

    first: dt.date
    last: dt.date | None = None

    def within(self, span: "Span") -> "Span | None":
        """The days that are in both."""
        first = max(self.first, span.first)
        lasts = [last for last in (self.last, span.last) if last]
        last = min(lasts, default=None)
        return None if last and last < first else Span(first, last)

    def days(self, horizon: dt.date) -> int:
        """How many days there are, at the most until the horizon."""
        last = min(self.last, horizon) if self.last else horizon
        return max((last - self.first).days + 1, 0)


@dataclass(frozen=True, slots=True)
class Payer:
    """A municipality that belongs to a licence, by its code."""

    code: str
    joined: dt.date | None = None
    left: dt.date | None = None

    def time_in(self, period: Span) -> Span | None:
        """Its days of the period."""
        return Span(self.joined or period.first, self.left).within(period)


@dataclass(frozen=True, slots=True)
class Part:
    """A share that stands: whose, how much, for which days."""

    code: str
    amount: Decimal
    span: Span


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not right: a municipality (or all) and the euros that it is about, if any."""

    kind: Kind
    code: str = ""
    amount: Decimal | None = None


def split(
    total: Decimal, weights: Mapping[str, Decimal], payers: Iterable[Payer], period: Span
) -> dict[str, Part]:
    """The total by the key's weights and by the days that each belongs, to the cent.

    Raises AllocationError when a payer has no weight or nobody is left to pay.
    """
    horizon = last_paid(period)
    spans = {payer.code: span for payer in payers if (span := payer.time_in(period))}
    if strangers := spans.keys() - weights.keys():
        raise AllocationError(f"the key has no weight of {', '.join(sorted(strangers))}")
    weighed = {code: weights[code] * span.days(horizon) for code, span in spans.items()}
    parts = allocate(total, weighed, unit=CENT)
    return {code: Part(code, part.value, spans[code]) for code, part in parts.items()}


def faults(
    total: Decimal | None, payers: Sequence[Payer], parts: Sequence[Part], period: Span
) -> list[Fault]:
    """Whose share is missing, is for other days than those that it belongs, or stands although it
    has left; and what the shares lack of the total, or have too much.
    """
    spans = {payer.code: payer.time_in(period) for payer in payers}
    by_code = {share.code: share for share in parts}
    if total is None and not parts:
        return []
    wrong: list[Fault] = []
    for code, span in spans.items():
        share = by_code.get(code)
        if span and share is None:
            wrong.append(Fault("missing", code))
        elif span and share and share.span != span:
            wrong.append(Fault("off", code, share.amount))
    wrong += [
        Fault("left", share.code, share.amount) for share in parts if spans.get(share.code) is None
    ]
    lack = (total or Decimal(0)) - sum((share.amount for share in parts), Decimal(0))
    if total is not None and lack:
        wrong.append(Fault("sum", amount=lack))
    return wrong


def next_span(span: Span) -> Span | None:
    """As long a time right after it: as many months where it is of whole months, else as many
    days. None without an end.
    """
    if span.last is None:
        return None
    turn = span.last + dt.timedelta(days=1)
    months = months_between(span.first, turn)
    if months is None:
        return Span(turn, span.last + (turn - span.first))
    return Span(turn, later(turn, months) - dt.timedelta(days=1))


def months_between(first: dt.date, day: dt.date) -> int | None:
    """How many whole months there are between two days; None when a part of one is left over."""
    months = (day.year - first.year) * 12 + day.month - first.month
    return months if months > 0 and later(first, months) == day else None


def later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_paid(period: Span) -> dt.date:
    """The last day that an invoice is for: without an end, that of the period's first year."""
    return period.last or _year_after(period.first)


def _year_after(day: dt.date) -> dt.date:
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year + 1, day=28 if leap else day.day) - dt.timedelta(
        days=0 if leap else 1
    )
