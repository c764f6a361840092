"""Caching of computed values for as long as nothing has been written.

Every write adds an audit row, so the newest rows are a version stamp of the whole desk: a value
stays true until the stamp, the day or the language changes. Values that depend on rows without
audit (receipts of opening, tries, mail, runs of jobs) must not be cached here.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.cache import cache
from django.db.models import Max, Sum
from django.utils.translation import get_language

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.once import page_of_reads
from kimppa.core.once import read_once as read_once

type Stamp = tuple[int, dt.datetime | None]

_LIFE_SECONDS = 3600
_NEWEST = 100
# The stamp that a page being read has seen; empty until it asks, None outside a page.
_stamps: ContextVar[list[Stamp] | None] = ContextVar("memo_seen", default=None)


@contextmanager
def single_stamp() -> Iterator[None]:
    """Read the stamp once within the block: for pages and other work that only read."""
    if _stamps.get() is not None:
        yield
        return
    token = _stamps.set([])
    try:
        with page_of_reads():
            yield
    finally:
        _stamps.reset(token)


def stamp() -> Stamp:
    """The version of what is stored. One query; within `single_stamp` one in all."""
    stamps = _stamps.get()
    if stamps is None:
        return _stamp()
    if not stamps:
        stamps.append(_stamp())
    return stamps[0]


def _stamp() -> Stamp:
    """The newest rows of the audit log, summed.

    More than the newest id: on PostgreSQL a slow transaction's row may appear behind a quicker
    one's, and ids that were rolled back may be given again.
    """
    newest_events = AuditEvent.objects.order_by("-pk").values("pk", "at")[:_NEWEST]
    sums = newest_events.aggregate(ids=Sum("pk"), at=Max("at"))
    return sums["ids"] or 0, sums["at"]


def remember[T](name: str, *parts: object, make: Callable[[], T]) -> T:
    """The value of `make()`, computed once for the name, parts, stamp, day and language.

    It must be picklable and depend on nothing else. A hit costs at most one query.
    """
    key = _cache_key(name, parts)
    cached: T | None = cache.get(key)
    if cached is None:
        cached = make()
        cache.set(key, cached, _LIFE_SECONDS)
    return cached


def remember_each[K, T](
    name: str, each: Sequence[K], *parts: object, make: Callable[[list[K]], Mapping[K, T]]
) -> dict[K, T]:
    """A value for each of some items, such as years: those not yet known are made together."""
    keys = {item: _cache_key(name, (item, *parts)) for item in each}
    cached = cache.get_many(keys.values())
    missing_items = [item for item, key in keys.items() if key not in cached]
    if missing_items:
        fresh_values = make(missing_items)
        cached |= {keys[item]: fresh_values[item] for item in missing_items}
        cache.set_many({keys[item]: fresh_values[item] for item in missing_items}, _LIFE_SECONDS)
    return {item: cached[key] for item, key in keys.items()}


def _cache_key(name: str, parts: Sequence[object]) -> str:
    text = repr((name, tuple(parts), stamp(), clock.today(), get_language()))
    return "memo:" + hashlib.sha256(text.encode()).hexdigest()
