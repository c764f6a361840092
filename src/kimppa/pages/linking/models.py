"""The links of the pages: where each leads, and whether anything answered when last tried."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.sourced import Sourced
from kimppa.pages.linking.lasting import Outage


class Link(Sourced):
    """One address that pages lead to; `texts` are where it stands (page's id, name, language).

    `broken_since` and `mended_at` tell the last time that it was broken: see `lasting`.
    """

    class State(models.TextChoices):
        FINE = "fine", _("It answers")
        BROKEN = "broken", _("Broken")
        UNSURE = "unsure", _("Could not be tried")

    address = models.URLField(_("address"), max_length=500, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State)
    told = models.CharField(_("what was answered"), max_length=300, blank=True)
    texts = models.JSONField(_("where it stands"), default=list)
    asked_at = models.DateTimeField(_("tried"))
    broken_since = models.DateTimeField(_("broken since"), null=True, blank=True)
    mended_at = models.DateTimeField(_("works again since"), null=True, blank=True)

    class Meta:
        ordering = ["state", "address"]

    def __str__(self) -> str:
        return self.address

    @property
    def outage(self) -> Outage:
        """The last time that it was broken."""
        return Outage(self.broken_since, self.mended_at)

    @property
    def mended(self) -> bool:
        """Whether it works after having been broken."""
        return self.mended_at is not None

    def tell(self, state: str, told: str, at: dt.datetime) -> None:
        """Take in what a try told; saving is the caller's."""
        self.state, self.told, self.asked_at = state, told, at
        self.broken_since, self.mended_at = self.outage.after(state, at)
