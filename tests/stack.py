"""Room on Python's stack of frames, so that no test pays for the place where it stands on it.

CPython keeps frames in pieces of 16 kB and gives a piece back when the first frame in it returns: a
loop whose calls cross the end of a piece asks the system for memory at each of them. Of one
room's tests 9 of 65 seconds of the processor went so. A frame that claims much gets a piece with as
much room behind it.
"""

from collections.abc import Callable

_SLOTS = 65_000  # of 8 bytes; the piece is of 1 MB then


def with_room[T](run: Callable[[], T]) -> T:
    """What `run` returns."""
    return run()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
