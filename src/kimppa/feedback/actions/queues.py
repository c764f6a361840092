"""How a queue is handled."""

from kimppa.core.audit.actions import change
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.models import Queue


def change_queue(*, by: Actor, queue: Queue, **changes: int) -> None:
    """Set a queue's `days`, `look_days` or `keep_months`."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(queue, by=by, action="feedback.queue", **changes)


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Queue)
