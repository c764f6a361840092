"""What the audit log holds of a row: a state to compare with, and values to bring back.

The log names fields by their `attname`; many-to-many fields whose rows have a `code` it may hold as
a sorted list of codes.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import snapshot

LOGGED_TO = dt.timedelta(milliseconds=1)  # the log keeps no shorter times


def state_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The row's values as the log writes them, with the codes of the named many-to-many fields."""
    codes = {
        name: sorted(getattr(row, name).values_list("code", flat=True))
        for name in fields_with_codes(row._meta.model).keys() & set(names)
    }
    return snapshot(row) | codes


def differs(row: models.Model, logged_values: Mapping[str, Any]) -> set[str]:
    """The names of what the log holds and the row does not; what is no field is not compared."""
    fields = {field.attname: field for field in row._meta.concrete_fields}
    values_now = state_of(row, logged_values)
    return {
        name
        for name in logged_values.keys() & values_now.keys()
        if values_now[name] != logged_values[name]
        and (
            name not in fields
            or not _is_same_value(fields[name].to_python(logged_values[name]), row, name)
        )
    }


def _is_same_value(logged_value: Any, row: models.Model, name: str) -> bool:
    """Whether values that are written otherwise are the same: decimals, moments of other zones."""
    row_value = getattr(row, name)
    if isinstance(logged_value, dt.datetime) and isinstance(row_value, dt.datetime):
        return abs(logged_value - row_value) < LOGGED_TO
    return bool(logged_value == row_value)


def fields_with_codes(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The many-to-many fields whose rows have codes, with their models."""
    fields = {field.name: field.related_model for field in model._meta.many_to_many}
    return {
        name: target
        for name, target in fields.items()
        if any(field.name == "code" for field in target._meta.fields)
    }


def with_values[M: models.Model](row: M, logged_values: Mapping[str, Any]) -> M:
    """A copy of the row with values of the audit log, by `attname`.

    Raises ValidationError for a value that is no field: such an entry describes no state.
    """
    fields = {field.attname: field for field in row._meta.concrete_fields}
    codes = fields_with_codes(row._meta.model)
    if not logged_values.keys() <= fields.keys() | codes.keys():
        raise ValidationError(_("This change cannot be undone here."))
    state = copy(row)
    for name in logged_values.keys() - codes.keys():
        setattr(state, name, fields[name].to_python(logged_values[name]))
    return state


def values_of(model: type[models.Model], logged: Mapping[str, Any]) -> dict[str, Any]:
    """What the log holds, by field name, with the rows that it points at.

    Raises ValidationError when a row without which it cannot be is gone.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    codes = fields_with_codes(model)
    field_values = {
        fields[name].name: _field_value(fields[name], logged[name])
        for name in logged
        if name in fields
    }
    return field_values | {
        name: list(target._base_manager.filter(code__in=logged[name]))
        for name, target in codes.items()
        if name in logged
    }


def _field_value(field: models.Field[Any, Any], logged_value: Any) -> Any:
    if logged_value is None or not isinstance(field, models.ForeignKey):
        return field.to_python(logged_value)
    target = field.related_model._base_manager.filter(pk=logged_value).first()
    if target is None and not field.null:
        raise ValidationError(_("What this belonged to is no longer there."))
    return target
