"""What goes on to the next meeting when a meeting has been held."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from kimppa.core.permissions import Actor, require
from kimppa.meetings.agenda.actions import RIGHT, copy_on, hold
from kimppa.meetings.models import Item, Meeting


def left_open(meeting: Meeting) -> Sequence[Item]:
    """The items of a meeting that nothing came of and that do not come along by themselves."""
    return [item for item in meeting.items.all() if not (item.outcome or item.standing)]


@transaction.atomic
def end(*, by: Actor, meeting: Meeting) -> None:
    """Mark it held; what was left open comes on the agenda of the next meeting too, or waits for
    one, and stays in the minutes as not dealt with. Raises as `hold`.
    """
    require(by, RIGHT)
    hold(by=by, meeting=meeting)
    for item in left_open(meeting):
        if not _is_carried(item, meeting):
            copy_on(by=by, item=item)


def _is_carried(item: Item, meeting: Meeting) -> bool:
    """Whether the same matter waits or is on a later agenda already."""
    later = Q(meeting=None) | Q(meeting__start__gt=meeting.start)
    items = Item.objects.filter(later, area=item.area, object_id=item.object_id, outcome="")
    return items.filter(title=item.title).exists()
