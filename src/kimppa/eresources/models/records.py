"""Records for the catalogue: each file with its records, as they were made."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kimppa.core.imports.models import Import
from kimppa.core.sourced import Sourced
from kimppa.eresources.models.licences import Licence
from kimppa.eresources.models.orders import Order


class RecordFile(Sourced):
    """Records that were made of a licence's titles at once: of a vendor's file, or of one title
    that was typed, which may be an order's.
    """

    licence = models.ForeignKey(Licence, models.PROTECT, related_name="record_files")
    upload = models.OneToOneField(
        Import, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    order = models.ForeignKey(
        Order,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="record_files",
        verbose_name=_("order"),
    )
    made_on = models.DateField(_("made on"))

    class Meta:
        ordering = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.licence} {self.made_on:%-d.%-m.%Y}"

    def get_absolute_url(self) -> str:
        """The page of all records."""
        return reverse("eresources:records")


class TitleRecord(Sourced):
    """One record; `data` is the record in ISO 2709, `number` its 001."""

    file = models.ForeignKey(RecordFile, models.CASCADE, related_name="records")
    number = models.CharField(_("control number"), max_length=200)
    title = models.CharField(pgettext_lazy("work", "title"), max_length=300)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    address = models.CharField(_("address"), max_length=4000, blank=True)
    data = models.BinaryField()

    class Meta:
        ordering = ["file", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="eresources_record_once")
        ]

    def __str__(self) -> str:
        return self.title
