"""Who is invited to a meeting, what calendars have been told of it, and who comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.proposals.models import ProposalLink
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
    """Somebody who has been sent an invitation, and the answer.

    `sequence` is the version of the calendar entry that was answered to; `answered_at` is when the
    answer was given, by the calendar program's clock where one sent it.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Comes")
        TENTATIVE = "tentative", _("Perhaps")
        DECLINED = "declined", _("Does not come")
        DELEGATED = "delegated", _("Sends somebody else")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitees")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    substitute = models.CharField(_("who comes instead"), max_length=100, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

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


class InviteeLink(ProposalLink):
    """A director's link for answering an invitation, without signing in."""

    page = "meetings-public:invitee"
    salt = "kimppa.meetings.invitee"

    invitee = models.OneToOneField(Invitee, models.CASCADE, related_name="answer_link")

    class Meta(ProposalLink.Meta):
        verbose_name = _("link for answering an invitation")
