"""Who is invited to a meeting, what calendars have been told of it, and who comes."""

from django.db import models
from django.urls import reverse
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
    answer was given, by the calendar program's clock where one sent it. `answered_by` is the
    address of who answered for the person, by letter.
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
    answered_by = models.EmailField(blank=True)

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


class CalendarLetter(models.Model):
    """What a calendar program sent that was not taken for an answer: the coordinator looks at it.

    Without a meeting it is about none of ours. `invitee` is whose answer it claims to be, `sender`
    the letter's From, `sent_by` who writes for the attendee by SENT-BY. `start` is the time that it
    answers to or proposes, `stamp` when the program wrote it. `digest` is of the whole letter.
    """

    class Reason(models.TextChoices):
        SENDER = "sender", _("came from another address than the invitation went to")
        PROXY = (
            "proxy",
            _("was written by somebody who is not known to answer for the invited person"),
        )
        STRANGER = "stranger", _("is about somebody who has not been invited")
        PROPOSAL = "proposal", _("proposes another time")
        NEWER = "newer", _("answers to an invitation that was never sent")
        UNCLEAR = "unclear", _("could not be read as an answer")
        OTHER = "other", _("is about no meeting of ours")

    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    invitee = models.ForeignKey(
        Invitee, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    sender = models.EmailField(blank=True)
    sent_by = models.EmailField(blank=True)
    attendee = models.EmailField(blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    answer = models.CharField(max_length=10, choices=Invitee.Answer, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    stamp = models.DateTimeField(null=True, blank=True)
    start = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    arrived_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.subject or self.sender

    @property
    def writer(self) -> str:
        """The address of who wrote the answer."""
        return self.sent_by or self.sender

    def get_absolute_url(self) -> str:
        """The page that shows it: its meeting's, or that of all meetings."""
        return self.meeting.get_absolute_url() if self.meeting else reverse("meetings:home")


class InviteeLink(ProposalLink):
    """A director's link for answering an invitation, without signing in."""

    page = "meetings-public:invitee"
    salt = "kimppa.meetings.invitee"

    invitee = models.OneToOneField(Invitee, models.CASCADE, related_name="answer_link")

    class Meta(ProposalLink.Meta):
        verbose_name = _("link for answering an invitation")
