"""Files of feedback rows, and which feedback came of which row."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.sourced import Sourced


class RowFile(Sourced):
    """A table as it was brought. `columns` says what each of its columns tells (`Meaning`).

    The service and the municipality are those of rows that name none themselves.
    """

    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, related_name="+", verbose_name=_("service")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, related_name="+", verbose_name=_("municipality")
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    made = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-brought_at", "-pk"]

    def __str__(self) -> str:
        # The audit log keeps this for good, and a file's name can tell of somebody.
        return str(_("Rows of feedback %(number)s") % {"number": self.pk})

    def get_absolute_url(self) -> str:
        """What would become of it, or what did."""
        return reverse("feedback:rows-file", args=[self.pk])


class RowBytes(models.Model):
    """The file itself, packed (zlib), until `expires_on` or until one of its senders is forgotten.

    It stands here and not among the house's stored files, which nothing ever removes.
    """

    file = models.OneToOneField(RowFile, models.CASCADE, related_name="bytes")
    data = models.BinaryField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.file_id}"


class BroughtRow(models.Model):
    """Which feedback was made of which line of a file."""

    file = models.ForeignKey(RowFile, models.CASCADE, related_name="rows")
    ticket = models.OneToOneField("feedback.Ticket", models.CASCADE, related_name="brought_row")
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["file", "line"]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.line}"
