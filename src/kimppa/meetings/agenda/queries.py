"""Which meeting comes next, and what is on its agenda."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from kimppa.core import clock
from kimppa.core.consortium.models import Person
from kimppa.core.consortium.roles import Permission
from kimppa.meetings.models import Attachment, Item, Meeting


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of a day in Finland."""
    return dt.datetime.combine(day, dt.time(), clock.ZONE)


def meetings_of(year: int) -> list[Meeting]:
    """A year's meetings that have not been cancelled, the first first."""
    year_start, next_year = day_start(dt.date(year, 1, 1)), day_start(dt.date(year + 1, 1, 1))
    meetings = Meeting.objects.filter(start__gte=year_start, start__lt=next_year)
    return list(meetings.exclude(state=Meeting.State.CANCELLED).order_by("start", "pk"))


def coming_meetings() -> QuerySet[Meeting]:
    """The planned meetings from today on, the first first."""
    planned_meetings = Meeting.objects.filter(state=Meeting.State.PLANNED)
    return planned_meetings.filter(start__gte=day_start(clock.today())).order_by("start", "pk")


def next_meeting(after: Meeting | None = None, *, since: dt.date | None = None) -> Meeting | None:
    """The meeting that comes next, today's too; after a meeting the one that follows it, or the
    first on or after a day."""
    meetings = coming_meetings()
    if after is not None:
        meetings = meetings.filter(start__gt=after.start)
    if since is not None:
        meetings = meetings.filter(start__gte=day_start(since))
    return meetings.first()


def targets(items: Iterable[Item]) -> dict[Item, Meeting | None]:
    """For items that wait, the next meeting for whose agenda each was proposed in time; None where
    it has not been planned yet. One query.
    """
    meetings = list(coming_meetings())
    return {
        item: next((meeting for meeting in meetings if meeting.is_in_time(item)), None)
        for item in items
    }


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items of a meeting as a person sees them, numbered by all that there are."""

    lines: Sequence[tuple[int, Item]]
    minutes: int
    """How long the items take together, as far as it is said."""

    @property
    def last(self) -> int:
        """The number of the last item."""
        return self.lines[-1][0] if self.lines else 0


def agenda_of(meeting: Meeting, person: Person) -> Agenda:
    """Two queries. An item that somebody does not see leaves its number free, and so does its
    attachment.
    """
    sees_all = person.can(Permission.COMMENT)
    files = Prefetch("attachments", Attachment.objects.select_related("file"))
    items = list(meeting.items.prefetch_related(files))
    for item in items:
        item.meeting = meeting
    attachments = (attachment for item in items for attachment in item.attachments.all())
    for number, attachment in enumerate(attachments, 1):
        attachment.number = number
    return Agenda(
        lines=[
            (number, item) for number, item in enumerate(items, 1) if sees_all or not item.internal
        ],
        minutes=sum(item.minutes or 0 for item in items),
    )
