"""What a period costs by its price model. Pure."""

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from kimppa.core.allocation.rules import allocate
from kimppa.eresources.terms.vat import CENT, rate_on, with_tax

DAYS_OF_A_YEAR = Decimal("365.25")


class Model(StrEnum):
    """How a vendor sets the price; each has fields of its own."""

    FLAT = "flat"
    PER_INHABITANT = "per-inhabitant"
    PER_USE = "per-use"  # with or without a base price
    SIMULTANEOUS = "simultaneous"  # any number of users at a time
    ONE_USER = "one-user"  # a copy for good
    BY_TIME = "by-time"
    BY_LOANS = "by-loans"
    CONCURRENT = "concurrent"  # so many loans by so many at a time


# The fields that a model needs beside the price itself.
FIELDS: dict[str, tuple[str, ...]] = {
    Model.FLAT: (),
    Model.PER_INHABITANT: ("unit_price", "months"),
    Model.PER_USE: ("unit_price", "use_limit"),
    Model.SIMULTANEOUS: (),
    Model.ONE_USER: ("copies",),
    Model.BY_TIME: ("copies", "months"),
    Model.BY_LOANS: ("loans",),
    Model.CONCURRENT: ("loans", "concurrent_users"),
}
PRICE_FIELD = {Model.PER_INHABITANT: "unit_price"}
"""The field that a new price changes, where that is another than `price`."""
EVERY_FIELD = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed on about the price; `inhabitants` are those of who pays, those of a part of
    the period by that part.

    `months` are those that are paid for of a year's price by inhabitants; None is the whole price.
    """

    model: str
    price: Decimal | None = None
    unit_price: Decimal | None = None
    use_limit: Decimal | None = None
    inhabitants: Decimal | int | None = None
    months: int | None = None
    tax: str = ""
    tax_included: bool = True
    tax_percent: Decimal | None = None


def cost(terms: Terms, day: dt.date) -> Decimal | None:
    """What is paid in all, with the tax of the day, to the cent; None when it is not known.

    By use it is the most that may come: the base price and the limit of uses.
    """
    net = _agreed_sum(terms)
    if net is None or terms.tax_included:
        return net
    percent = percent_of(terms, day)
    return None if percent is None else with_tax(net, percent)


def percent_of(terms: Terms, day: dt.date) -> Decimal | None:
    """The tax of the day, unless the invoice itself says another."""
    return rate_on(terms.tax, day) if terms.tax_percent is None else terms.tax_percent


def _agreed_sum(terms: Terms) -> Decimal | None:
    if terms.model == Model.PER_INHABITANT:
        if terms.unit_price is None or terms.inhabitants is None:
            return terms.price
        yearly_sum = terms.unit_price * terms.inhabitants
        paid_sum = yearly_sum if terms.months is None else yearly_sum * terms.months / 12
        return paid_sum.quantize(CENT, ROUND_HALF_UP)
    if terms.model == Model.PER_USE and terms.use_limit is not None:
        return (terms.price or Decimal(0)) + terms.use_limit
    return terms.price


def yearly(total: Decimal, first_day: dt.date, last_day: dt.date | None) -> Decimal:
    """The price of a year of the period: a period of about whole years by their number, a
    shorter one as it is.
    """
    return (total / years_in(first_day, last_day)).quantize(CENT, ROUND_HALF_UP)


def years_in(first_day: dt.date, last_day: dt.date | None) -> int:
    """How many years a period's sum is for: a period of about whole years their number, any other
    one; without an end it is the first year's.
    """
    if last_day is None:
        return 1
    return max(round(Decimal((last_day - first_day).days + 1) / DAYS_OF_A_YEAR), 1)


def in_year(total: Decimal, years: range, year: int) -> Decimal:
    """What of a sum is of one of its years: as even parts to the cent as can be, the first ones
    the larger.
    """
    if year not in years:
        return Decimal(0)
    parts = allocate(total, {str(part_year): 1 for part_year in years}, unit=CENT)
    return parts[str(year)].value


def counting_day(first_day: dt.date) -> dt.date:
    """The 31 December whose inhabitants count for a period: the last before it begins."""
    return dt.date(first_day.year - 1, 12, 31)


def is_of(as_of: dt.date, first_day: dt.date) -> bool:
    """Whether inhabitants of a day are those that count for a period; 1 January is the same."""
    day = counting_day(first_day)
    return as_of in (day, day + dt.timedelta(days=1))
