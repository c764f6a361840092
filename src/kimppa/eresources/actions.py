"""How each row of the room is written and removed: the right, the checks, the row, the log."""

from typing import Any

from django.db import models

from kimppa.core.audit.actions import add, change, remove
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require

RIGHT = Permission.MANAGE_CONSORTIUM


def add_row[M: models.Model](row: M, *, by: Actor, action: str) -> M:
    """Raises PermissionDenied, and ValidationError by field."""
    require(by, RIGHT)
    return add(row, by=by, action=action)


def change_row(row: models.Model, *, by: Actor, action: str, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError by field."""
    require(by, RIGHT)
    change(row, by=by, action=action, **values)


def remove_row(row: models.Model, *, by: Actor, action: str) -> None:
    """Raises PermissionDenied."""
    require(by, RIGHT)
    remove(row, by=by, action=action)


def check_right(by: Actor, _row: models.Model) -> None:
    """What taking a write back asks for. Raises PermissionDenied."""
    require(by, RIGHT)
