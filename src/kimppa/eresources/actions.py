"""How each row of the room is written and removed: the right, the checks, the row, the log."""

from django.db import models

from kimppa.core.audit.actions import record, snapshot
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require

RIGHT = Permission.MANAGE_CONSORTIUM


def add_row[M: models.Model](row: M, *, by: Actor, action: str) -> M:
    """Raises PermissionDenied, and ValidationError by field."""
    require(by, RIGHT)
    return save_row(row, by=by, action=action)


def save_row[M: models.Model](row: M, *, by: Actor, action: str) -> M:
    """The same where the caller has asked for the right. Raises ValidationError by field."""
    row.full_clean()
    row.save()
    record(by=by, action=action, obj=row)
    return row


def remove_row(row: models.Model, *, by: Actor, action: str) -> None:
    """Raises PermissionDenied."""
    require(by, RIGHT)
    record(by=by, action=action, obj=row, before=snapshot(row), after={})
    row.delete()


def check_right(by: Actor, _row: models.Model) -> None:
    """What taking a write back asks for. Raises PermissionDenied."""
    require(by, RIGHT)
