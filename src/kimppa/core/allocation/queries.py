"""Reading allocation keys."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.memo import read_once


def keys() -> QuerySet[AllocationKey]:
    """Every key with its values and how far it is ratified, the newest first.

    Keys are decided together, so each municipality sees the values of all.
    """
    shares = Prefetch("shares", KeyShare.objects.select_related("municipality"))
    return AllocationKey.objects.select_related("ratification").prefetch_related(
        shares, "ratification__confirmations"
    )


def keys_once() -> list[AllocationKey]:
    """The same for a page that only reads: several of its parts split by them."""
    return read_once("allocation keys", make=lambda: list(keys()))


def newest(allocation_keys: Iterable[AllocationKey]) -> list[AllocationKey]:
    """The first key of each kind: what one would split by today."""
    by_kind: dict[str, AllocationKey] = {}
    for key in allocation_keys:
        by_kind.setdefault(key.kind, key)
    return list(by_kind.values())


def weights_of(key: AllocationKey) -> list[list[str]]:
    """Codes of municipalities with their weights, in the order that settles equal remainders."""
    return [[share.municipality.code, str(share.weight)] for share in key.shares.all()]
