"""The links of the pages: where each leads, and whether anything answered when last tried."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.sourced import Sourced


class Link(Sourced):
    """One address that pages lead to; `texts` are where it stands (page's id, name, language)."""

    class State(models.TextChoices):
        FINE = "fine", _("It answers")
        BROKEN = "broken", _("Broken")
        UNSURE = "unsure", _("Could not be tried")

    address = models.URLField(_("address"), max_length=500, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    told = models.CharField(_("what was answered"), max_length=300, blank=True)
    texts = models.JSONField(_("where it stands"), default=list)
    asked_at = models.DateTimeField(_("tried"))

    class Meta:
        ordering = ["state", "address"]

    def __str__(self) -> str:
        return self.address
