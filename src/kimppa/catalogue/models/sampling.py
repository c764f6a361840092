"""Findings drawn by lot, so that people can say how often a rule is right before they decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Branch, Person
from kimppa.core.sourced import Sourced


class Drawn(Sourced):
    """One finding of a rule's sample in one branch; without branches it is of them all.

    `rec`, `fno` and `at` are where it stands in the check, `control` and `place` what is told of it
    when a later check of the same export no longer finds it.
    """

    class Verdict(models.TextChoices):
        TRUE = "true", _("A fault")
        FALSE = "false", _("No fault")

    check_of = models.ForeignKey("catalogue.Check", models.CASCADE, related_name="drawn")
    rule = models.ForeignKey("catalogue.Rule", models.CASCADE, related_name="drawn")
    branch = models.ForeignKey(Branch, models.CASCADE, null=True, related_name="+")
    control = models.CharField(_("control number"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=20, blank=True)
    rec = models.BigIntegerField()
    fno = models.PositiveIntegerField()
    at = models.PositiveIntegerField()
    verdict = models.CharField(_("what is said of it"), max_length=5, choices=Verdict, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["rec", "fno", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "rule", "branch", "rec", "fno", "at"],
                name="catalogue_drawn_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.place}".strip()
