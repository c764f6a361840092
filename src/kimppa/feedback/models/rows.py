"""Which feedback came of which line of a file."""

from django.db import models

from kimppa.core.imports.models import Import


class BroughtRow(models.Model):
    """Which feedback was made of which line of a file."""

    upload = models.ForeignKey(Import, models.CASCADE, related_name="+")
    ticket = models.OneToOneField("feedback.Ticket", models.CASCADE, related_name="brought_row")
    line = models.PositiveIntegerField()

    class Meta:
        ordering = ["upload", "line"]

    def __str__(self) -> str:
        return f"{self.upload_id}: {self.line}"
