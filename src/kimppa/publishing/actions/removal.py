"""Removing what was never published, and putting it back from what the audit log kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import record, snapshot
from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import check_undo_by, require_undo
from kimppa.core.permissions import Actor
from kimppa.publishing.actions.items import (
    occurrences_of,
    require_change,
    times_of,
)
from kimppa.publishing.actions.publication import in_state
from kimppa.publishing.models import Item, Keyword, Occurrence

REMOVE = "publishing.remove"
KEYWORDS = "keywords"  # which the log holds beside the item's own fields


@transaction.atomic
def remove(*, by: Actor, item: Item) -> AuditEvent:
    """Delete what has not been published; `put_back` undoes it by what is returned.

    Raises PermissionDenied, ValidationError.
    """
    stored_item = in_state(item, Item.Status.DRAFT, Item.Status.PROPOSED)
    require_change(by, stored_item)
    if stored_item.published_at is not None:
        raise ValidationError(_("What has been published is called off, not removed."))
    keyword_values = [
        [keyword.role, keyword.slug, keyword.name] for keyword in stored_item.keywords.all()
    ]
    values_before = snapshot(stored_item) | {KEYWORDS: keyword_values}
    event = record(by=by, action=REMOVE, obj=stored_item, before=values_before, after={})
    stored_item.delete()
    return event


@transaction.atomic
def put_back(*, by: Actor, event: AuditEvent) -> Item:
    """Undo a removal: the same item at its old address. Raises PermissionDenied, ValidationError
    when it is here already or what it belonged to is gone.
    """
    item = _item_of(dict(event.before))
    require_undo(by, item)
    if Item.objects.filter(Q(pk=item.pk) | Q(key=item.key)).exists():
        raise ValidationError(_("“%(title)s” is here already.") % {"title": item.title})
    item.full_clean(exclude=["created_by", "exceptions"])
    item.save(force_insert=True)
    Occurrence.objects.bulk_create(occurrences_of(item, times_of(item)))
    Keyword.objects.bulk_create(
        Keyword(item=item, role=role, slug=slug, name=name)
        for role, slug, name in event.before.get(KEYWORDS, [])
    )
    record(by=by, action="publishing.put-back", obj=item)
    return item


check_undo_by(require_change, Item)


def _item_of(value_by_column: dict[str, Any]) -> Item:
    """The item as it was; what it pointed to and is no longer there is left out."""
    item = Item()
    for field in Item._meta.concrete_fields:
        value = field.to_python(value_by_column.get(field.attname, field.get_default()))
        if isinstance(field, models.ForeignKey) and value is not None:
            exists = field.related_model._base_manager.filter(pk=value).exists()
            value = value if exists else None
        setattr(item, field.attname, value)
    return item
