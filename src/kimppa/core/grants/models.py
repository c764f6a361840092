"""What acts as a person later, without the person: tokens of programs, calendar addresses."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person


class Grants(models.Model):
    """The roles that a secret address or token was given under; it ends with the last of them.

    `grants` is a list of `Grant` as JSON. It shrinks with the roles and never grows again.
    """

    family: ClassVar[str]  # of its actions in the audit log

    class End(models.TextChoices):
        NONE = "", ""
        ROLE = "role", _("The role that it was made in has ended")
        PERSON = "person", _("Its owner is not in use here any more")

    person = models.ForeignKey(Person, models.CASCADE)
    grants = models.JSONField(default=list, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(_("why it ended"), max_length=10, choices=End, blank=True)

    class Meta:
        abstract = True

    def narrow(self) -> bool:
        """Let the row's own fields follow its grants; False when it may do nothing any more."""
        return True
