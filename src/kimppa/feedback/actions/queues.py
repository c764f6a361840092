"""How a queue is handled."""

from kimppa.core.audit.actions import change
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.models import Queue


def change_queue(*, by: Actor, queue: Queue, days: int, look_days: int, keep_months: int) -> None:
    """Set a queue's target and times of keeping."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(
        queue,
        by=by,
        action="feedback.queue",
        days=days,
        look_days=look_days,
        keep_months=keep_months,
    )
