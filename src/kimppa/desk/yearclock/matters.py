"""One matter once: what several rooms have due of the same work stands as one row."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from kimppa.core import verbs
from kimppa.core.area import Due
from kimppa.core.evidence.same import WITHIN, same_words

# Whose row stands for a matter: the room that does the work, a task, a step, the line itself.
_RANKS = {"agreement": 3, "programme": 2, "desk": 1}


def matters(dues: Iterable[Due]) -> list[Due]:
    """The dues without those that another tells of already, in the order of days."""
    by_topic: dict[str, list[Due]] = {}
    standing: list[Due] = []
    dues = list(dues)
    settled = {(line.clause, line.date) for line in dues if _is_delivery(line) and line.done}
    for due in sorted(dues, key=_rank):
        if due.room != "agreement" and not due.done and (due.clause, due.date) in settled:
            continue  # asks no more than the delivery on its day, which is done
        earlier = by_topic.setdefault(due.topic, [])
        if not any(is_same(first, due) for first in _of_others(earlier, due)):
            standing.append(due)
        earlier.append(due)  # also one that is told of: a line is told by the step of a task
    return sorted(standing, key=lambda due: (due.date, due.title))


def _is_delivery(due: Due) -> bool:
    """Whether it is a line of the agreement that a delivery fulfils."""
    return due.room == "agreement" and bool(due.clause) and due.verb == verbs.DELIVER


def _rank(due: Due) -> tuple[int, dt.date, str]:
    return _RANKS.get(due.room, 0), due.date, due.title


def _of_others(dues: Sequence[Due], due: Due) -> Iterator[Due]:
    return (first for first in dues if first.room != due.room and first.done == due.done)


def is_same(first: Due, due: Due) -> bool:
    """Whether two dues of a topic, of different rooms, are of one piece of work."""
    if due.municipality and first.municipality != due.municipality:
        return False
    if first.clause and first.clause == due.clause:
        return first.date == due.date or _is_in_span(first, due)
    return abs(first.date - due.date) <= WITHIN and same_words(first.title, due.title)


def _is_in_span(first: Due, due: Due) -> bool:
    """Whether the first falls in the span of work that a line of the agreement asks for."""
    return due.since is not None and due.since <= first.date <= due.date
