"""The time bar's arithmetic."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kimppa.meetings.session.timing import Stretch, timing

START = dt.datetime(2025, 1, 14, 10, tzinfo=dt.UTC)


def at(minutes: int) -> dt.datetime:
    return START + dt.timedelta(minutes=minutes)


def test_the_drawn_meeting() -> None:
    """Three items closed by 27 minutes, the fourth took 11 of its 10, the fifth runs 4 of 15."""
    items = [Stretch(5, at(6)), Stretch(10, at(16)), Stretch(10, at(27)), Stretch(10, at(38)),
             Stretch(15), Stretch(10), Stretch(None)]  # fmt: skip
    time = timing(START, 90, items, at(42))
    assert (time.elapsed, time.left, time.behind, time.current) == (42, 48, 3, 4)
    assert [piece.used for piece in time.pieces] == [6, 10, 11, 11, 4, None, None]
    assert [piece.state for piece in time.pieces] == ["done"] * 4 + ["now", "open", "open"]
    assert time.pieces[-1].planned == 30
    assert time.now == 42 * 1000 // 90


def test_before_the_meeting_nothing_is_under_way_and_after_it_nothing_is_left() -> None:
    assert timing(START, 60, [Stretch(10)], at(-5)).current is None
    over = timing(START, 60, [Stretch(10, at(8))], at(200))
    assert (over.left, over.now, over.current, over.behind) == (0, None, None, 0)
    assert timing(START, 60, [], at(5)).pieces == []
    other_day = timing(START, 60, [Stretch(10)], None)
    assert (other_day.current, other_day.behind, other_day.left) == (None, 0, 0)


def test_items_closed_in_another_order_keep_their_own_time() -> None:
    time = timing(START, 60, [Stretch(10, at(20)), Stretch(10, at(8)), Stretch(10)], at(25))
    assert [piece.used for piece in time.pieces] == [12, 8, 5]


minutes = st.none() | st.integers(0, 600)
closings = st.none() | st.integers(-30, 900).map(at)
stretches = st.lists(st.builds(Stretch, minutes, closings), max_size=8)


@given(st.integers(5, 600), stretches, st.integers(-60, 1000))
def test_the_pieces_fill_the_bar_in_order(length: int, items: list[Stretch], now: int) -> None:
    time = timing(START, length, items, at(now))
    edge = 0
    for piece in time.pieces:
        assert (piece.start, piece.width >= 0) == (edge, True)
        edge += piece.width
        assert piece.used is None or piece.used >= 0
    assert edge <= 1000
    assert time.now is None or 0 <= time.now <= 1000
    assert 0 <= time.left <= length
