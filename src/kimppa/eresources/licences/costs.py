"""What a period costs and what each who belongs pays of it: one rule for cards, questions and
renewals.

Where the price is by inhabitants, each pays for its own and for its own days, and the cost is the
sum of that. Any other sum, an invoice that says another among them, is shared by the key's values
and the days.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kimppa.core.allocation.rules import AllocationError
from kimppa.eresources.models import Period
from kimppa.eresources.terms import prices
from kimppa.eresources.terms.prices import EVERY_FIELD, PRICE_FIELD, Model, Terms
from kimppa.eresources.terms.shares import (
    Part,
    Payer,
    Span,
    last_paid,
    later,
    months_between,
    next_span,
    split,
)

SAME = ("goes_on", "model", "price", *EVERY_FIELD, "tax", "tax_included", "key")
"""The terms that a renewed period keeps."""
type Weights = Mapping[str, Decimal]


def span_of(period: Period) -> Span:
    """The days of a period."""
    return Span(period.start, period.end)


def next_period(period: Period) -> Period | None:
    """What a renewal proposes, not saved: as long a time on the same terms, the tax being that of
    its own day. None without an end.
    """
    span = next_span(span_of(period))
    if span is None:
        return None
    months = months_between(period.start, span.first)
    notice = period.notice_on
    if notice:
        notice = later(notice, months) if months else notice + (span.first - period.start)
    return Period(
        licence_id=period.licence_id,
        start=span.first,
        end=span.last,
        notice_on=notice,
        **same_terms(period, period.offer),
    )


def proposed(period: Period) -> Period:
    """What a renewal asks about, not saved: the next period; of one without an end the same time,
    at the price that was offered.
    """
    terms = {"licence_id": period.licence_id, "start": period.start}
    return next_period(period) or Period(**terms, **same_terms(period, period.offer))


def same_terms(period: Period, price: Decimal | None = None) -> dict[str, Any]:
    """The terms of the period, at a new price if there is one."""
    terms = {name: getattr(period, name) for name in SAME}
    return terms if price is None else terms | {price_field(period): price}


def price_field(period: Period) -> str:
    """The field that a new price changes."""
    return PRICE_FIELD.get(Model(period.model), "price")


def cost(period: Period, weights: Weights, payers: Iterable[Payer]) -> Decimal | None:
    """Euros of the whole period: the invoice if it has come, else `agreed`."""
    if period.invoice_sum is not None:
        return period.invoice_sum
    return agreed(period, weights, payers)


def agreed(period: Period, weights: Weights, payers: Iterable[Payer]) -> Decimal | None:
    """What the price model says with the tax of the day; None when it is not known."""
    part_by_code = by_inhabitants(period, weights, payers)
    if part_by_code:
        return _sum(part_by_code)
    return prices.cost(_terms(period), period.invoice_on or period.start)


def parts(period: Period, weights: Weights, payers: Iterable[Payer]) -> dict[str, Part]:
    """What each pays; empty when the cost is not known.

    Raises AllocationError when a payer has no weight or nobody is left to pay.
    """
    payers = list(payers)
    total = cost(period, weights, payers)
    if total is None:
        return {}
    part_by_code = by_inhabitants(period, weights, payers)
    if part_by_code and _sum(part_by_code) == total:
        return part_by_code
    return split(total, weights, payers, span_of(period))


def follows_key(
    period: Period, weights: Weights, payers: Iterable[Payer], amount_by_code: Weights
) -> bool:
    """Whether shares, euros by code, are those that the rule gives; what no rule gives does."""
    try:
        ruled = parts(period, weights, payers)
    except AllocationError:
        return True
    return not ruled or {code: part.amount for code, part in ruled.items()} == dict(amount_by_code)


def by_inhabitants(period: Period, weights: Weights, payers: Iterable[Payer]) -> dict[str, Part]:
    """What each pays of a price by inhabitants: its inhabitants, by its days of the period, with
    the tax, each to the cent. Empty for other prices and while somebody's inhabitants, or the tax
    of the day, are not known.
    """
    span = span_of(period)
    span_by_code = {
        payer.code: member_span for payer in payers if (member_span := payer.time_in(span))
    }
    if period.model != Model.PER_INHABITANT or period.unit_price is None:
        return {}
    if not span_by_code.keys() <= weights.keys():
        return {}
    horizon = last_paid(span)
    period_days = span.days(horizon)
    part_by_code: dict[str, Part] = {}
    for code, member_span in span_by_code.items():
        terms = replace(
            _terms(period), inhabitants=weights[code] * member_span.days(horizon) / period_days
        )
        amount = prices.cost(terms, period.invoice_on or period.start)
        if amount is None:
            return {}
        part_by_code[code] = Part(code, amount, member_span)
    return part_by_code


def _terms(period: Period) -> Terms:
    return Terms(
        model=period.model,
        price=period.price,
        unit_price=period.unit_price,
        use_limit=period.use_limit,
        months=period.months,
        tax=period.tax,
        tax_included=period.tax_included,
        tax_percent=period.tax_percent,
    )


def _sum(part_by_code: Mapping[str, Part]) -> Decimal:
    return sum((part.amount for part in part_by_code.values()), Decimal(0))
