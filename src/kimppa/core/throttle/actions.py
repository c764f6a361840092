"""Counting tries in a sliding window. Kept in the database, so that every process counts alike.

Security times use the real clock, never the consortium's day.
"""

import datetime as dt
import math
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from kimppa.core.locks import one_at_a_time
from kimppa.core.throttle.models import Try


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` tries by one key within `minutes`."""

    scope: str
    times: int
    minutes: int

    @property
    def window(self) -> dt.timedelta:
        """How far back tries are counted."""
        return dt.timedelta(minutes=self.minutes)


@transaction.atomic
def take(limit: Limit, key: str) -> int:
    """Use up one try; 0 when it was free, else how many seconds to wait (and nothing is used)."""
    now = dt.datetime.now(dt.UTC)
    one_at_a_time("throttle", limit.scope, key)
    Try.objects.filter(scope=limit.scope, at__lte=now - limit.window).delete()
    tries = Try.objects.filter(scope=limit.scope, key=_key_digest(limit, key))
    # Tries of a clock that was ahead would hold the key back until that time: they count from now.
    tries.filter(at__gt=now).update(at=now)
    try_times = list(tries.order_by("-at").values_list("at", flat=True)[: limit.times])
    if len(try_times) >= limit.times:
        return max(1, math.ceil((try_times[-1] + limit.window - now).total_seconds()))
    Try.objects.create(scope=limit.scope, key=_key_digest(limit, key), at=now)
    return 0


def forget(limit: Limit, key: str) -> None:
    """Start counting from nothing: the key has proved itself."""
    Try.objects.filter(scope=limit.scope, key=_key_digest(limit, key)).delete()


def give_back(limit: Limit, key: str) -> None:
    """Return the newest try: it was no guess."""
    newest_try = (
        Try.objects.filter(scope=limit.scope, key=_key_digest(limit, key)).order_by("-at").first()
    )
    if newest_try:
        newest_try.delete()


def _key_digest(limit: Limit, key: str) -> str:
    return salted_hmac(f"kimppa.throttle.{limit.scope}", key, algorithm="sha256").hexdigest()


def forget_tries(age: dt.timedelta) -> int:
    """Remove tries older than the age, in real time; how many."""
    return Try.objects.filter(at__lt=dt.datetime.now(dt.UTC) - age).delete()[0]
