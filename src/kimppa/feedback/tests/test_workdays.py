"""Working days in Finland."""

import datetime as dt

import pytest

from kimppa.core import workdays

D = dt.date


@pytest.mark.parametrize(
    ("year", "day"),
    [
        (2000, D(2000, 4, 23)),
        (2019, D(2019, 4, 21)),
        (2024, D(2024, 3, 31)),
        (2038, D(2038, 4, 25)),
    ],
)
def test_easter(year: int, day: dt.date) -> None:
    assert workdays.easter(year) == day


def test_the_days_off_of_2024() -> None:
    named = sorted(day for day in workdays.days_off(2024))
    assert named == [
        *(D(2024, 1, 1), D(2024, 1, 6), D(2024, 3, 29), D(2024, 4, 1), D(2024, 5, 1)),
        *(D(2024, 5, 9), D(2024, 6, 21), D(2024, 12, 6), D(2024, 12, 24)),
        *(D(2024, 12, 25), D(2024, 12, 26)),
    ]


def test_over_christmas_five_working_days_take_long() -> None:
    assert workdays.after(D(2024, 12, 20), 5) == D(2025, 1, 2)
    assert workdays.between(D(2024, 12, 20), D(2025, 1, 2)) == 5
    assert workdays.between(D(2025, 1, 2), D(2024, 12, 20)) == 0


def test_the_statutory_clock_counts_every_day() -> None:
    assert workdays.statutory(D(2024, 12, 23)) == D(2025, 1, 6)
