"""Files that were brought, the originals of those that are not kept for good, and what headings
and names in files have been said to mean."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced


class Import(Sourced):
    """A file that somebody brought: looked at, then taken, then perhaps taken back.

    `kind` is the slug of its importer, `columns` what each column of its table was chosen to be
    (empty: as recognised), `options` what was said of the file beside it, `batch` the writes of
    its taking in the audit log, `count` how many rows were taken and `skipped` how many were not.
    """

    kind = models.CharField(_("kind of the file"), max_length=60)
    name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("checksum of the file"), max_length=64, db_index=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("stored file")
    )
    columns = models.JSONField(_("columns"), default=list, blank=True)
    options = models.JSONField(_("said beside the file"), default=dict, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"))
    taken_at = models.DateTimeField(_("taken into use"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    batch = models.CharField(_("writes of its taking"), max_length=32, blank=True)
    count = models.PositiveIntegerField(_("rows taken"), default=0)
    skipped = models.PositiveIntegerField(_("rows left out"), default=0)

    class Meta:
        ordering = ["-brought_at", "-pk"]

    def __str__(self) -> str:
        # The audit log keeps this for good, and a file's name can tell of somebody.
        return str(_("File %(number)s") % {"number": self.pk})

    @property
    def in_use(self) -> bool:
        """Whether its rows have been taken and not taken back."""
        return self.taken_at is not None and self.undone_at is None


class ImportOriginal(models.Model):
    """The bytes of a file, packed (zlib), until `expires_on`.

    A file that is only looked at stands here, and for good one with rows about people; the others
    move among the house's stored files, which nothing ever removes, when they are taken.
    """

    upload = models.OneToOneField(Import, models.CASCADE, related_name="original")
    data = models.BinaryField()
    expires_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.upload_id}"


class Meaning(models.Model):
    """What a heading, a name or a code in files means, as somebody has said; without a target it
    is left out.

    `key` is `<subject>:<plain name>`: "place:pori", "publishing.events:tilaisuus".
    """

    key = models.CharField(_("name in files"), max_length=300, unique=True)
    target = models.CharField(_("what it means"), max_length=60, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key} → {self.target or '–'}"
