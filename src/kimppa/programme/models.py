"""The yearly action programme: actions with their steps, updates and comments."""

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.decisions.models import Decision
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices

AREA = "programme"
STALE_DAYS = 90
UPDATE_LENGTH = 280


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Reads of programmes."""

    def visible_to(self, person: Person) -> Self:
        """Drafts are for those who prepare or comment on them; the agreed are for everybody."""
        if person.can(Permission.COMMENT) or person.can(Permission.EDIT_PROGRAMME):
            return self
        return self.filter(approved_at__isnull=False)


class Programme(Sourced):
    """One year's programme. Reopening an agreed one makes it the draft of the next version;
    `approved_at` then still tells when the version before was approved.

    `approved_at` is the day of the joint decision, or that on which each library's yes was asked:
    whether and when it was given is told by `queries.standing_of`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        CLOSED = "closed", _("Closed")

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(_("title"), max_length=200)
    intro = models.TextField(_("introduction"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    version_reason = models.CharField(_("reason for the new version"), max_length=500, blank=True)
    approved_at = models.DateField(_("approved"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )
    public = models.BooleanField(_("public"), default=False)
    stale_days = models.PositiveSmallIntegerField(
        _("remind when nothing has been written for this many days"),
        default=STALE_DAYS,
        validators=[MinValueValidator(7), MaxValueValidator(366)],
    )

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(approved_at__isnull=False),
                name="programme_agreed_dated",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(version_reason=""),
                name="programme_new_version_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The programme's page."""
        return reverse("programme:programme", args=[self.year])

    @property
    def origin(self) -> tuple[str, str]:
        """(area, object id) of this version: each version is put to the directors anew."""
        return AREA, f"programme-{self.pk}-v{self.version}"

    @property
    def earlier_origin(self) -> tuple[str, str]:
        """The same of the version before."""
        return AREA, f"programme-{self.pk}-v{self.version - 1}"


class Action(Sourced):
    """One action. `title`, `goal` and `measure` are the working text; the `official_` ones are
    the text as approved, written by the approval alone.
    """

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        ON_TIME = "on_time", _("On schedule")
        IN_PROGRESS = "in_progress", _("In progress")
        LATE = "late", _("Late")
        DONE = "done", pgettext_lazy("action", "Done")
        DROPPED = "dropped", _("Left out of the programme")
        MERGED = "merged", _("Merged")

    class Carry(models.TextChoices):
        CONTINUE = "continue", pgettext_lazy("roll-over", "Continue")
        DONE = "done", pgettext_lazy("roll-over", "Done")
        DROP = "drop", pgettext_lazy("roll-over", "Drop")
        MERGE = "merge", pgettext_lazy("roll-over", "Merge")

    class Direction(models.TextChoices):
        AT_LEAST = "at_least", _("at least")
        AT_MOST = "at_most", _("at most")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="actions")
    number = models.CharField(pgettext_lazy("action", "number"), max_length=12)
    clauses = models.JSONField(_("clauses of the agreement"), default=list, blank=True)
    section = models.CharField(_("section"), max_length=300, blank=True)
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
    title = models.CharField(_("action"), max_length=200)
    goal = models.TextField(_("goal"), blank=True)
    measure = models.TextField(_("what is done"), blank=True)
    official_title = models.CharField(max_length=200, blank=True, editable=False)
    official_goal = models.TextField(blank=True, editable=False)
    official_measure = models.TextField(blank=True, editable=False)
    indicator = models.CharField(_("indicator"), max_length=200, blank=True)
    indicator_direction = models.CharField(
        _("target is"), max_length=10, choices=Direction, default=Direction.AT_LEAST
    )
    indicator_target = models.DecimalField(
        _("target"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    indicator_unit = models.CharField(_("unit"), max_length=40, blank=True)
    indicator_variable = models.CharField(_("variable of the figures"), max_length=60, blank=True)
    indicator_value = models.DecimalField(
        _("value now"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    responsible_person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who is reminded"),
    )
    for_all = models.BooleanField(_("concerns all municipalities"), default=True)
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name=_("municipalities")
    )
    start = models.DateField(_("starts"), null=True, blank=True)
    end = models.DateField(_("ends"), null=True, blank=True)
    continuous = models.BooleanField(_("goes on all year"), default=False)
    status_override = models.CharField(
        _("status set by hand"), max_length=20, choices=Status, blank=True
    )
    status_reason = models.CharField(_("reason"), max_length=500, blank=True)
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
    carry_decision = models.CharField(
        _("decision for next year"), max_length=10, choices=Carry, blank=True
    )
    carry_reason = models.CharField(_("reason"), max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_action_number"),
            models.CheckConstraint(
                condition=Q(status_override="", status_reason="")
                | (~Q(status_override="") & ~Q(status_reason="")),
                name="programme_override_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(carry_decision="drop") | ~Q(carry_reason=""),
                name="programme_drop_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(carry_decision="merge"),
                name="programme_merge_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(indicator_target__isnull=True) | ~Q(indicator=""),
                name="programme_target_has_indicator",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
                name="programme_action_date_order",
            ),
            models.CheckConstraint(
                condition=Q(continuous=False) | Q(end__isnull=True),
                name="programme_continuous_has_no_end",
            ),
            models.CheckConstraint(
                condition=Q(official_title="", official_goal="", official_measure="")
                | (~Q(official_title="") & ~Q(official_goal="") & ~Q(official_measure="")),
                name="programme_official_text_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The action's page."""
        return reverse("programme:action", args=[self.programme.year, self.number])

    @property
    def approved(self) -> bool:
        """Whether the action stands in an approved version."""
        return bool(self.official_title)

    @property
    def reworded(self) -> bool:
        """Whether the working text differs from the approved one."""
        official = (self.official_title, self.official_goal, self.official_measure)
        return self.approved and official != (self.title, self.goal, self.measure)


class Step(Sourced):
    """A part of an action; done when it has a day of completion."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("step"), max_length=200)
    due = models.DateField(_("due"), null=True, blank=True)
    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    done_at = models.DateField(_("done"), null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering = ["action", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by="")
                | (Q(done_at__isnull=False) & ~Q(done_by="")),
                name="programme_step_done_by",
            )
        ]
        indexes = [
            models.Index(
                fields=["due"], name="programme_step_due", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Update(Sourced):
    """Two lines on how an action is going; work recorded for the action's topic."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="updates")
    date = models.DateField(_("date"))
    text = models.CharField(_("what has happened"), max_length=UPDATE_LENGTH)
    public = models.BooleanField(_("may be shown in documents"), default=True)
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["action", "-date"], name="programme_update_latest")]

    def __str__(self) -> str:
        return self.text[:100]


class Comment(Sourced):
    """A director's remark on an action, until the coordinator has handled it."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    person_name = models.CharField(max_length=200)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:100]


class Reminder(Sourced):
    """The send log: a matter that one person has been reminded of; each key goes out once."""

    key = models.CharField(max_length=120, unique=True)
    action = models.ForeignKey(Action, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    mail = models.ForeignKey(OutgoingMail, models.CASCADE, related_name="+")
    sent_on = models.DateField()

    class Meta:
        ordering = ["-sent_on", "-pk"]

    def __str__(self) -> str:
        return self.key
