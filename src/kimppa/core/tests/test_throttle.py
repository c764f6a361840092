"""Tries are limited in a sliding window of real time."""

import datetime as dt

import pytest
import time_machine

from kimppa.core.throttle.actions import Limit, forget, give_back, take
from kimppa.core.throttle.models import Try

LIMIT = Limit("test", times=3, minutes=10)
START = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_the_fourth_try_waits_until_the_first_leaves_the_window() -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert [take(LIMIT, "a") for _ in range(3)] == [0, 0, 0]
        clock.shift(60)
        assert take(LIMIT, "a") == 9 * 60
        clock.shift(9 * 60)
        assert take(LIMIT, "a") == 0


def test_keys_and_scopes_do_not_share_tries() -> None:
    for _ in range(3):
        take(LIMIT, "a")
    assert take(LIMIT, "b") == 0
    assert take(Limit("other", times=3, minutes=10), "a") == 0


def test_a_proved_key_starts_anew_and_a_try_can_be_given_back() -> None:
    for _ in range(3):
        take(LIMIT, "a")
    give_back(LIMIT, "a")
    assert take(LIMIT, "a") == 0
    assert take(LIMIT, "a") > 0
    forget(LIMIT, "a")
    assert take(LIMIT, "a") == 0


def test_old_tries_are_removed_and_the_key_cannot_be_read() -> None:
    with time_machine.travel(START, tick=False) as clock:
        take(LIMIT, "somebody@example.org")
        assert "somebody" not in Try.objects.get().key
        clock.shift(11 * 60)
        take(LIMIT, "b")
        assert Try.objects.count() == 1


def test_a_clock_that_was_ahead_holds_nobody_back_for_longer_than_the_window() -> None:
    with time_machine.travel(START + dt.timedelta(days=365), tick=False):
        assert [take(LIMIT, "a") for _ in range(3)] == [0, 0, 0]
    with time_machine.travel(START, tick=False) as clock:
        assert take(LIMIT, "a") == 10 * 60
        clock.shift(10 * 60)
        assert take(LIMIT, "a") == 0
