"""Writing the audit log."""

import datetime as dt
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality
from kimppa.core.permissions import Actor

HIDDEN = frozenset({"password", "token"})


def snapshot(obj: models.Model) -> dict[str, Any]:
    """The object's stored values as JSON types; secrets are left out."""
    values = {
        field.attname: field.value_from_object(obj)
        for field in obj._meta.concrete_fields
        if field.name not in HIDDEN
    }
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain


def record(
    *,
    by: Actor,
    action: str,
    obj: models.Model,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    municipality: Municipality | None = None,
) -> AuditEvent:
    """Add a row; call in the transaction of the write. `before` is empty for a new object.

    `after` defaults to the object's values now; unchanged values are left out of both.
    """
    old = before or {}
    new = snapshot(obj) if after is None else after
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return AuditEvent.objects.create(
        at=dt.datetime.now(dt.UTC),
        by_id=by.pk,
        by_name=by.name,
        action=action,
        model=obj._meta.label_lower,
        object_id=str(obj.pk),
        title=str(obj)[:300],
        municipality=municipality.code if municipality else "",
        before={key: old[key] for key in sorted(changed) if key in old},
        after={key: new[key] for key in sorted(changed) if key in new},
    )


def change(
    obj: models.Model,
    *,
    by: Actor,
    action: str,
    municipality: Municipality | None = None,
    **values: Any,
) -> bool:
    """Set fields, save and audit in one go; False, and nothing written, when nothing differs."""
    before = snapshot(obj)
    for name, value in values.items():
        setattr(obj, name, value)
    if snapshot(obj) == before:
        return False
    obj.save(update_fields=list(values))
    record(by=by, action=action, obj=obj, before=before, municipality=municipality)
    return True
