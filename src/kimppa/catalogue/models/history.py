"""How many findings of each rule are new, open, fixed, accepted or returned after a check."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.models.common import PlaceFigures


class Life(models.Model):
    """One rule's findings in one state after a check; the findings themselves lie on disk."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        OPEN = "open", _("As before")
        FIXED = "fixed", _("Fixed")
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    check_of = models.ForeignKey("catalogue.Check", models.CASCADE, related_name="lives")
    rule = models.ForeignKey("catalogue.Rule", models.CASCADE, related_name="lives")
    state = models.CharField(max_length=8, choices=State)
    findings = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "rule", "state"], name="catalogue_life_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.state}: {self.findings}"


class PlaceLife(PlaceFigures):
    """The same of the records of one place. A finding that is there counts where its record is
    now, a fixed one where its record was in the check before."""

    life = models.ForeignKey(Life, models.CASCADE, related_name="places")
    findings = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["life", "branch"], name="catalogue_life_branch"),
            models.Index(fields=["life", "municipality"], name="catalogue_life_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.branch or self.municipality or self.code}: {self.findings}"
