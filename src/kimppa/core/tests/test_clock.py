"""One clock: the day may be set, the time of day is real and exists."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from kimppa.core import clock

DAY = dt.date(2025, 1, 14)


def test_the_set_day_has_the_real_time_of_day() -> None:
    clock.set_day(DAY)
    with time_machine.travel(dt.datetime(2026, 7, 1, 9, 30, tzinfo=dt.UTC), tick=False):
        assert clock.now().isoformat() == "2025-01-14T12:30:00+02:00"


def test_the_hour_that_march_skips_is_moved_on() -> None:
    clock.set_day(dt.date(2025, 3, 30))
    with time_machine.travel(dt.datetime(2026, 7, 1, 0, 30, tzinfo=dt.UTC), tick=False):
        assert clock.now().isoformat() == "2025-03-30T04:30:00+03:00"


def test_in_october_both_hours_are_told_apart() -> None:
    told = []
    for hour in (0, 1):
        with time_machine.travel(dt.datetime(2025, 10, 26, hour, 30, tzinfo=dt.UTC), tick=False):
            told.append(clock.now().isoformat())
    assert told == ["2025-10-26T03:30:00+03:00", "2025-10-26T03:30:00+02:00"]


def test_midnight_is_helsinkis() -> None:
    with time_machine.travel(dt.datetime(2025, 6, 30, 21, 30, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2025, 7, 1)


def test_a_day_that_is_none_is_named(settings: Settings) -> None:
    settings.KIMPPA_TODAY = "14.1.2025"
    with pytest.raises(ImproperlyConfigured, match=r"14\.1\.2025"):
        clock.today()


def test_what_was_done_earlier_is_told_of_its_day() -> None:
    clock.set_day(DAY)
    earlier = dt.date(2024, 6, 3)
    with clock.standing_on(earlier):
        assert clock.now().date() == clock.today() == earlier
    assert clock.today() == DAY
