"""Remembering what was worked out, for as long as nothing has been written.

Every write adds an audit row, so the newest rows are a version stamp of the whole desk: what
was worked out under a stamp stays true until the stamp, the day or the language changes. What
adds none (receipts of opening, tries, mail, runs of jobs) is not to be remembered.
"""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db.models import Max, Sum
from django.utils.translation import get_language

from kimppa.core import clock
from kimppa.core.audit.models import AuditEvent

_LIFE_SECONDS = 3600
_NEWEST = 100


def stamp() -> tuple[int, dt.datetime | None]:
    """The version of what is stored. One query.

    More than the newest id: on PostgreSQL a slow transaction's row may appear behind a quicker
    one's, and ids that were rolled back may be given again.
    """
    newest = AuditEvent.objects.order_by("-pk").values("pk", "at")[:_NEWEST]
    told = newest.aggregate(ids=Sum("pk"), at=Max("at"))
    return told["ids"] or 0, told["at"]


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
