"""What one write changed: each field's value before and after, in words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import HIDDEN
from kimppa.core.audit.models import AuditEvent
from kimppa.desk.audit.fields import title
from kimppa.ui import numbers

_SECRET = frozenset(HIDDEN | {"secret"})

type Fields = Mapping[str, models.Field[Any, Any] | None]
type Names = Mapping[tuple[str, Any], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its name and its value before and after, in words; empty = there was none."""

    field: str
    before: str
    after: str


def changes(event: AuditEvent) -> list[Change]:
    """The fields that differ, as people read them; what could open a door is never told.

    One query for each field that refers to another row.
    """
    keys = sorted(key for key in event.before.keys() | event.after.keys() if not _is_secret(key))
    fields = {key: _field(event.model, key) for key in keys}
    names = _names(fields, (event.before, event.after))
    differences = [
        Change(
            title(_name(key, fields[key]), fields[key]),
            _words(key, fields[key], event.before.get(key), names),
            _words(key, fields[key], event.after.get(key), names),
        )
        for key in keys
    ]
    # What a new thing was left without says nothing.
    return [change for change in differences if change.before or change.after]


def _is_secret(key: str) -> bool:
    return any(word in key.lower() for word in _SECRET)


def _field(model: str, key: str) -> models.Field[Any, Any] | None:
    try:
        columns: Iterable[models.Field[Any, Any]] = apps.get_model(model)._meta.concrete_fields
    except (LookupError, ValueError):
        return None
    return next((field for field in columns if key in (field.attname, field.name)), None)


def _name(key: str, field: models.Field[Any, Any] | None) -> str:
    """The field's own name: `municipality`, where the log has the row's column."""
    return field.name if field is not None else key


def _names(fields: Fields, sides: Iterable[Mapping[str, Any]]) -> Names:
    """What the rows are called that the values refer to."""
    sides = list(sides)
    names: dict[tuple[str, Any], str] = {}
    for key, field in fields.items():
        related = field.related_model if field is not None else None
        if isinstance(related, type):
            ids = {side[key] for side in sides if isinstance(side.get(key), int)}
            for pk, related_row in related._base_manager.in_bulk(ids).items():
                names[key, pk] = str(related_row)
    return names


def _words(key: str, field: models.Field[Any, Any] | None, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(_words("", None, entry, names) for entry in value)
    if isinstance(value, dict):
        words = {name: _words("", None, entry, names) for name, entry in value.items()}
        return "; ".join(f"{name}: {word}" for name, word in words.items() if not _is_secret(name))
    if field is None:
        return str(value)
    if field.is_relation:
        return names.get((key, value)) or f"#{value}"
    return _field_words(field, value)


def _field_words(field: models.Field[Any, Any], value: Any) -> str:
    if isinstance(field, models.DateField):
        return _moment(value)
    label = dict(field.flatchoices).get(value)
    return str(value if label is None else label)


def _moment(value: Any) -> str:
    """A stored day or moment as people write it; what is neither stays as it is."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    return numbers.moment(moment) if len(str(value)) > len("2025-01-14") else numbers.day(moment)
