"""Days that are offered for meetings, and how they suit each municipality."""

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.proposals.models import DirectorLink
from kimppa.core.sourced import Sourced
from kimppa.meetings.models.meetings import LONGEST, Meeting


class Poll(Sourced):
    """Which days suit, asked of each municipality: of one meeting or of a year's meetings."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    name = models.CharField(_("name of the meetings"), max_length=200)
    minutes = models.PositiveSmallIntegerField(
        _("lasts, minutes"),
        default=90,
        validators=[MinValueValidator(5), MaxValueValidator(LONGEST)],
    )
    place = models.CharField(_("where"), max_length=200, blank=True)
    link = models.URLField(_("link for those who come from afar"), max_length=1000, blank=True)
    due = models.DateField(_("answers by"))
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:poll", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its days may be confirmed."""
        return self.state == self.State.OPEN

    @property
    def takes_answers(self) -> bool:
        """Whether answers may be given and changed: to the end of its last day."""
        return self.is_open and clock.today() <= self.due


class PollDay(models.Model):
    """A day that is offered. Those of one `number` are for one meeting; `meeting` came of it."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="days")
    number = models.PositiveSmallIntegerField()
    start = models.DateTimeField()
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number", "start", "pk"]

    def __str__(self) -> str:
        return f"{self.local_start:%Y-%m-%d %H:%M}"

    @property
    def local_start(self) -> dt.datetime:
        """When it would begin by the clock on the wall."""
        return self.start.astimezone(clock.ZONE)


class Ballot(Sourced):
    """A municipality's answer. `answers` are `Suits` by the key of the day as a text.

    `name` is whoever answered instead of the director, or by a link.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("who answers"), max_length=100, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    class Meta:
        ordering = ["municipality__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "municipality"], name="meetings_ballot_once")
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.poll}"

    def get_absolute_url(self) -> str:
        """Where it is filled in at the desk."""
        return reverse("meetings:ballot", args=[self.pk])


class BallotLink(DirectorLink):
    """A director's link for answering which days suit, without signing in."""

    page = "meetings-public:ballot"
    salt = "kimppa.meetings.ballot"

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="links")

    class Meta(DirectorLink.Meta):
        verbose_name = _("link for answering which days suit")


class BusyWeeks(Sourced):
    """The weeks of a year (ISO 8601), 1–53 in order, that do not suit a municipality."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    weeks = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["year", "municipality__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="meetings_busy_weeks_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"

    def get_absolute_url(self) -> str:
        """Where weeks are marked."""
        return reverse("meetings:weeks")
