"""The numbers of a year's meetings of one name, by their days."""

import itertools
from collections.abc import Iterable

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import change
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.meetings.agenda.queries import meetings_of
from kimppa.meetings.models import CalendarEntry, Meeting

RIGHT = Permission.DECIDE


def free_number(meetings: Iterable[Meeting], name: str) -> int:
    """The number after those of a year's meetings of a name."""
    return max((row.number for row in meetings if row.name == name), default=0) + 1


@transaction.atomic
def number_by_day(*, by: Actor, name: str, year: int, new: Meeting | None = None) -> None:
    """Give the planned meetings of a name their numbers in the order of their days, a `new` one
    that is not saved yet among them. Invitations, minutes and decisions name a meeting by its
    number: one to which people are invited, or whose day has come, keeps it.
    """
    rows = [row for row in meetings_of(year) if row.name == name]
    invited = set(CalendarEntry.objects.filter(meeting__in=rows).values_list("meeting", flat=True))
    movable = [row for row in rows if row.pk not in invited and row.day > clock.today()]
    fixed = {row.number for row in rows if row not in movable}
    if new:
        movable = sorted([*movable, new], key=lambda row: row.start)
    free = (number for number in itertools.count(1) if number not in fixed)
    for row, number in zip(movable, free, strict=False):
        if row is new:
            row.number = number
        else:
            set_number(by=by, meeting=row, number=number)


@transaction.atomic
def set_number(*, by: Actor, meeting: Meeting, number: int) -> None:
    """Set or put back the number of a meeting. Raises PermissionDenied."""
    require(by, RIGHT)
    change(meeting, by=by, action="meetings.number", number=number)
