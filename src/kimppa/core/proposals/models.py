"""What every personal link of a room has by which somebody without an account proposes."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.sourced import Sourced


class ProposalLink(Sourced):
    """A link of one holder. What comes by it is public only when somebody here has accepted it.

    Links live in letters and bookmarks: `page` and `salt` of a room stay as they are.
    """

    page: ClassVar[str]  # the name of the public address that takes the link's token
    salt: ClassVar[str]  # of the signature of its tokens

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    holder = models.CharField(_("whose link"), max_length=200)
    nonce = models.CharField(max_length=32)
    created_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["municipality__position", "holder", "pk"]

    def __str__(self) -> str:
        return self.holder
