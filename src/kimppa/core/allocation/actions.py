"""Making allocation keys and splitting by them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects

from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.allocation.rules import Share, allocate
from kimppa.core.audit.actions import record
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require


@transaction.atomic
def create_key(
    *,
    by: Actor,
    name_fi: str,
    kind: str,
    as_of: dt.date,
    weights: Mapping[Municipality, Decimal | int],
    source: str = "",
    example: bool = False,
) -> AllocationKey:
    """Keep a key with its values. Raises AllocationError when nothing can be split by it."""
    require(by, Permission.MANAGE_CONSORTIUM)
    allocate(1, {m.code: weight for m, weight in weights.items()})
    key = AllocationKey(name_fi=name_fi, kind=kind, as_of=as_of, source=source, example=example)
    key.full_clean()
    key.save()
    KeyShare.objects.bulk_create(
        KeyShare(key=key, municipality=m, weight=weight, source=source, example=example)
        for m, weight in weights.items()
    )
    record(by=by, action="allocation.create-key", obj=key)
    return key


def split(total: Decimal | int, key: AllocationKey, *, unit: Decimal | int = 1) -> dict[str, Share]:
    """Parts by municipality code; they sum exactly to the total."""
    return what_if(total, [key], unit=unit)[key.pk]


def what_if(
    total: Decimal | int, keys: list[AllocationKey], *, unit: Decimal | int = 1
) -> dict[int, dict[str, Share]]:
    """The same total under several keys, by key id; the shares are read at once."""
    prefetch_related_objects(keys, "shares__municipality")
    return {
        key.pk: allocate(
            total, {s.municipality.code: s.weight for s in key.shares.all()}, unit=unit
        )
        for key in keys
    }
