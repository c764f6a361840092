"""Whether a call's processor time grows faster than its text."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

RUNS = 5  # of two calls by turns
FLOOR = 0.002  # seconds: below it the clock and the caches speak louder than the text
SPAN = 4  # a text is compared with a fourth of it
BOUND = 9.0  # times as long: n log n takes at most 5 times as long, n² takes 16
SURE = 100.0  # times as long: neither a busy neighbour nor a slow first run does that
ENOUGH = 0.25  # seconds: where so long a run is reached, a longer text tells nothing more


@dataclass(frozen=True)
class Growth:
    """Processor seconds of `size`, and how many times those of a fourth of it."""

    size: int
    seconds: float
    ratio: float

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.1f} ms at {self.size}, {self.ratio:.1f} times a fourth of it"


def processor_time(call: Callable[[], object]) -> float:
    """Seconds of a call alone: sweeping what earlier tests left behind can take two more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        start = time.thread_time()
        call()
        return time.thread_time() - start
    finally:
        if was_enabled:
            gc.enable()


def least_time(call: Callable[[], object]) -> float:
    """The less of two runs: the first may be slow, and hide that a longer call grows."""
    first = processor_time(call)
    return first if first > ENOUGH else min(first, processor_time(call))


def least_times(
    short: Callable[[], object], long: Callable[[], object], before: float
) -> tuple[float, float]:
    """The least of each of two calls, by turns: a busy neighbour slows what runs beside it by half,
    for longer than the short call takes, and must not hide that the long one grows. `before` is
    what the short one took earlier.
    """
    least = float("inf")
    for turn in range(RUNS):
        before = min(before, *(processor_time(short) for _ in range(SPAN)))
        least = min(least, processor_time(long))
        if turn and least > ENOUGH:
            break
    return before, least


def fast_growth[T](
    read: Callable[[T], object],
    text: Callable[[int], T],
    sizes: tuple[int, ...],
    is_clear: Callable[[int, float], bool] = lambda _size, _seconds: False,
) -> Growth | None:
    """How the time of `read(text(size))` grows, if it grows faster than its text.

    `sizes` rise, and the first that takes too long ends it: an exponential call is never given a
    long text. What grows fast at first and is bounded afterwards passes. No longer text is read
    after a size and its seconds that were at most half of what is borne, where `is_clear` says so.
    """
    growth = None
    for size in sizes:
        long, short = partial(read, text(size)), partial(read, text(size // SPAN))
        seconds = processor_time(long)
        growth = None
        if seconds < FLOOR and not is_clear(size, seconds):
            continue
        before = least_time(short)
        if seconds > max(SURE * before, ENOUGH):
            return Growth(size, seconds, seconds / max(before, 1e-7))
        if seconds > BOUND / 2 * before:
            before, seconds = least_times(short, long, before)
            if seconds > max(BOUND * before, FLOOR):
                growth = Growth(size, seconds, seconds / max(before, 1e-7))
        elif is_clear(size, seconds):
            break
        if seconds > ENOUGH:
            break
    return growth
