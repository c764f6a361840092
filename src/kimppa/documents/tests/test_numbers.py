import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.documents import numbers

N = "\u00a0"


@pytest.mark.parametrize(
    ("value", "fi", "sv", "en"),
    [
        (0, "0", "0", "0"),
        (999, "999", "999", "999"),
        (1234567, f"1{N}234{N}567", f"1{N}234{N}567", "1,234,567"),
        (-1234, f"−1{N}234", f"−1{N}234", "−1,234"),
        (None, "–", "–", "–"),
    ],
)
def test_integers(value, fi, sv, en):
    assert [numbers.integer(value, lang) for lang in ("fi", "sv", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234.56, 1, f"1{N}234,6"),
        (0.05, 1, "0,1"),  # half up, where a float's own rounding would give 0,1 only by luck
        (2.675, 2, "2,68"),
        (Decimal("2.5"), 0, "3"),
        (-0.04, 1, "0,0"),
        (1e15, 0, f"1{N}000{N}000{N}000{N}000{N}000"),
    ],
)
def test_decimals_round_half_up(value, places, shown):
    assert numbers.decimal(value, "fi", places) == shown


def test_percent_takes_a_share():
    assert numbers.percent(0.125, "fi") == f"12,5{N}%"
    assert numbers.percent(Decimal(1) / 3, "sv", 0) == f"33{N}%"
    assert numbers.percent(0.125, "en") == "12.5%"
    assert numbers.percent(None, "fi") == "–"


def test_change_shows_its_sign():
    assert numbers.change(12, "fi") == "+12"
    assert numbers.change(-3, "fi") == "−3"
    assert numbers.change(0, "fi") == "0"
    assert numbers.change(0.01, "fi", 1) == "0,0"
    assert numbers.change(None, "fi") == "–"


def test_money():
    assert numbers.money(1234.5, "fi") == f"1{N}234,50{N}€"
    assert numbers.money(Decimal(-3), "sv", 0) == f"−3{N}€"
    assert numbers.money(-1234.5, "en") == "−€1,234.50"


def test_dates():
    day = datetime.date(2025, 1, 14)
    assert numbers.date(day, "fi") == numbers.date(day, "sv") == "14.1.2025"
    assert numbers.date(day, "en") == f"14{N}January 2025"
    assert numbers.date(None, "fi") == "–"


def test_months():
    assert numbers.month_name(1, "fi") == "tammikuu"
    assert numbers.month_name(12, "fi", short=True) == "joulu"
    assert numbers.month_name(5, "sv") == "maj"
    for names in (*numbers.MONTHS.values(), *numbers.MONTHS_SHORT.values()):
        assert len(set(names)) == 12


def test_what_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not a number that can be shown"):
        numbers.decimal(float("nan"), "fi")


@given(st.integers(-(10**15), 10**15))
def test_an_integer_reads_back(value):
    for language in ("fi", "sv", "en"):
        digits = re.sub(f"[{N},]", "", numbers.integer(value, language)).replace("−", "-")
        assert int(digits) == value
