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
    return max((meeting.number for meeting in meetings if meeting.name == name), default=0) + 1


@transaction.atomic
def number_by_day(*, by: Actor, name: str, year: int, new_meeting: Meeting | None = None) -> None:
    """Give the planned meetings of a name their numbers in the order of their days, among them
    `new_meeting` that is not saved yet. Invitations, minutes and decisions name a meeting by its
    number: one to which people are invited, or whose day has come, keeps it.
    """
    meetings = [meeting for meeting in meetings_of(year) if meeting.name == name]
    entries = CalendarEntry.objects.filter(meeting__in=meetings)
    invited_ids = set(entries.values_list("meeting", flat=True))
    movable = [m for m in meetings if m.pk not in invited_ids and m.day > clock.today()]
    fixed_numbers = {meeting.number for meeting in meetings if meeting not in movable}
    if new_meeting:
        movable = sorted([*movable, new_meeting], key=lambda meeting: meeting.start)
    free_numbers = (number for number in itertools.count(1) if number not in fixed_numbers)
    for meeting, number in zip(movable, free_numbers, strict=False):
        if meeting is new_meeting:
            meeting.number = number
        else:
            set_number(by=by, meeting=meeting, number=number)


@transaction.atomic
def set_number(*, by: Actor, meeting: Meeting, number: int) -> None:
    """Set or put back the number of a meeting. Raises PermissionDenied."""
    require(by, RIGHT)
    change(meeting, by=by, action="meetings.number", number=number)
