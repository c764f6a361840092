"""Figures: one table for every number, each with its provenance."""

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Branch, Municipality, Named
from kimppa.core.sourced import Sourced


class Variable(Named, Sourced):
    """What a figure measures. `additive`: parts may be summed to the whole."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    additive = models.BooleanField(_("additive"), default=True)

    class Meta:
        ordering = ["code"]


class Derivation(models.Model):
    """All from which figures can be made again: files by their use and checksum, and the rule
    whole. Equal ones are one row; none is ever changed.

    `files`: [use ("items"), checksum]. `content`: what the room of the rule needs; its `kind` says
    how it is read.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    files = models.JSONField(default=list)
    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.content.get('kind', '')} {self.sha256[:12]}"

    @property
    def checksums(self) -> dict[str, str]:
        """The files by their use."""
        return dict(self.files)


class Figure(Sourced):
    """One number. Neither branch nor municipality = the whole consortium.

    A corrected figure is a new row; the old one gets `replaced_at` and stays. A figure taken
    back is `withdrawn` and never stands again.
    """

    class State(models.TextChoices):
        VALUE = "value", _("Value")
        ZERO = "zero", _("Zero")
        MISSING = "missing", _("Missing")
        NOT_COLLECTED = "not-collected", _("Not collected")
        NOT_RELEVANT = "not-relevant", _("Not relevant")

    class Origin(models.TextChoices):
        MEASURED = "measured", _("Measured")
        ALLOCATED = "allocated", _("Allocated")
        REPORTED = "reported", _("Reported")  # somebody told the number, nobody here measured it
        ESTIMATED = "estimated", _("Estimated")

    variable = models.ForeignKey(Variable, models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True)
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.VALUE)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.MEASURED)
    source_sha256 = models.CharField(max_length=64, blank=True)
    rule = models.CharField(_("rule"), max_length=60, blank=True)
    rule_version = models.CharField(_("rule version"), max_length=30, blank=True)
    derivation = models.ForeignKey(
        Derivation, models.PROTECT, related_name="figures", null=True, blank=True,
        verbose_name=_("derivation"),
    )  # fmt: skip
    as_of = models.DateField(_("as of"), null=True, blank=True)
    release = models.ForeignKey("core.Release", models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["variable", "year", "month"]
        constraints = [
            models.UniqueConstraint(
                "variable",
                "year",
                Coalesce("month", 0),
                Coalesce("municipality", 0),
                Coalesce("branch", 0),
                condition=models.Q(replaced_at__isnull=True),
                name="core_figure_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(state="value", value__isnull=False)
                | models.Q(state="zero", value=0)
                | (~models.Q(state__in=["value", "zero"]) & models.Q(value__isnull=True)),
                name="core_figure_state_fits_value",
            ),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True) | models.Q(branch__isnull=True),
                name="core_figure_one_level",
            ),
        ]

    def __str__(self) -> str:
        value_text = "–" if self.value is None else f"{self.value.normalize():f}"
        return f"{self.variable} {self.year}: {value_text}"
