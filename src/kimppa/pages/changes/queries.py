"""Reading the register of changes."""

from django.db.models import Count, F, QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.tasks.models import Task
from kimppa.pages.changes.models import Change


def changes() -> QuerySet[Change]:
    """Every change with what a list shows of it, the votes counted as `wanted`."""
    rows = Change.objects.select_related("owner", "decision", "municipality")
    # A query that counts loses the table's own order.
    return rows.annotate(wanted=Count("votes", distinct=True)).order_by("-made_at", "-pk")


def for_meeting() -> QuerySet[Change]:
    """What the directors could agree on: ideas that the platform allows, the most wanted first."""
    rows = changes().filter(state=Change.State.IDEA).exclude(allowed=Change.Allowed.NO)
    return rows.order_by(F("wanted").desc(), "made_at", "pk")


def on_agenda() -> set[int]:
    """Ids of the changes that wait for the directors' meeting."""
    ids = (
        Task.objects.open()
        .filter(area="pages", topic="meetings")
        .values_list("object_id", flat=True)
    )
    numbers = (one.removeprefix("change-") for one in ids)
    return {int(one) for one in numbers if one.isdecimal()}


def wants(person: Person, change: Change) -> bool:
    """Whether the person has voted for it."""
    return change.votes.filter(person=person).exists()
