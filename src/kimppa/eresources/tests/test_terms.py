"""Shares, prices and tax as rules: for any key, any joining and leaving, to the cent."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kimppa.core.allocation.rules import AllocationError
from kimppa.eresources.terms import prices, vat
from kimppa.eresources.terms.shares import Fault, Part, Payer, Span, faults, last_paid, split
from tests.examples import drawn

YEAR = Span(dt.date(2024, 7, 1), dt.date(2025, 6, 30))
DAYS = st.dates(dt.date(2023, 1, 1), dt.date(2027, 12, 31))
CENTS = st.integers(0, 10_000_000).map(lambda cents: Decimal(cents) / 100)
SPANS = st.tuples(DAYS, st.none() | st.integers(0, 900)).map(
    lambda pair: Span(pair[0], None if pair[1] is None else pair[0] + dt.timedelta(days=pair[1]))
)
PAYERS = st.lists(
    st.tuples(st.integers(1, 1_000_000), st.none() | DAYS, st.none() | DAYS),
    min_size=1,
    max_size=40,
)


@settings(max_examples=drawn(300))
@given(total=CENTS, period=SPANS, rows=PAYERS)
def test_shares_sum_to_the_invoice_to_the_cent(
    total: Decimal, period: Span, rows: list[tuple[int, dt.date | None, dt.date | None]]
) -> None:
    weights = {f"{at:03}": Decimal(weight) for at, (weight, _first, _last) in enumerate(rows)}
    payers = [Payer(f"{at:03}", first, last) for at, (_w, first, last) in enumerate(rows)]
    try:
        parts = split(total, weights, payers, period)
    except AllocationError:
        paid = Span(period.first, last_paid(period))
        assert not any(payer.time_in(paid) for payer in payers)
        return
    assert sum((part.amount for part in parts.values()), Decimal(0)) == total
    assert all(part.amount >= 0 for part in parts.values())
    assert parts.keys() == {payer.code for payer in payers if payer.time_in(period)}
    assert faults(total, payers, list(parts.values()), period) == []


def test_who_belongs_for_half_of_the_time_pays_by_its_days() -> None:
    payers = [Payer("a"), Payer("b", joined=dt.date(2025, 1, 1))]
    parts = split(Decimal("546.00"), {"a": Decimal(1), "b": Decimal(1)}, payers, YEAR)
    assert [parts[code].amount for code in "ab"] == [Decimal("365.00"), Decimal("181.00")]


def test_a_key_that_lacks_a_payer_shares_nothing() -> None:
    with pytest.raises(AllocationError):
        split(Decimal(100), {"a": Decimal(1)}, [Payer("a"), Payer("b")], YEAR)


def test_each_wrong_share_is_named() -> None:
    payers = [Payer("a"), Payer("b"), Payer("c", left=dt.date(2024, 6, 30)), Payer("d")]
    parts = [
        Part("a", Decimal(10), YEAR),
        Part("c", Decimal(5), YEAR),
        Part("d", Decimal(5), Span(YEAR.first, dt.date(2024, 12, 31))),
    ]
    assert faults(Decimal(100), payers, parts, YEAR) == [
        Fault("missing", "b"),
        Fault("off", "d", Decimal(5)),
        Fault("left", "c", Decimal(5)),
        Fault("sum", amount=Decimal(80)),
    ]
    assert faults(None, payers, [], YEAR) == []


@pytest.mark.parametrize(
    ("kind", "day", "percent"),
    [
        ("general", dt.date(2024, 8, 31), "24"),
        ("general", dt.date(2024, 9, 1), "25.5"),
        ("books", dt.date(2024, 12, 31), "10"),
        ("books", dt.date(2025, 1, 1), "14"),
        ("books", dt.date(2026, 1, 1), "13.5"),
        ("press", dt.date(2026, 1, 1), "10"),
        ("none", dt.date(2024, 1, 1), "0"),
    ],
)
def test_the_tax_is_that_of_the_day(kind: str, day: dt.date, percent: str) -> None:
    assert vat.rate_on(kind, day) == Decimal(percent)


def test_a_day_before_the_first_rate_has_none() -> None:
    assert vat.rate_on("general", dt.date(2012, 12, 31)) is None


def test_a_price_follows_its_model() -> None:
    day = dt.date(2024, 9, 3)
    flat = prices.Terms("flat", price=Decimal(100), tax="general", tax_included=False)
    assert prices.cost(flat, day) == Decimal("125.50")
    assert prices.cost(flat, dt.date(2024, 8, 1)) == Decimal("124.00")
    by_use = prices.Terms("per-use", price=Decimal(1200), use_limit=Decimal(3000))
    assert prices.cost(by_use, day) == Decimal(4200)
    people = prices.Terms("per-inhabitant", unit_price=Decimal("0.7"), inhabitants=31445)
    assert prices.cost(people, day) == Decimal("22011.50")
    part = replace(people, months=8)
    assert prices.cost(part, day) == Decimal("14674.33")


def test_what_is_not_known_is_not_nought() -> None:
    assert prices.cost(prices.Terms("flat"), dt.date(2024, 1, 1)) is None
    unknown_tax = prices.Terms("flat", price=Decimal(1), tax="general", tax_included=False)
    assert prices.cost(unknown_tax, dt.date(2000, 1, 1)) is None


def test_two_years_are_told_by_the_year() -> None:
    span = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
    assert prices.yearly(Decimal(5000), *span) == Decimal(2500)
    assert prices.yearly(Decimal(50), dt.date(2024, 1, 1), dt.date(2024, 3, 31)) == Decimal(50)


def test_inhabitants_of_the_last_day_of_the_year_before_count() -> None:
    start = dt.date(2024, 7, 1)
    assert prices.counting_day(start) == dt.date(2023, 12, 31)
    assert prices.is_of(dt.date(2024, 1, 1), start)
    assert not prices.is_of(dt.date(2025, 1, 1), start)
