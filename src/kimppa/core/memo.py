"""Remembering what was worked out, for as long as nothing has been written.

Every write adds an audit row, so the newest row's id is a version stamp of the whole desk: what
was worked out under a stamp stays true until the stamp, the day or the language changes.
"""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db.models import Max
from django.utils.translation import get_language

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent

_LIFE_SECONDS = 3600


def stamp() -> int:
    """The version of what is stored: the id of the newest audit row. One query."""
    newest: int | None = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def remember[T](name: str, *parts: object, make: Callable[[], T]) -> T:
    """What `make` gives, worked out once for the name, parts, stamp, day and language.

    The result must be picklable and depend on nothing else. Costs one query when remembered.
    """
    told = repr((name, parts, stamp(), clock.today(), get_language()))
    key = "memo:" + hashlib.sha256(told.encode()).hexdigest()
    found: T | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, _LIFE_SECONDS)
    return found
