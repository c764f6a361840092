"""What other rooms hand over as a task."""

from django.urls import reverse

from kimppa.core.handover import HandOver, Receipt
from kimppa.core.permissions import Actor
from kimppa.core.tasks.actions import create_task


def make_task(matter: HandOver, *, by: Actor) -> Receipt:
    """A task about the object that the matter comes from. Raises as `create_task` does."""
    task = create_task(
        by=by,
        title=matter.title,
        topic=matter.topic,
        municipality=matter.municipality,
        due=matter.due,
        note=matter.text,
        internal=matter.internal,
        origin=matter.origin,
        example=matter.example,
        source=matter.source,
    )
    return Receipt(f"task-{task.pk}", task.title, reverse("desk:task", args=[task.pk]))
