"""How much may be used of a licence at the most, and how much has been."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kimppa.core.decisions.models import READABLE_BY_ALL, Decision
from kimppa.core.sourced import Sourced
from kimppa.eresources.models.licences import Licence


class Cap(Sourced):
    """What the directors have decided to be used at the most, from a day until the next cap."""

    class Length(models.TextChoices):
        MONTH = "month", _("A month")
        PERIOD = "period", _("The period of the agreement")

    class Unit(models.TextChoices):
        USES = "uses", _("Uses")
        EUROS = "euros", _("Euros")

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="caps")
    amount = models.DecimalField(
        _("at most"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    unit = models.CharField(_("unit"), max_length=10, choices=Unit, default=Unit.USES)
    length = models.CharField(_("for"), max_length=10, choices=Length, default=Length.MONTH)
    since = models.DateField(_("from"))
    decision = models.ForeignKey(
        Decision,
        models.PROTECT,
        limit_choices_to=READABLE_BY_ALL,
        related_name="+",
        verbose_name=_("decision"),
    )

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "since"],
                name="eresources_cap_once",
                violation_error_message=_("A cap of this licence begins on the same day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.licence}: {self.get_length_display()}"

    def clean(self) -> None:
        """Refuses a part of a use."""
        if self.unit == self.Unit.USES and self.amount is not None and self.amount % 1:
            raise ValidationError({"amount": gettext("Write a whole number, digits only.")})


class CapReading(Sourced):
    """What the vendor shows on a day to have been used since the month or the period began."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="readings")
    day = models.DateField(_("day"))
    used = models.DecimalField(
        _("used so far"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "day"], name="eresources_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.licence} {self.day:%-d.%-m.%Y}"
