"""Allocation keys: named, dated values by which something shared is split."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Named
from kimppa.core.ratification.models import Ratification
from kimppa.core.sourced import Sourced


class AllocationKey(Named, Sourced):
    """A key; once used its shares are not changed, a new key is made instead."""

    class Kind(models.TextChoices):
        MEASURED = "measured", _("Measured use")
        POPULATION = "population", _("Population")
        LOANS = "loans", _("Loans")
        ACTIVE_BORROWERS = "active-borrowers", _("Active borrowers")
        EQUAL = "equal", _("Equal shares")
        AGREED = "agreed", _("Agreed shares")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    as_of = models.DateField(_("values as of"))
    ratification = models.OneToOneField(
        Ratification, models.PROTECT, null=True, blank=True, related_name="allocation_key"
    )

    class Meta:
        ordering = ["-as_of", "kind"]


class KeyShare(Sourced):
    """One municipality's weight in a key."""

    key = models.ForeignKey(AllocationKey, models.CASCADE, related_name="shares")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    weight = models.DecimalField(_("weight"), max_digits=20, decimal_places=4)

    class Meta:
        ordering = ["municipality__position"]
        constraints = [
            models.UniqueConstraint(fields=["key", "municipality"], name="core_keyshare_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0), name="core_keyshare_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.weight}"
