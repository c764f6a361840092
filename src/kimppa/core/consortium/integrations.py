"""What the services of the register give to one another, and to systems outside it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Service
from kimppa.core.sourced import Sourced


class Integration(Sourced):
    """What a service gives to or takes from another service, or a system outside the register."""

    class Kind(models.TextChoices):
        RECORDS = "records", _("Records")
        AVAILABILITY = "availability", _("Availability and loans")
        PATRONS = "patrons", _("Patron data")
        SIGN_IN = "sign-in", _("Sign-in")
        STATISTICS = "statistics", _("Statistics")
        CONTENT = "content", _("Events and other content")
        PAYMENT = "payment", _("Payments")
        OTHER = "other", _("Other")

    class Direction(models.TextChoices):
        OUT = "out", _("From the service")
        IN = "in", _("To the service")
        BOTH = "both", _("Both ways")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        IN_USE = "in-use", _("In use")
        ENDED = "ended", _("Ended")

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="integrations", verbose_name=_("service")
    )
    target = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="integrations_from",
        verbose_name=_("to which service"),
    )
    system = models.CharField(
        _("other system"),
        max_length=200,
        blank=True,
        help_text=_("When it is no service of the register."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OTHER)
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, default=Direction.BOTH
    )
    standard = models.CharField(
        _("standard or interface"),
        max_length=200,
        blank=True,
        help_text=_("For example OAI-PMH, SIP2, COUNTER."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_USE)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["service", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False, system="")
                | (models.Q(target__isnull=True) & ~models.Q(system="")),
                name="core_integration_one_target",
                violation_error_message=_("Choose a service or write another system, not both."),
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(target=models.F("service")),
                name="core_integration_not_itself",
                violation_error_message=_("A service is not integrated with itself."),
            ),
            models.UniqueConstraint(
                fields=["service", "target", "kind"],
                condition=models.Q(target__isnull=False),
                name="core_integration_once",
            ),
            models.UniqueConstraint(
                fields=["service", "system", "kind"],
                condition=models.Q(target__isnull=True),
                name="core_integration_outside_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.target_name}"

    @property
    def target_name(self) -> str:
        """The other end: a service of the register, or another system."""
        return self.target.name if self.target else self.system


def integration_values(line: str) -> dict[str, Any]:
    """The fields of an integration that is told in a line of free text; nothing of it is lost."""
    return {"system": line[:200], "note": line if len(line) > 200 else ""}
