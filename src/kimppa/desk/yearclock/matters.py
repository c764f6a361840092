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
    dues_by_topic: dict[str, list[Due]] = {}
    kept_dues: list[Due] = []
    dues = list(dues)
    settled = {(line.clause, line.date) for line in dues if _is_delivery(line) and line.done}
    for due in sorted(dues, key=_rank):
        if due.room != "agreement" and not due.done and (due.clause, due.date) in settled:
            continue  # asks no more than the delivery on its day, which is done
        earlier_dues = dues_by_topic.setdefault(due.topic, [])
        if not any(is_same(earlier, due) for earlier in _of_others(earlier_dues, due)):
            kept_dues.append(due)
        earlier_dues.append(due)  # also one that is told of: a line is told by the step of a task
    return sorted(kept_dues, key=lambda due: (due.date, due.title))


def _is_delivery(due: Due) -> bool:
    """Whether it is a line of the agreement that a delivery fulfils."""
    return due.room == "agreement" and bool(due.clause) and due.verb == verbs.DELIVER


def _rank(due: Due) -> tuple[int, dt.date, str]:
    return _RANKS.get(due.room, 0), due.date, due.title


def _of_others(dues: Sequence[Due], due: Due) -> Iterator[Due]:
    return (sibling for sibling in dues if sibling.room != due.room and sibling.done == due.done)


def is_same(sibling: Due, due: Due) -> bool:
    """Whether two dues of a topic, of different rooms, are of one piece of work."""
    if due.municipality and sibling.municipality != due.municipality:
        return False
    if sibling.clause and sibling.clause == due.clause:
        return sibling.date == due.date or _is_in_span(sibling, due)
    return abs(sibling.date - due.date) <= WITHIN and same_words(sibling.title, due.title)


def _is_in_span(sibling: Due, due: Due) -> bool:
    """Whether the first falls in the span of work that a line of the agreement asks for."""
    return due.since is not None and due.since <= sibling.date <= due.date
