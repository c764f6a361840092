"""The links of the pages: where each leads, and whether anything answered when last tried."""

import datetime as dt
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.sourced import Sourced


class Outage(NamedTuple):
    """The last time that a link was broken; `since` is None if never, `until` while it is so."""

    since: dt.datetime | None = None
    until: dt.datetime | None = None

    @property
    def lasts(self) -> bool:
        """Whether it has not been seen to work since."""
        return self.since is not None and self.until is None

    def after(self, state: str, at: dt.datetime) -> "Outage":
        """The outage after a try. One that could not be tried ends nothing and begins nothing."""
        if state == "broken" and not self.lasts:
            return Outage(at)
        if state == "fine" and self.lasts:
            return Outage(self.since, at)
        return self


class Link(Sourced):
    """One address that pages lead to; `texts` are where it stands (page's id, name, language).

    `broken_since` and `mended_at` tell the last time that it was broken: see `Outage`.
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

    def take_outcome(self, state: str, answer: str, at: dt.datetime) -> None:
        """Take in the outcome of a try; saving is the caller's."""
        self.state, self.told, self.asked_at = state, answer, at
        self.broken_since, self.mended_at = self.outage.after(state, at)
