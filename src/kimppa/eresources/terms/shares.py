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
        first_day = max(self.first, span.first)
        last_days = [last_day for last_day in (self.last, span.last) if last_day]
        last_day = min(last_days, default=None)
        return None if last_day and last_day < first_day else Span(first_day, last_day)

    def days(self, horizon: dt.date) -> int:
        """How many days there are, at the most until the horizon."""
        last_day = min(self.last, horizon) if self.last else horizon
        return max((last_day - self.first).days + 1, 0)


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
    span_by_code = {payer.code: span for payer in payers if (span := payer.time_in(period))}
    if strangers := span_by_code.keys() - weights.keys():
        raise AllocationError(f"the key has no weight of {', '.join(sorted(strangers))}")
    weighted_days = {
        code: weights[code] * span.days(horizon) for code, span in span_by_code.items()
    }
    parts = allocate(total, weighted_days, unit=CENT)
    return {code: Part(code, part.value, span_by_code[code]) for code, part in parts.items()}


def faults(
    total: Decimal | None, payers: Sequence[Payer], parts: Sequence[Part], period: Span
) -> list[Fault]:
    """Whose share is missing, is for other days than those that it belongs, or stands although it
    has left; and what the shares lack of the total, or have too much.
    """
    span_by_code = {payer.code: payer.time_in(period) for payer in payers}
    share_by_code = {share.code: share for share in parts}
    if total is None and not parts:
        return []
    fault_list: list[Fault] = []
    for code, span in span_by_code.items():
        share = share_by_code.get(code)
        if span and share is None:
            fault_list.append(Fault("missing", code))
        elif span and share and share.span != span:
            fault_list.append(Fault("off", code, share.amount))
    fault_list += [
        Fault("left", share.code, share.amount)
        for share in parts
        if span_by_code.get(share.code) is None
    ]
    lack = (total or Decimal(0)) - sum((share.amount for share in parts), Decimal(0))
    if total is not None and lack:
        fault_list.append(Fault("sum", amount=lack))
    return fault_list


def next_span(span: Span) -> Span | None:
    """As long a time right after it: as many months where it is of whole months, else as many
    days. None without an end.
    """
    if span.last is None:
        return None
    next_day = span.last + dt.timedelta(days=1)
    months = months_between(span.first, next_day)
    if months is None:
        return Span(next_day, span.last + (next_day - span.first))
    return Span(next_day, later(next_day, months) - dt.timedelta(days=1))


def months_between(first_day: dt.date, day: dt.date) -> int | None:
    """How many whole months there are between two days; None when a part of one is left over."""
    months = (day.year - first_day.year) * 12 + day.month - first_day.month
    return months if months > 0 and later(first_day, months) == day else None


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
