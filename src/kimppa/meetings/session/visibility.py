"""Who sees what an item left behind it, when the item is marked for directors only or no more."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.permissions import Actor
from kimppa.core.ratification.actions import set_internal
from kimppa.core.ratification.models import Ratification
from kimppa.core.tasks.actions import change_task
from kimppa.core.tasks.models import Task
from kimppa.meetings.models import Item


def follow_item(*, by: Actor, item: Item, internal: bool) -> None:
    """Show the item's questions and tasks to those who see the item, also what was withdrawn or
    dropped when it was opened again.
    """
    area, object_id = item.origin
    for question in Ratification.objects.filter(area=area, object_id=object_id):
        set_internal(by=by, ratification=question, internal=internal)
    for task in Task.objects.filter(pk__in=_dropped_tasks(item)):
        change_task(by=by, task=task, internal=internal)


def _dropped_tasks(item: Item) -> list[int]:
    """The tasks of earlier closings, by the log: the item itself names the last one only."""
    events = AuditEvent.objects.filter(model=item._meta.label_lower, object_id=str(item.pk))
    return [pk for event in events if (pk := event.before.get("task_id"))]
