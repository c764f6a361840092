"""Two exports beside each other."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.sourced import Sourced
from kimppa.jobs.models import Run


class Comparison(Sourced):
    """What was added, lost and changed between two exports; the records lie on disk.

    `counts` are the engine's (identical, changed, equal, renumbered, lost, added), `kinds` rows of
    [kind, tag, changes], most first.
    """

    old = models.ForeignKey(
        "catalogue.Snapshot", models.CASCADE, related_name="+", verbose_name=_("earlier export")
    )
    new = models.ForeignKey(
        "catalogue.Snapshot", models.CASCADE, related_name="+", verbose_name=_("later export")
    )
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    failure = models.CharField(_("what went wrong"), max_length=500, blank=True)
    found_at = models.DateTimeField(_("compared"), null=True)
    counts = models.JSONField(default=dict, blank=True)
    kinds = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-new__taken_on", "-old__taken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="catalogue_comparison_once")
        ]

    def __str__(self) -> str:
        return f"{self.old} – {self.new}"

    def get_absolute_url(self) -> str:
        return reverse("catalogue:comparison", args=[self.pk])

    @property
    def moving(self) -> bool:
        run = self.run
        return run is not None and run.state in {Run.State.WAITING, Run.State.RUNNING}
