"""Meetings, the items of their agendas, and what is attached to an item."""

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced
from kimppa.core.tasks.models import Task
from kimppa.core.topics import choices

LONGEST = 600  # minutes
PROPOSALS_BEFORE = dt.timedelta(days=7)


class Meeting(Sourced):
    """One meeting. Those of the same name follow each other; `number` counts them in a year.

    Once its minutes are published, everybody may read their public version.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    name = models.CharField(_("name"), max_length=200)
    number = models.PositiveSmallIntegerField(_("number in the year"))
    start = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(
        _("lasts, minutes"),
        default=90,
        validators=[MinValueValidator(5), MaxValueValidator(LONGEST)],
    )
    place = models.CharField(_("where"), max_length=200, blank=True)
    link = models.URLField(_("link for those who come from afar"), max_length=1000, blank=True)
    note = models.TextField(_("to those invited"), blank=True)
    opening = models.TextField(_("at the beginning of the minutes"), blank=True)
    closing = models.TextField(_("at the end of the minutes"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    proposals_due = models.DateField(
        _("last day for proposals"),
        null=True,
        blank=True,
        help_text=_("Items for the agenda are proposed until then. Empty: a week before."),
    )
    published_at = models.DateTimeField(_("minutes published"), null=True, blank=True)

    class Meta:
        ordering = ["-start", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}/{self.day.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def origin(self) -> tuple[str, str]:
        """What its evidence names."""
        return "meetings", f"meeting-{self.pk}"

    def clean(self) -> None:
        """Refuses proposals that would come after the meeting."""
        if self.proposals_due and self.start and self.proposals_due > self.day:
            raise ValidationError({"proposals_due": gettext("The day is after the meeting.")})

    @property
    def local_start(self) -> dt.datetime:
        """When it begins by the clock on the wall."""
        return self.start.astimezone(clock.ZONE)

    @property
    def day(self) -> dt.date:
        """Its day in Finland."""
        return self.local_start.date()

    @property
    def end(self) -> dt.datetime:
        """When it should end."""
        return self.local_start + dt.timedelta(minutes=self.minutes)

    @property
    def last_proposal_day(self) -> dt.date:
        """Until when directors propose items for its agenda."""
        return self.proposals_due or self.day - PROPOSALS_BEFORE

    def is_in_time(self, item: "Item") -> bool:
        """Whether an item that waits may come on this agenda: it was proposed by the last day."""
        return item.proposed_on is None or item.proposed_on <= self.last_proposal_day

    @property
    def is_open(self) -> bool:
        """Whether its agenda may be changed."""
        return self.state == self.State.PLANNED

    @property
    def is_under_way(self) -> bool:
        """Whether its day has come: its items are closed, also afterwards."""
        return self.state != self.State.CANCELLED and self.day <= clock.today()


class AgendaItemQuerySet(models.QuerySet["Item"]):
    """Reads of items."""

    def visible_to(self, person: Person) -> Self:
        """Directors and the coordinator see all; others what is on an agenda and not internal."""
        if person.can(Permission.COMMENT):
            return self
        return self.filter(internal=False, meeting__isnull=False)

    def with_answers(self) -> Self:
        """With how many municipalities have said yes or no to the decision of each."""
        is_answered = models.Q(decision__ratification__confirmations__state__in=("yes", "no"))
        count = models.Count("decision__ratification__confirmations", filter=is_answered)
        return self.annotate(answers=count)

    def waiting(self) -> Self:
        """Those that are on no agenda yet, and may come on one."""
        return self.filter(meeting=None, left_reason="")


class Outcome(models.TextChoices):
    """What came of an item."""

    INFORMATION = "information", _("For information")
    DECISION = "decision", _("Decision")
    TASK = "task", _("Task")


class Item(Sourced):
    """One matter; without a meeting it waits for one. `area` and `object_id` name what it is about.

    A standing item comes on the agenda of the next meeting of the same name too. `proposed_by` is
    the director whose proposal it is, made on `proposed_on`; one that comes on no agenda has a
    `left_reason`. `continues` is the item of an earlier meeting that it goes on with. `answers` is
    how many municipalities have said yes or no to its decision, where it is read `with_answers`.
    """

    answers: int = 0
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("meeting"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300)
    topic = models.CharField(_("topic"), max_length=40, choices=choices, blank=True)
    text = models.TextField(_("what it is about, and what is proposed"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MaxValueValidator(LONGEST)]
    )
    presenter = models.CharField(_("who presents"), max_length=100, blank=True)
    standing = models.BooleanField(_("on every agenda"), default=False)
    internal = models.BooleanField(_("only for directors"), default=False)
    proposed_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proposer")
    )
    proposed_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(_("why it was left"), max_length=500, blank=True)
    continues = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="continued_by"
    )
    area = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    outcome = models.CharField(_("closed as"), max_length=12, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome_text = models.TextField(_("what stands in the minutes"), blank=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it may be changed: it waits, or its meeting is not over; it is not closed."""
        is_live = self.meeting.is_open if self.meeting else not self.left_reason
        return not self.outcome and is_live

    @property
    def is_question(self) -> bool:
        """Whether it asks of a way of working whether it helped, and so came by itself."""
        return self.area == "meetings" and self.object_id.startswith("practice-")

    @property
    def origin(self) -> tuple[str, str]:
        """What a question about it names."""
        return "meetings", f"item-{self.pk}"


class Attendance(Sourced):
    """How a municipality took part in a meeting: its director by name, or who came instead."""

    class How(models.TextChoices):
        PRESENT = "present", _("Present")
        REMOTE = "remote", _("From afar")
        ABSENT = "absent", _("Absent")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    how = models.CharField(_("took part"), max_length=10, choices=How)
    substitute = models.CharField(_("instead of the director"), max_length=100, blank=True)
    director = models.CharField(_("director"), max_length=300, blank=True)  # who was there

    class Meta:
        ordering = ["municipality__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "municipality"], name="meetings_attendance_once"
            )
        ]

    def __str__(self) -> str:
        words = f"{self.municipality}: {self.get_how_display()}"
        return f"{words} ({self.substitute})" if self.substitute else words

    def get_absolute_url(self) -> str:
        """The page of its meeting."""
        return reverse("meetings:meeting", args=[self.meeting_id])


class Attachment(Sourced):
    """A file of an item. `number` is its place among those of its meeting, where an agenda is read
    (`agenda_of`). Files of the same bytes are stored once, so each attachment has its `file_name`.
    """

    number: int = 0
    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    file_name = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def saved_as(self) -> str:
        """The name of its file."""
        return self.file_name or self.file.name

    @property
    def name(self) -> str:
        """Its title with its number, where it has one."""
        words = {"number": self.number, "title": self.title}
        return gettext("Attachment %(number)d: %(title)s") % words if self.number else self.title

    def get_absolute_url(self) -> str:
        """The page of its item."""
        return reverse("meetings:item", args=[self.item_id])
