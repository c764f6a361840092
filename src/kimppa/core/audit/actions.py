"""Writing the audit log."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from kimppa.core import changes, clock
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import Actor
from kimppa.core.search.actions import note_write

# Who must hear of every write, in its transaction (`core.webhooks`).
recorded = Signal()
_batch: ContextVar[str] = ContextVar("audit_batch", default="")
_via: ContextVar[str] = ContextVar("audit_via", default="")

HIDDEN = frozenset({"password", "token", "digest", "nonce", "secret", "old_secret"})


def new_batch() -> str:
    """A name for writes that belong together."""
    return secrets.token_hex(16)


def current_batch() -> str:
    """The batch that is being written; empty outside one."""
    return _batch.get()


@contextmanager
def batch(name: str) -> Iterator[None]:
    """Every write within belongs to the batch."""
    token = _batch.set(name)
    try:
        yield
    finally:
        _batch.reset(token)


@contextmanager
def via(name: str) -> Iterator[None]:
    """Writes within the block came by the token of that name, or `BY_LINK`."""
    token = _via.set(name)
    try:
        yield
    finally:
        _via.reset(token)


def snapshot(obj: models.Model) -> dict[str, Any]:
    """The object's stored values as JSON types; secrets are left out."""
    field_values = {
        field.attname: field.value_from_object(obj)
        for field in obj._meta.concrete_fields
        if field.name not in HIDDEN
    }
    json_values: dict[str, Any] = json.loads(json.dumps(field_values, cls=DjangoJSONEncoder))
    return json_values


def stored[M: models.Model](obj: M) -> M:
    """The object as it stands in the database, locked until the transaction ends.

    What the caller holds may be old, or a form may already have written its new values on it.
    Raises ValidationError when the row is gone.
    """
    # By its model, since the signed-in person comes in a lazy wrapper of another type.
    model: type[M] = obj._meta.model  # type: ignore[assignment]  # the stubs say only Model
    stored_row = (
        model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=obj.pk).first()
    )
    if stored_row is None:
        raise ValidationError(_("“%(title)s” is no longer there.") % {"title": obj})
    return stored_row


def record(
    *,
    by: Actor,
    action: str,
    obj: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    municipality: Municipality | None = None,
    title: str = "",
) -> AuditEvent:
    """Add a row; call in the transaction of the write. `before` is empty for a new object; `title`
    is what the log calls it, the object's own name unless told.

    `after` defaults to the object's values now; unchanged values are left out of both. The
    municipality is the object's own unless another is named.
    """
    old_values = before or {}
    new_values = snapshot(obj) if after is None else after
    changes.bump_after_commit()
    changed_names = {
        key
        for key in old_values.keys() | new_values.keys()
        if old_values.get(key) != new_values.get(key)
    }
    note_write(obj._meta.label_lower, str(obj.pk))
    event = AuditEvent.objects.create(
        at=clock.now(),
        by_id=by.pk,
        by_name=by.name,
        via=_via.get(),
        action=action,
        model=obj._meta.label_lower,
        object_id=str(obj.pk),
        title=(title or str(obj))[:300],
        municipality=_municipality_code(municipality or _municipality_of(obj)),
        batch=_batch.get(),
        before={key: old_values[key] for key in sorted(changed_names) if key in old_values},
        after={key: new_values[key] for key in sorted(changed_names) if key in new_values},
    )
    recorded.send(AuditEvent, event=event, obj=obj)
    return event


@transaction.atomic
def add[M: models.Model](obj: M, *, by: Actor, action: str) -> M:
    """Check a new row, save and audit it. Raises ValidationError by field."""
    obj.full_clean()
    obj.save()
    record(by=by, action=action, obj=obj)
    return obj


@transaction.atomic
def remove(obj: models.Model, *, by: Actor, action: str) -> None:
    """Audit a row as it is at hand and delete it. Raises ProtectedError while others need it."""
    record(by=by, action=action, obj=obj, before=snapshot(obj), after={})
    obj.delete()


@transaction.atomic
def change(obj: models.Model, *, by: Actor, action: str, **field_values: Any) -> bool:
    """Set fields, check them, save and audit in one go; False, and nothing written, when nothing
    differs from what is stored.

    Raises ValidationError for a value that its field does not take, or when the row is gone.
    """
    values_before = snapshot(stored(obj))
    fields = [obj._meta.get_field(name) for name in field_values]
    for name, field_value in field_values.items():
        setattr(obj, name, field_value)
    _check_names(obj, {field.name for field in fields})
    values_now = snapshot(obj)
    attnames = {field.attname for field in fields if isinstance(field, models.Field)}
    values_after = values_before | {
        key: field_value for key, field_value in values_now.items() if key in attnames
    }
    if values_after == values_before:
        return False
    obj.save(update_fields=[field.name for field in fields])
    record(by=by, action=action, obj=obj, before=values_before, after=values_after)
    return True


def _check_names(obj: models.Model, names: set[str]) -> None:
    unchanged_names = {field.name for field in obj._meta.concrete_fields if field.name not in names}
    # Emptying what the table lets be empty is the writer's choice, whatever forms ask of people.
    emptied_names = {
        field.name
        for field in obj._meta.concrete_fields
        if field.null and getattr(obj, field.attname) is None
    }
    obj.clean_fields(exclude=unchanged_names | emptied_names)


def _municipality_of(obj: models.Model) -> Municipality | None:
    """None for an object that has no field of that name, or an empty one."""
    try:
        field = obj._meta.get_field("municipality")
    except FieldDoesNotExist:
        return None
    municipality = getattr(obj, field.name) if field.concrete else None
    return municipality if isinstance(municipality, Municipality) else None


def _municipality_code(municipality: Municipality | None) -> str:
    return municipality.code if municipality else ""
