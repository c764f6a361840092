"""The year's money: what has been invoiced and what is bound by agreements.

A sum is of the year of its invoice, before that of the year in which its period begins; that of
several years is a part of each of them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kimppa.core.allocation.rules import allocate
from kimppa.core.consortium.models import Municipality
from kimppa.core.memo import read_once
from kimppa.eresources.licences.queries import Card
from kimppa.eresources.models import CostShare, Licence, Period
from kimppa.eresources.terms.prices import in_year, years_in
from kimppa.eresources.terms.vat import CENT


@dataclass(frozen=True, slots=True)
class Committed:
    """Euros of a year's invoices: those that have come and those that agreements will bring."""

    invoiced: Decimal
    to_come: Decimal


class Payment(NamedTuple):
    """What a municipality pays for a licence in a year: their keys, euros."""

    licence: int
    municipality: int
    amount: Decimal
    is_invoiced: bool
    example: bool


def committed(cards: Iterable[Card], year: int) -> Committed:
    """What is of the year; what is not known counts for nothing."""
    sums = [_committed_of_period(card, period, year) for card in cards for period in card.periods]
    return Committed(
        sum((period_sum.invoiced for period_sum in sums), Decimal(0)),
        sum((period_sum.to_come for period_sum in sums), Decimal(0)),
    )


def _committed_of_period(card: Card, period: Period, year: int) -> Committed:
    """Without an end a period binds the same sum again each year, until notice or a next one."""
    zero, years = Decimal(0), years_of(period)
    total = card.cost_of(period) or zero
    if year in years:
        amount = in_year(total, years, year)
        is_invoiced = period.invoice_sum is not None
        return Committed(amount, zero) if is_invoiced else Committed(zero, amount)
    goes_on = period.end is None and year >= years.stop and not period.notice_given_on
    is_last = not any(period.start < other_period.start for other_period in card.periods)
    return Committed(zero, total if goes_on and is_last else zero)


def years_of(period: Period) -> range:
    """The years that a period's sum is of."""
    first_year = (period.invoice_on or period.start).year
    return range(first_year, first_year + years_in(period.start, period.end))


def payments(
    licences: Collection[Licence], year: int, municipality: Municipality | None
) -> list[Payment]:
    """The shares that are of the year: one query a page."""
    keys = {licence.pk for licence in licences}
    return [
        share
        for share in read_once("eresources payments", year, make=lambda: _payments(year))
        if share.licence in keys and (municipality is None or share.municipality == municipality.pk)
    ]


def _payments(year: int) -> list[Payment]:
    """Invoices come a year before their period at the earliest, and a year after it at the last."""
    candidates = CostShare.objects.filter(period__start__lte=dt.date(year + 1, 12, 31))
    candidates = candidates.exclude(period__end__lt=dt.date(year - 1, 1, 1)).select_related(
        "period"
    )
    shares_by_period: dict[Period, list[CostShare]] = defaultdict(list)
    for share in candidates.order_by("period", "municipality"):
        shares_by_period[share.period].append(share)
    return [
        Payment(
            period.licence_id,
            share.municipality_id,
            amount,
            period.invoice_sum is not None,
            share.example,
        )
        for period, shares in shares_by_period.items()
        if year in years_of(period)
        for share, amount in zip(shares, _in_year(period, shares, year), strict=True)
    ]


def _in_year(period: Period, shares: Sequence[CostShare], year: int) -> list[Decimal]:
    """What of each share is of a year: a year's parts sum to the year's part of the whole, and the
    parts of a share to the share.
    """
    amounts = {str(share.municipality_id): share.amount for share in shares}
    total, years = sum(amounts.values(), Decimal(0)), years_of(period)
    if not total or len(years) == 1:
        return list(amounts.values())
    sums_until = [
        sum(
            (in_year(total, years, part_year) for part_year in years if part_year <= last),
            Decimal(0),
        )
        for last in (year - 1, year)
    ]
    parts_before, parts_now = (allocate(sum_until, amounts, unit=CENT) for sum_until in sums_until)
    return [parts_now[key].value - parts_before[key].value for key in amounts]
