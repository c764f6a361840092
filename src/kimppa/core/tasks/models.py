"""Tasks: what somebody has to do, whatever room it came from; and checklists, whose steps each
municipality takes by itself."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.consortium.roles import ROLE_PERMISSIONS, Permission
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices


class TaskQuerySet(models.QuerySet["Task"]):
    """Reads of tasks."""

    def open(self) -> Self:
        """Those not done or dropped."""
        return self.filter(state=Task.State.OPEN)

    def visible_to(self, person: Person) -> Self:
        """A coordinator sees all; others their own municipality's, common ones and their own. What
        is internal is for directors and the owner.
        """
        if person.is_coordinator:
            return self
        own_ids = [m.municipality_id for m in person.current_memberships]
        is_of_library = models.Q(municipality__in=own_ids) | models.Q(municipality=None)
        if not person.can(Permission.COMMENT):
            is_of_library &= models.Q(internal=False)
        return self.filter(is_of_library | models.Q(owner=person))

    def awaiting(self, person: Person) -> Self:
        """What the person is to do: their own, and for a municipality whose tasks they do, those
        that nobody has taken; a director also sees what the library's own people have."""
        ids_of_tasks_done = [
            membership.municipality_id
            for membership in person.current_memberships
            if Permission.DO_TASKS in ROLE_PERMISSIONS[membership.role]
        ]
        is_of_library = models.Q(municipality__in=ids_of_tasks_done)
        if not person.can(Permission.RATIFY):
            is_of_library &= models.Q(owner=None)
        return self.filter(is_of_library | models.Q(owner=person))


class Task(Sourced):
    """One thing to do. `area` and `object_id` name the object it is about; an `internal` one is for
    directors, the coordinator and its owner.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    title = models.CharField(_("title"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("municipality")
    )
    owner = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("owner"),
        related_name="tasks",
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    area = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    internal = models.BooleanField(_("only for directors"), default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TaskQuerySet] = TaskQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="core_task_closed_dated",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Checklist(Sourced):
    """Steps to take before something is in use, out of use or accepted in every municipality.

    `area` and `object_id` name the object that it is about, when a room made it.
    """

    class Kind(models.TextChoices):
        INTRODUCTION = "introduction", _("Introduction")
        RETIREMENT = "retirement", _("Taking out of use")
        ACCEPTANCE = "acceptance", _("Acceptance")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.INTRODUCTION)
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checklists",
        verbose_name=_("service"),
    )
    municipalities = models.ManyToManyField(
        Municipality, related_name="+", verbose_name=_("municipalities")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    area = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "-created_at"]

    def __str__(self) -> str:
        return self.title


class ChecklistStep(Sourced):
    """One line of a checklist; `common`: it is taken once for all, not in each municipality."""

    checklist = models.ForeignKey(
        Checklist, models.CASCADE, related_name="steps", verbose_name=_("checklist")
    )
    title = models.CharField(_("step"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    common = models.BooleanField(_("once for all"), default=False)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.checklist}: {self.title}"


class StepMark(models.Model):
    """What was said of a step, by a municipality or (None) for all; a step without is open."""

    class State(models.TextChoices):
        DONE = "done", _("Done")
        NO_NEED = "no-need", _("Not needed")
        REFUSED = "refused", _("Not accepted")

    step = models.ForeignKey(
        ChecklistStep, models.CASCADE, related_name="marks", verbose_name=_("step")
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State)
    note = models.CharField(_("evidence or reason"), max_length=500, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "municipality"], name="core_mark_once"),
            models.UniqueConstraint(
                fields=["step"],
                condition=models.Q(municipality__isnull=True),
                name="core_mark_common_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done") | ~models.Q(note=""),
                name="core_mark_has_reason",
                violation_error_message=_("Write the reason."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.step)
