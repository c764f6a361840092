"""Decisions: what was decided, when, where and for whom."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.ratification.models import Ratification
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices

# Of a row that everybody reads: it names no decision that is for directors only.
READABLE_BY_ALL = {"internal": False}


class Decision(Sourced):
    """A decision of the directors together or of one municipality's body. An `internal` one is read
    by directors and the coordinator only.
    """

    text = models.TextField(_("decision"))
    date = models.DateField(_("date"))
    meeting = models.CharField(_("meeting or body"), max_length=200, blank=True)
    section = models.CharField("§", max_length=40, blank=True)
    topic = models.CharField(_("topic"), max_length=40, choices=choices, blank=True)
    agreement_year = models.PositiveSmallIntegerField(_("counts for year"))
    municipalities = models.ManyToManyField(
        Municipality, blank=True, related_name="+", verbose_name=_("concerns")
    )
    internal = models.BooleanField(_("only for directors"), default=False)
    area = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    ratification = models.OneToOneField(
        Ratification, models.SET_NULL, null=True, blank=True, related_name="decision"
    )
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by",
        verbose_name=_("replaces"),
    )  # fmt: skip

    class Meta:
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return Truncator(self.text).chars(100)

    @property
    def origin(self) -> tuple[str, str]:
        """What a task that carries it out names."""
        return "desk", f"decision-{self.pk}"

    def clean(self) -> None:
        """A decision replaces an earlier one. Raises ValidationError."""
        if self.replaces and (self.replaces.date, self.replaces.pk) >= (
            self.date,
            self.pk or self.replaces.pk + 1,
        ):
            raise ValidationError({"replaces": _("A decision replaces only an earlier one.")})
