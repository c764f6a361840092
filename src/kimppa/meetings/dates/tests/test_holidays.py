"""The holidays are those of an independent package.

The table is what `holidays` 0.109 gives for Finland, its category "public", run in an environment
of its own: it wants an older dateutil than the house has.
"""

import datetime as dt

import pytest

from kimppa.meetings.dates.holidays import EVES, MOVABLE_EVES, holidays

TABLE = """
2020 01-01 01-06 04-10 04-12 04-13 05-01 05-21 05-31 06-19 06-20 10-31 12-06 12-24 12-25 12-26
2021 01-01 01-06 04-02 04-04 04-05 05-01 05-13 05-23 06-25 06-26 11-06 12-06 12-24 12-25 12-26
2022 01-01 01-06 04-15 04-17 04-18 05-01 05-26 06-05 06-24 06-25 11-05 12-06 12-24 12-25 12-26
2023 01-01 01-06 04-07 04-09 04-10 05-01 05-18 05-28 06-23 06-24 11-04 12-06 12-24 12-25 12-26
2024 01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-21 06-22 11-02 12-06 12-24 12-25 12-26
2025 01-01 01-06 04-18 04-20 04-21 05-01 05-29 06-08 06-20 06-21 11-01 12-06 12-24 12-25 12-26
2026 01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-19 06-20 10-31 12-06 12-24 12-25 12-26
2027 01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-25 06-26 11-06 12-06 12-24 12-25 12-26
2028 01-01 01-06 04-14 04-16 04-17 05-01 05-25 06-04 06-23 06-24 11-04 12-06 12-24 12-25 12-26
2029 01-01 01-06 03-30 04-01 04-02 05-01 05-10 05-20 06-22 06-23 11-03 12-06 12-24 12-25 12-26
2030 01-01 01-06 04-19 04-21 04-22 05-01 05-30 06-09 06-21 06-22 11-02 12-06 12-24 12-25 12-26
2031 01-01 01-06 04-11 04-13 04-14 05-01 05-22 06-01 06-20 06-21 11-01 12-06 12-24 12-25 12-26
2032 01-01 01-06 03-26 03-28 03-29 05-01 05-06 05-16 06-25 06-26 11-06 12-06 12-24 12-25 12-26
2033 01-01 01-06 04-15 04-17 04-18 05-01 05-26 06-05 06-24 06-25 11-05 12-06 12-24 12-25 12-26
2034 01-01 01-06 04-07 04-09 04-10 05-01 05-18 05-28 06-23 06-24 11-04 12-06 12-24 12-25 12-26
2035 01-01 01-06 03-23 03-25 03-26 05-01 05-03 05-13 06-22 06-23 11-03 12-06 12-24 12-25 12-26
2036 01-01 01-06 04-11 04-13 04-14 05-01 05-22 06-01 06-20 06-21 11-01 12-06 12-24 12-25 12-26
2037 01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-19 06-20 10-31 12-06 12-24 12-25 12-26
2038 01-01 01-06 04-23 04-25 04-26 05-01 06-03 06-13 06-25 06-26 11-06 12-06 12-24 12-25 12-26
2039 01-01 01-06 04-08 04-10 04-11 05-01 05-19 05-29 06-24 06-25 11-05 12-06 12-24 12-25 12-26
2040 01-01 01-06 03-30 04-01 04-02 05-01 05-10 05-20 06-22 06-23 11-03 12-06 12-24 12-25 12-26
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_a_years_holidays_are_those_of_the_table(line: str) -> None:
    year, *days = line.split()
    assert [day.isoformat() for day in holidays(int(year))] == [f"{year}-{day}" for day in days]


def test_each_day_has_its_own_name() -> None:
    assert {code: day.isoformat()[5:] for day, code in holidays(2025).items()} == {
        "new_year": "01-01", "epiphany": "01-06", "good_friday": "04-18",
        "easter_sunday": "04-20", "easter_monday": "04-21", "may_day": "05-01",
        "ascension_day": "05-29", "pentecost": "06-08", "midsummer_eve": "06-20",
        "midsummer_day": "06-21", "all_saints": "11-01", "independence_day": "12-06",
        "christmas_eve": "12-24", "christmas_day": "12-25", "second_christmas_day": "12-26",
    }  # fmt: skip


def test_the_eves_are_a_choice() -> None:
    assert len(holidays(2025, eves=())) == 13
    every = holidays(2025, eves=(*EVES, *MOVABLE_EVES))
    assert every[dt.date(2025, 4, 17)] == "maundy_thursday"
    assert every[dt.date(2025, 4, 30)] == "walpurgis_eve"
    with pytest.raises(ValueError, match="no eves"):
        holidays(2025, eves=("easter",))


def test_two_holidays_on_a_day_are_one() -> None:
    both = holidays(2008)  # Ascension Day on May Day
    assert both[dt.date(2008, 5, 1)] in ("may_day", "ascension_day")
    assert len(both) == 14
