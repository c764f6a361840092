"""Work done, recorded as evidence for a topic."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.duties.models import Duty
from kimppa.core.duties.queries import duties_not_of
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices
from kimppa.core.words.calling_off import is_called_off

BEFORE, AFTER = 0, 13


def slot_of(date: dt.date, agreement_year: int) -> int:
    """The matrix column: 0 before the year, 1–12 its months, 13 after it."""
    if date.year == agreement_year:
        return date.month
    return BEFORE if date.year < agreement_year else AFTER


def kind_of(title: str) -> str:
    """Whether a line tells of work done, or of what was called off or moved."""
    kinds = Evidence.Kind
    return kinds.CALLED_OFF if is_called_off(title) else kinds.WORK


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def unsettled(self) -> Self:
        """Standing work whose line has to be chosen."""
        return self.standing().filter(placing=Evidence.Placing.OPEN)

    def standing(self) -> Self:
        """Evidence that has not been undone."""
        return self.filter(undone_at__isnull=True)

    def for_municipality(self, municipality: Municipality | None) -> Self:
        """What concerns the municipality; None = all."""
        return self if municipality is None else self.filter(concerning(municipality))


def concerning(municipality: Municipality) -> models.Q:
    """The work that concerns a municipality: its own and what is common to all.

    Common work concerns those whom its line concerns and who were there when it was done: not who
    joined later, and of who left only what is done of the year when it is over, such as figures.
    """
    is_in_force = municipality.while_in_force("date", later=models.Q(slot=AFTER))
    strange = models.Q(duty__in=duties_not_of(municipality))
    is_common = models.Q(for_all=True) & is_in_force & ~strange
    return is_common | models.Q(pk__in=_evidence_ids_of(municipality))


class Evidence(Sourced):
    """One piece of work, for one topic, counted for one agreement year.

    `slot` is the column of the coverage matrix: 0 before the year, 1–12 its months, 13 after.
    `area` and `object_id` name the object the work was done in; both empty = written by hand.
    `topic_chosen`: a person said the topic, other than the words were taken to mean.
    `duty` is the one that it counts for and `placing` how that was settled; `period` the span that
    a delivery tells of (`core.duties.spans`). `same_as` is the first row of the same piece of
    work, which is counted once: the log entry of a programme's step, the same release delivered
    to the next municipality. `apart` = a person has said that it is a piece of its own.
    """

    class Kind(models.TextChoices):
        WORK = "work", _("Work done")
        NO_NEED = "no-need", _("No need arose")
        DELIVERY = "delivery", _("Delivered")
        PROVISIONAL = "provisional", _("Delivered as provisional")
        CALLED_OFF = "called-off", _("Called off or moved")

    class Placing(models.TextChoices):
        ONLY = "only", _("the only line of its topic")
        KIND = "kind", _("by its kind and period")
        PLAN = "plan", _("as the programme says")
        CHOICE = "choice", _("as was chosen before")
        PERSON = "person", _("chosen")
        OPEN = "open", _("the line has to be chosen")
        OUTSIDE = "outside", _("no line of the agreement asks for it")

    agreement_year = models.PositiveSmallIntegerField(_("counts for year"))
    date = models.DateField(_("date"))
    slot = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORK)
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
    topic_chosen = models.BooleanField(_("topic chosen"), default=False, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, verbose_name=_("service")
    )
    title = models.CharField(_("what was done"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    for_all = models.BooleanField(_("concerns all municipalities"), default=True)
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="+")
    area = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    duty = models.ForeignKey(
        Duty, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("line")
    )
    placing = models.CharField(
        max_length=10, choices=Placing, default=Placing.OUTSIDE, editable=False
    )
    period = models.CharField(max_length=10, blank=True, editable=False)
    same_as = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="again", editable=False
    )
    apart = models.BooleanField(default=False, editable=False)

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(
                fields=[
                    *("agreement_year", "duty", "slot", "kind", "area", "for_all", "placing"),
                    "same_as",
                ],
                name="core_evidence_by_duty",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.Index(fields=["agreement_year", "-date"], name="core_evidence_latest"),
            models.Index(fields=["agreement_year", "topic"], name="core_evidence_topic"),
            models.Index(
                fields=["recorded_at"],
                name="core_evidence_chosen",
                condition=models.Q(topic_chosen=True),
            ),
            models.Index(
                fields=["agreement_year", "duty", "-date", "-id", "area", "for_all"],
                name="core_evidence_newest",
                condition=models.Q(undone_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "object_id", "topic", "agreement_year"],
                condition=~models.Q(area=""),
                name="core_evidence_once_per_object",
            ),
            models.CheckConstraint(
                condition=models.Q(slot__gte=BEFORE, slot__lte=AFTER),
                name="core_evidence_slot_range",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def handwritten(self) -> bool:
        """Whether a person typed it instead of it arising from work in an area."""
        return not self.area


class LineChoice(models.Model):
    """A line that a person chose for work of a topic and service, and for the next like it
    (`core.evidence.settling.likeness`).
    """

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="+")
    like = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.like} → {self.duty}"


class EvidenceFigure(models.Model):
    """A number told with the work: "12 participants"."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="figures")
    label = models.CharField(_("what is counted"), max_length=100)
    value = models.DecimalField(_("number"), max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.label}"


def _evidence_ids_of(municipality: Municipality) -> models.QuerySet["Evidence"]:
    return Evidence.municipalities.through.objects.filter(  # type: ignore[return-value]  # a subquery of ids
        municipality=municipality
    ).values("evidence_id")
