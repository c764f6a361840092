"""Value added tax of e-resources as dated data (`data/vat.toml`). Pure."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

CENT = Decimal("0.01")


class Tax(StrEnum):
    """As what the law taxes a service."""

    BOOKS = "books"
    PRESS = "press"
    GENERAL = "general"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rate:
    """A percentage in force since a day, with the law that says so."""

    kind: str
    percent: Decimal
    since: dt.date
    source: str


@cache
def rates() -> tuple[Rate, ...]:
    """Every rate, the newest first."""
    text = files("kimppa.eresources").joinpath("data/vat.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text, parse_float=Decimal)["rate"]
    return tuple(
        sorted(
            (Rate(**row | {"percent": Decimal(row["percent"])}) for row in rows),
            key=lambda rate: rate.since,
            reverse=True,
        )
    )


def rate_on(kind: str, day: dt.date) -> Decimal | None:
    """The percentage in force on the day; None for a day before the first that is known."""
    if kind == Tax.NONE:
        return Decimal(0)
    in_force = (rate.percent for rate in rates() if rate.kind == kind and rate.since <= day)
    return next(in_force, None)


def with_tax(net: Decimal, percent: Decimal) -> Decimal:
    """A sum with its tax, to the cent."""
    return (net * (100 + percent) / 100).quantize(CENT, ROUND_HALF_UP)


def tax_in(gross: Decimal, percent: Decimal) -> Decimal:
    """The tax that a sum holds, to the cent."""
    return (gross * percent / (100 + percent)).quantize(CENT, ROUND_HALF_UP)
