"""Waits grow to their ceiling, differ between pieces, and end."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.retry import PermanentError, Retry, TryLaterError

PLAIN = Retry(attempts=6, first=30, factor=4, ceiling=1000, jitter=0)


def test_waits_grow_up_to_the_ceiling_and_end() -> None:
    waits = [PLAIN.wait(attempt) for attempt in range(1, 8)]
    seconds = [wait.total_seconds() if wait is not None else None for wait in waits]
    assert seconds == [30, 120, 480, 1000, 1000, None, None]


def test_one_attempt_is_not_repeated() -> None:
    assert Retry(attempts=1).wait(1) is None


@given(st.integers(1, 10_000), st.text(max_size=20))
def test_jitter_is_small_and_the_same_for_the_same_piece(attempt: int, key: str) -> None:
    retry = Retry(attempts=20_000, first=60, factor=5, ceiling=3600, jitter=0.1)
    wait = retry.wait(attempt, key)
    plain = Retry(attempts=20_000, first=60, factor=5, ceiling=3600, jitter=0).wait(attempt)
    assert wait is not None
    assert plain is not None
    assert plain <= wait <= plain * 1.1
    assert wait == retry.wait(attempt, key)


def test_pieces_that_failed_together_do_not_come_back_together() -> None:
    assert len({Retry().wait(1, f"piece-{number}") for number in range(50)}) > 20


@pytest.mark.parametrize(
    ("error", "helps"),
    [
        (PermanentError("no such address"), False),
        (TryLaterError("busy", after=dt.timedelta(minutes=3)), True),
        (OSError("unreachable"), True),
    ],
)
def test_permanent_errors_are_told_from_temporary_ones(error: Exception, helps: bool) -> None:
    assert Retry().helps(error) is helps
