"""Putting back what was removed, from what the log kept of it."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.models import CodeTable, Practice
from kimppa.catalogue.duplicates.models import Pair
from kimppa.core.audit.actions import record
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by, require_undo
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed, the action that made it, and the page that shows it."""

    model: type[models.Model]
    action: str
    shown_at: str


REMOVALS: Final = {
    "catalogue.unpractice": Removal(Practice, "catalogue.practice", "practices"),
    "catalogue.uncodes": Removal(CodeTable, "catalogue.codes", "code-tables"),
    "catalogue.unsame": Removal(Pair, "catalogue.same", "pairs"),
}


check_undo_by(
    lambda by, _row: require(by, Permission.MANAGE_CATALOGUE),
    *(removal.model for removal in REMOVALS.values()),
)


@transaction.atomic
def put_back(*, by: Actor, event: AuditEvent) -> models.Model:
    """Put back what was removed, as it was.

    Raises ValidationError when it is there again, or another has taken its place.
    """
    removal = REMOVALS[event.action]
    model = removal.model
    row = model(**_values(model, event.before))
    require_undo(by, row)
    if model._default_manager.filter(pk=event.object_id).exists():
        raise ValidationError(_("“%(title)s” has been put back already.") % {"title": event.title})
    row.full_clean(exclude=["codes", "counted_in", "by"])
    row.save(force_insert=True)
    record(by=by, action=removal.action, obj=row)
    return row


def _values(model: type[models.Model], kept: dict[str, Any]) -> dict[str, Any]:
    """The fields' values; what was pointed at and is gone is left out."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    return {
        name: fields[name].to_python(value)
        for name, value in kept.items()
        if name in fields and _there(fields[name], value)
    }


def _there(field: models.Field[Any, Any], value: Any) -> bool:
    if not isinstance(field, models.ForeignKey) or value is None:
        return True
    return bool(field.related_model._default_manager.filter(pk=value).exists())
