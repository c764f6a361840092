"""Whom a line of the agreement concerns: all municipalities, or some of them only. Pure.

A limit holds the ids of those concerned; an empty one is no limit. A person is told of the lines
that concern some of the own municipalities, a coordinator of all (`queries.limit_of_sight`).
"""

from collections.abc import Collection

type Limit = frozenset[int]
NO_LIMIT: Limit = frozenset()


def concerns(limit: Collection[int], municipality: int) -> bool:
    """Whether a line with the limit concerns a municipality; `duties_not_of` asks SQL."""
    return not limit or municipality in limit


def among_parties(limit: Collection[int], parties: Collection[int]) -> Limit:
    """What stays of a limit when the parties change: those who still are parties. Where nobody is,
    it stays as it was: the line is then asked of nobody, not of all.
    """
    return frozenset(limit).intersection(parties) or frozenset(limit)


def concerns_nobody(limit: Collection[int], parties: Collection[int]) -> bool:
    """Whether all whom a limit names have left the parties."""
    return bool(limit) and frozenset(limit).isdisjoint(parties)


def concerns_any(limit: Collection[int], municipalities: Collection[int] | None) -> bool:
    """Whether it concerns some of the municipalities; None = all."""
    if municipalities is None or not limit:
        return True
    return any(concerns(limit, each) for each in municipalities)
