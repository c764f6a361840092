"""Reading the register of changes."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from kimppa.core.consortium.models import Person
from kimppa.core.tasks.models import Task
from kimppa.pages.models import Change, Vote


def changes() -> QuerySet[Change]:
    """Every change with what a list shows of it, the votes counted as `wanted`."""
    changes = Change.objects.select_related("owner", "municipality")
    # A query that counts loses the table's own order.
    return changes.annotate(wanted=Count("votes", distinct=True)).order_by("-made_at", "-pk")


def for_meeting() -> QuerySet[Change]:
    """What the directors could agree on: ideas that the platform allows, the most wanted first."""
    allowed_ideas = changes().filter(state=Change.State.IDEA).exclude(allowed=Change.Allowed.NO)
    return allowed_ideas.order_by(F("wanted").desc(), "made_at", "pk")


def on_agenda() -> set[int]:
    """Ids of the changes that wait for the directors' meeting."""
    object_ids = (
        Task.objects.open()
        .filter(area="pages", topic="meetings")
        .values_list("object_id", flat=True)
    )
    numbers = (object_id.removeprefix("change-") for object_id in object_ids)
    return {int(number) for number in numbers if number.isdecimal()}


def change_for(pk: int, person: Person) -> Change | None:
    """One change; `mine` says whether the person wants it too, `agenda_task` is the id of the task
    by which it waits for the directors' meeting.
    """
    task = Task.objects.open().filter(area="pages", object_id=f"change-{pk}", topic="meetings")
    vote = Vote.objects.filter(person=person, change=OuterRef("pk"))
    matching_changes = changes().filter(pk=pk)
    return matching_changes.annotate(
        mine=Exists(vote), agenda_task=Subquery(task.values("pk")[:1])
    ).first()
