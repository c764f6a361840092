"""Remembering what was worked out, for as long as nothing has been written.

Every write adds an audit row, so the newest rows are a version stamp of the whole desk: what
was worked out under a stamp stays true until the stamp, the day or the language changes. What
adds none (receipts of opening, tries, mail, runs of jobs) is not to be remembered.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.cache import cache
from django.db.models import Max, Sum
from django.utils.translation import get_language

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent

type Stamp = tuple[int, dt.datetime | None]

_LIFE_SECONDS = 3600
_NEWEST = 100
# The stamp that a page being read has seen; empty until it asks, None outside a page.
_seen: ContextVar[list[Stamp] | None] = ContextVar("memo_seen", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Ask for the stamp once within: the parts of a page that is only read belong together."""
    token = _seen.set([])
    try:
        yield
    finally:
        _seen.reset(token)


def stamp() -> Stamp:
    """The version of what is stored. One query, or none when this look has asked already."""
    seen = _seen.get()
    if seen is None:
        return _stamp()
    if not seen:
        seen.append(_stamp())
    return seen[0]


def _stamp() -> Stamp:
    """The newest rows of the audit log, summed.

    More than the newest id: on PostgreSQL a slow transaction's row may appear behind a quicker
    one's, and ids that were rolled back may be given again.
    """
    newest = AuditEvent.objects.order_by("-pk").values("pk", "at")[:_NEWEST]
    told = newest.aggregate(ids=Sum("pk"), at=Max("at"))
    return told["ids"] or 0, told["at"]


def remember[T](name: str, *parts: object, make: Callable[[], T]) -> T:
    """What `make` gives, worked out once for the name, parts, stamp, day and language.

    The result must be picklable and depend on nothing else. Costs one query at most
    when remembered.
    """
    told = repr((name, parts, stamp(), clock.today(), get_language()))
    key = "memo:" + hashlib.sha256(told.encode()).hexdigest()
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, _LIFE_SECONDS)
    return found
