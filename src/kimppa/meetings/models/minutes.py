"""Who approves the minutes by a personal link, and what they would correct."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.sourced import Sourced
from kimppa.core.yearclock.models import new_token
from kimppa.meetings.models.meetings import Item, Meeting


class Approval(Sourced):
    """A participant's link to the minutes, and the text that was approved by it.

    `text_sha256` is of the words that were read: a text that has changed since is not approved.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="approvals")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["municipality__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "municipality", "person"], name="meetings_approval_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.name}"

    def get_absolute_url(self) -> str:
        """The page of the minutes."""
        return f"{self.meeting.get_absolute_url()}minutes/"


class Correction(Sourced):
    """What a participant would correct in the minutes, and what was done about it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits")
        TAKEN = "taken", _("Taken")
        LEFT = "left", _("Left as it is")

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="corrections")
    item = models.ForeignKey(
        Item, models.SET_NULL, null=True, blank=True, verbose_name=_("item of the agenda")
    )
    text = models.TextField(_("what should be corrected"))
    sent_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("why it was left"), max_length=500, blank=True)

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return self.text[:100]

    def get_absolute_url(self) -> str:
        """The page of the minutes."""
        return self.approval.get_absolute_url()
