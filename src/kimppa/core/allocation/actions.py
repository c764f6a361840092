"""Making allocation keys and splitting by them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, prefetch_related_objects
from django.utils.translation import gettext as _

from kimppa.core.allocation.models import AllocationKey, KeyShare
from kimppa.core.allocation.rules import Share, allocate
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.language import official, official_language
from kimppa.core.permissions import Actor, require
from kimppa.core.ratification.actions import ask, withdraw
from kimppa.core.ratification.models import Ratification


@transaction.atomic
def create_key(
    *,
    by: Actor,
    name: str,
    kind: str,
    as_of: dt.date,
    weights: Mapping[Municipality, Decimal | int],
    source: str = "",
    example: bool = False,
) -> AllocationKey:
    """Keep a key with its values, its name in the consortium's language. Raises AllocationError
    when nothing can be split by it.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    allocate(1, {m.code: weight for m, weight in weights.items()})
    key = AllocationKey(kind=kind, as_of=as_of, source=source, example=example)
    setattr(key, f"name_{official_language()}", name)
    key.full_clean()
    key.save()
    KeyShare.objects.bulk_create(
        KeyShare(key=key, municipality=m, weight=weight, source=source, example=example)
        for m, weight in weights.items()
    )
    record(by=by, action="allocation.create-key", obj=key)
    return key


@transaction.atomic
def put_to_municipalities(
    *, by: Actor, key: AllocationKey, level: str = Ratification.Level.DIRECTOR
) -> Ratification:
    """Ask each municipality of the key to confirm it; a question that is open is returned as is."""
    require(by, Permission.DECIDE)
    shares = key.shares.select_related("municipality")
    with official():
        title = _("Allocation key: %(name)s") % {"name": key.name}
        text = "\n".join(f"- {s.municipality.name}: {s.weight.normalize():f}" for s in shares)
    question = ask(
        by=by,
        origin=("desk", f"allocation-key-{key.pk}"),
        title=title,
        text=text,
        municipalities=[share.municipality for share in shares],
        level=level,
    )
    change(key, by=by, action="allocation.ask", ratification=question)
    return question


@transaction.atomic
def remove_key(*, by: Actor, key: AllocationKey) -> None:
    """Take back a key that nothing has been split by; its open question is withdrawn.

    Raises ValidationError when the key is in use.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    question = key.ratification
    shares = {share.municipality.code: str(share.weight) for share in key.shares.all()}
    record(
        by=by,
        action="allocation.remove-key",
        obj=key,
        before=snapshot(key) | {"shares": shares},
    )
    try:
        key.delete()
    except ProtectedError as error:
        raise ValidationError(_("The key is in use, so it stays.")) from error
    if question is not None and question.withdrawn_at is None:
        withdraw(by=by, ratification=question)


def split(total: Decimal | int, key: AllocationKey) -> dict[str, Share]:
    """Parts by municipality code; they sum exactly to the total."""
    return what_if(total, [key])[key.pk]


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


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), AllocationKey)
