"""Who is invited to a meeting, and what calendars have been told of it."""

from django.db import models

from kimppa.core.consortium.models import Person
from kimppa.meetings.models.meetings import Meeting


class CalendarEntry(models.Model):
    """A meeting as calendars know it: the newest version that letters have told.

    `uid` is the entry's for life. `sequence` and `stamp` rise with each version.
    """

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="entry")
    uid = models.CharField(max_length=80, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    stamp = models.DateTimeField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    location = models.CharField(max_length=1300, blank=True)
    cancelled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.meeting)

    def get_absolute_url(self) -> str:
        """The page of its meeting."""
        return self.meeting.get_absolute_url()


class Invitee(models.Model):
    """Somebody who has been sent an invitation."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="meetings_invited_once")
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        """The page of the meeting."""
        return self.meeting.get_absolute_url()
