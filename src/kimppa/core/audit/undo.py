"""The right to undo a write.

Whoever undoes must be allowed to write by hand the row that stands now and the row that would
stand again: rights that somebody had when the write was made count for nothing.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kimppa.core.permissions import Actor

type Check = Callable[[Actor, Any], None]

_checks: dict[type[models.Model], Check] = {}


def check_undo_by(check: Check, *kinds: type[models.Model]) -> None:
    """Name the check of a hand-made write of such rows; it raises PermissionDenied."""
    _checks.update(dict.fromkeys(kinds, check))


def require_undo(by: Actor, *states: models.Model) -> None:
    """Raise PermissionDenied unless `by` may write every state of the row by hand, now."""
    for state in states:
        _checks[state._meta.model](by, state)


def with_values[M: models.Model](row: M, values: Mapping[str, Any]) -> M:
    """A copy of the row with values of the audit log, by `attname`.

    Raises ValidationError for a value that is no field: such an entry describes no state.
    """
    fields = {field.attname: field for field in row._meta.concrete_fields}
    if not values.keys() <= fields.keys():
        raise ValidationError(_("This change cannot be undone here."))
    state = copy(row)
    for name, value in values.items():
        setattr(state, name, fields[name].to_python(value))
    return state
