"""What every connection of a room has: whether it is in use, and how its last run went."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.sourced import Sourced


class Connection(Sourced):
    """Another service that a room asks by itself or by hand.

    A secret stands outside the database (`kimppa.sources.keys`); the row holds its name, in the
    fields that `secret_fields` lists. `failure` says why the last run failed or, when `failures`
    is 0, what a good run left out.
    """

    page: ClassVar[str]  # the name of the address of a connection's page
    permission: ClassVar[Permission]  # who may see, set and mend the room's connections
    topic: ClassVar[str] = ""  # of the row in `due` for a connection that fails
    secret_fields: ClassVar[tuple[str, ...]] = ()

    active = models.BooleanField(_("in use"), default=True)
    fetched_at = models.DateTimeField(_("last fetched"), null=True, blank=True)
    failure = models.CharField(_("what went wrong"), max_length=500, blank=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The page of the connection."""
        return reverse(self.page, args=[self.pk])

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The names of its secrets, without the empty ones."""
        return tuple(filter(None, (getattr(self, name) for name in self.secret_fields)))
