"""Texts that are brought in: looked at first, then taken into use, and taken back if need be."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.sourced import Sourced


class Bringing(Sourced):
    """What was pasted or came in a zip. `rows` are what was read, `made` what became of it."""

    name = models.CharField(_("file"), max_length=255)
    rows = models.JSONField(_("texts that were read"), default=list)
    made = models.JSONField(_("versions that were made"), default=list, blank=True)
    brought_at = models.DateTimeField(_("brought in"))
    brought_by = models.CharField(_("who brought it in"), max_length=200)
    taken_at = models.DateTimeField(_("taken into use"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        ordering = ["-brought_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_use(self) -> bool:
        """Whether its texts have been taken and not taken back."""
        return self.taken_at is not None and self.undone_at is None

    def get_absolute_url(self) -> str:
        """What it would change."""
        return reverse("pages:imports-file", args=[self.pk])
