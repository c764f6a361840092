"""Figures by place: what the tables that count by branch and municipality share."""

from django.db import models

from kimppa.core.consortium.models import Branch, Municipality


class PlaceFigures(models.Model):
    """Figures of a branch, of a municipality, or of a code that belongs to no branch.

    A record of two branches counts for both, and once for their municipality. An empty row (no
    branch, municipality or code) is what belongs to nobody.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True
