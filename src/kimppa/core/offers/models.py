"""What people answered to the rooms' offers for an agenda."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person


class OfferChoice(models.Model):
    """One offer (area, key) that was taken by a verb, or left; `weight` is the offer's then.

    `title` is kept since the offer itself may be gone when somebody reads the audit log.
    """

    LEAVE = "leave"

    area = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=300)
    verb = models.CharField(_("what was chosen"), max_length=20)
    weight = models.PositiveIntegerField(_("weight"), default=1)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["area", "key"], name="core_offer_once")]

    def __str__(self) -> str:
        return self.title
