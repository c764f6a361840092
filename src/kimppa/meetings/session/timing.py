"""How a meeting's time is used: a piece for each item, and how late it is. Pure, in minutes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5  # what an item without minutes is given, and no piece is thinner


@dataclass(frozen=True, slots=True)
class Stretch:
    """An item's planned `minutes` (None = not said), and when it was closed, if it is."""

    minutes: int | None
    closed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """An item in the bar: where it begins and how wide it is, of a thousand; `state` is "done",
    "now" or "open", `used` the minutes that it has taken, None while it has not begun.
    """

    start: int
    width: int
    state: str
    planned: int
    used: int | None


@dataclass(frozen=True, slots=True)
class Timing:
    """`elapsed` and `left` minutes of the meeting, how many it is `behind` (negative: ahead), the
    place of now in the bar (None outside the meeting), and the index of the item under way.
    """

    pieces: Sequence[Piece]
    elapsed: int
    left: int
    behind: int
    now: int | None
    current: int | None


def timing(
    start: dt.datetime, length: int, items: Sequence[Stretch], moment: dt.datetime | None
) -> Timing:
    """The first item that is not closed is under way once the meeting has begun; none on another
    day (`moment` None). Each begins when the last one before it was closed. An item without minutes
    gets an equal share of what is free.
    """
    planned = _planned_minutes(length, items)
    moment, is_over = moment or start + dt.timedelta(minutes=length), moment is None
    elapsed, total = _minutes(moment - start), max(length, sum(planned), 1)
    open_items = [index for index, item in enumerate(items) if item.closed_at is None]
    current = open_items[0] if open_items and elapsed >= 0 and not is_over else None
    used = _used_minutes(start, items, current, moment)
    edges = [sum(planned[:index]) * 1000 // total for index in range(len(planned) + 1)]
    pieces = [
        Piece(edges[i], edges[i + 1] - edges[i], _state(i, item, current), planned[i], used[i])
        for i, item in enumerate(items)
    ]
    spent = sum(
        planned[i] if item.closed_at else min(planned[i], used[i] or 0) if i == current else 0
        for i, item in enumerate(items)
    )
    has_no_now = is_over or elapsed > length or elapsed < 0
    return Timing(
        pieces=pieces,
        elapsed=max(elapsed, 0),
        left=min(max(length - elapsed, 0), length),
        behind=0 if current is None else elapsed - spent,
        now=None if has_no_now else elapsed * 1000 // total,
        current=current,
    )


def _planned_minutes(length: int, items: Sequence[Stretch]) -> list[int]:
    untimed = [item for item in items if not item.minutes]
    free_minutes = length - sum(item.minutes or 0 for item in items)
    share = max(free_minutes // len(untimed), LEAST) if untimed else 0
    return [item.minutes or share for item in items]


def _used_minutes(
    start: dt.datetime, items: Sequence[Stretch], current_index: int | None, now: dt.datetime
) -> list[int | None]:
    """Minutes by item, whatever the order in which they were closed."""
    used_minutes: list[int | None] = [None] * len(items)
    moment = start
    closings = sorted((item.closed_at, index) for index, item in enumerate(items) if item.closed_at)
    for closed_at, index in closings:
        used_minutes[index] = max(_minutes(closed_at - moment), 0)
        moment = max(closed_at, moment)
    if current_index is not None:
        used_minutes[current_index] = max(_minutes(now - moment), 0)
    return used_minutes


def _state(index: int, item: Stretch, current_index: int | None) -> str:
    if item.closed_at:
        return "done"
    return "now" if index == current_index else "open"


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 60)
