"""Whom a line of the agreement concerns: all municipalities, or some of them only. Pure.

A limit holds the ids of those concerned; an empty one is no limit.
"""

from collections.abc import Collection

type Limit = frozenset[int]
NO_LIMIT: Limit = frozenset()


def concerns(limit: Collection[int], municipality: int) -> bool:
    """Whether a line with the limit concerns a municipality; `duties_not_of` asks SQL."""
    return not limit or municipality in limit


def concerns_any(limit: Collection[int], municipalities: Collection[int] | None) -> bool:
    """Whether it concerns some of the municipalities; None = all."""
    return municipalities is None or any(concerns(limit, each) for each in municipalities)
