"""Sources of the catalogue, and the files that have been taken from folders."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.models.common import PROFILES
from kimppa.core.connections.models import Connection
from kimppa.core.consortium.roles import Permission
from kimppa.jobs.models import Run


class Origin(Connection):
    """A source that the catalogue is fetched from."""

    class Kind(models.TextChoices):
        OAI = "oai", _("OAI-PMH service: records")
        FOLDER = "folder", _("Folder on the server: files of records")
        MIKROMARC = "mikromarc", _("Mikromarc: items and codes")

    page = "catalogue:origin"
    permission = Permission.MANAGE_CATALOGUE
    topic = "catalogue-integrity"
    secret_fields = ("secret_name",)

    title = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OAI)
    address = models.CharField(_("address or folder"), max_length=500)
    prefix = models.CharField(_("format"), max_length=60, blank=True)
    set_name = models.CharField(_("set"), max_length=200, blank=True)
    user = models.CharField(_("user name"), max_length=80, blank=True)
    secret_name = models.CharField(_("name of the secret"), max_length=40, blank=True)
    profile = models.CharField(
        _("checked by"), max_length=40, choices=PROFILES, default=PROFILES[0][0]
    )
    cron = models.CharField(_("when"), max_length=100, blank=True)
    scheduled_from = models.DateTimeField()
    figures = models.JSONField(default=dict, blank=True)
    latest = models.ForeignKey(
        "catalogue.Snapshot", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["title"]
        verbose_name = _("source of the catalogue")

    def __str__(self) -> str:
        return self.title


class Dropped(models.Model):
    """A file that has been taken from a folder, or that came to nothing; it is taken once.

    `mark` tells without reading that a file is the same (`kimppa.sources.folder`).
    """

    origin = models.ForeignKey(Origin, models.CASCADE, related_name="dropped")
    mark = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    why = models.CharField(max_length=500, blank=True)
    taken_at = models.DateTimeField()
    snapshot = models.ForeignKey("catalogue.Snapshot", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "mark"], name="catalogue_dropped_once")
        ]

    def __str__(self) -> str:
        return self.name
