"""Work done, recorded as evidence for a topic."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices

BEFORE, AFTER = 0, 13


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """Reads of evidence."""

    def standing(self) -> Self:
        """Evidence that has not been undone."""
        return self.filter(undone_at__isnull=True)

    def for_municipality(self, municipality: Municipality | None) -> Self:
        """What concerns the municipality: its own and what is common to all.

        Common work concerns those who were there when it was done: not who joined later, and of
        who left only what is done of the year when it is over, such as its figures.
        """
        if municipality is None:
            return self
        there = municipality.while_in_force("date", later=models.Q(slot=AFTER))
        common = models.Q(for_all=True) & there
        return self.filter(common | models.Q(pk__in=_own(municipality)))


class Evidence(Sourced):
    """One piece of work, for one topic, counted for one agreement year.

    `slot` is the column of the coverage matrix: 0 before the year, 1–12 its months, 13 after.
    `area` and `object_id` name the object the work was done in; both empty = written by hand.
    """

    class Kind(models.TextChoices):
        WORK = "work", _("Work done")
        NO_NEED = "no-need", _("No need arose")
        DELIVERY = "delivery", _("Delivered")

    agreement_year = models.PositiveSmallIntegerField(_("counts for year"))
    date = models.DateField(_("date"))
    slot = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.WORK)
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
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

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(
                fields=["agreement_year", "topic", "service", "slot", "kind", "area", "for_all"],
                name="core_evidence_matrix",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.Index(fields=["agreement_year", "-date"], name="core_evidence_latest"),
            models.Index(
                fields=["agreement_year", "topic", "service", "-date", "-id", "area", "for_all"],
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


class EvidenceFigure(models.Model):
    """A number told with the work: "12 participants"."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="figures")
    label = models.CharField(_("what is counted"), max_length=100)
    value = models.DecimalField(_("number"), max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.label}"


def _own(municipality: Municipality) -> models.QuerySet["Evidence"]:
    return Evidence.municipalities.through.objects.filter(  # type: ignore[return-value]  # a subquery of ids
        municipality=municipality
    ).values("evidence_id")
