"""What several of the room's tables share: figures by place, and the sets of rules to check by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Branch, Municipality

# Names of `kimppa.marc`'s profiles.
PROFILES = [
    ("shared", _("The shared catalogue")),
    ("pre-migration", _("Before the library system is changed")),
    ("strict", _("Every rule")),
]


class PlaceFigures(models.Model):
    """Figures of a branch, of a municipality, or of a code that belongs to no branch.

    A record of two branches counts for both, and once for their municipality. An empty row (no
    branch, municipality or code) is what belongs to nobody.
    """

    branch = models.ForeignKey(Branch, models.CASCADE, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True
