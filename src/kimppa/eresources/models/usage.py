"""Use of e-resources: what files and letters tell, and what is asked of a year."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.files.models import StoredFile
from kimppa.core.imports.models import Import
from kimppa.core.sourced import Sourced
from kimppa.eresources.models.licences import Licence


class UsageFileQuerySet(models.QuerySet["UsageFile"]):
    """Reads of files of use: sums of a whole platform, which all who sign in may see."""

    def standing(self) -> Self:
        """Those that no later file has replaced."""
        return self.filter(replaced_by=None)


class UsageFile(Sourced):
    """What one file or letter tells of the use of a licence, from `first` to `last`.

    `metric` is the one of its counts by which use is counted here; counts of other metrics are kept
    beside it and never added to it. A file that tells the time of an earlier one anew replaces it;
    taking the new one back lets the old one stand again.
    """

    class Kind(models.TextChoices):
        COUNTER = "counter", _("COUNTER")
        EKIRJASTO = "ekirjasto", _("E-kirjasto")
        TABLE = "table", _("Table")
        REPORTED = "reported", _("Reported sum")

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="usage_files")
    upload = models.OneToOneField(
        Import, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    letter = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("letter")
    )
    kind = models.CharField(_("kind of the file"), max_length=20, choices=Kind)
    report = models.CharField(_("report"), max_length=30, blank=True)
    release = models.CharField(_("release"), max_length=10, blank=True)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    metric = models.CharField(_("what is counted"), max_length=200)
    taken_on = models.DateField(_("taken into use"))
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced"
    )

    objects = UsageFileQuerySet.as_manager()

    class Meta:
        ordering = ["-first", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="eresources_usage_file_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.first:%-d.%-m.%Y}–{self.last:%-d.%-m.%Y}"

    def get_absolute_url(self) -> str:
        """The page of its year."""
        return reverse("eresources:usage", args=[self.licence_id, self.first.year])


class UsageCount(Sourced):
    """A count of a file; `month` 0 is the whole time of it.

    `municipality` is the code or the name as it stood in the file, empty where it told none; whose
    that is may be said later (`usage.queries.owners`).
    """

    file = models.ForeignKey(UsageFile, models.CASCADE, related_name="counts")
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"), default=0)
    municipality = models.CharField(_("municipality"), max_length=200, blank=True)
    format = models.CharField(_("format"), max_length=200, blank=True)
    metric = models.CharField(_("what is counted"), max_length=200)
    count = models.PositiveBigIntegerField(_("count"))

    class Meta:
        ordering = ["file", "year", "month", "municipality", "format", "metric"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "year", "month", "municipality", "format", "metric"],
                name="eresources_usage_count_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.year}: {self.count}"


class UsageYear(Sourced):
    """What is agreed on the figures of one licence and year beside the files: whether they are
    collected at all, when and of whom they were asked, and by which key they are split.
    """

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="usage_years")
    year = models.PositiveSmallIntegerField(_("year"))
    is_collected = models.BooleanField(_("collected"), default=True)
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    asked_of = models.CharField(_("asked of"), max_length=200, blank=True)
    key = models.ForeignKey(
        AllocationKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("allocation key"),
    )

    class Meta:
        ordering = ["-year", "licence"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "year"], name="eresources_usage_year_once")
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.year}"

    def get_absolute_url(self) -> str:
        """The page of the year."""
        return reverse("eresources:usage", args=[self.licence_id, self.year])
