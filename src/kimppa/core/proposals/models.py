"""What somebody without an account proposes, and the personal link by which it comes."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core import clock
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.queries import directors
from kimppa.core.consortium.roles import Permission
from kimppa.core.sourced import Sourced


class ProposalLink(Sourced):
    """A link of one holder. What comes by it is public only when somebody here has accepted it.

    Links live in letters and bookmarks: `page` and `salt` of a room stay as they are.
    """

    page: ClassVar[str]  # the name of the public address that takes the link's token
    salt: ClassVar[str]  # of the signature of its tokens

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    holder = models.CharField(_("whose link"), max_length=200)
    email = models.EmailField(_("address for answers"), blank=True)
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

    @property
    def opens(self) -> bool:
        """Whether it may be used on the consortium's day, as far as its holder goes."""
        return self.municipality.in_force_on(clock.today())


class DirectorLink(ProposalLink):
    """A link of a director in office: whoever holds it acts as the director, for the municipality
    alone. It opens no more once the person has left the office, however long it would last.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta(ProposalLink.Meta):
        abstract = True

    @property
    def opens(self) -> bool:
        """Whether its person is a director of its municipality today."""
        in_office = (person.pk for _place, person in directors([self.municipality]))
        return super().opens and self.person_id in in_office


class Proposal(Sourced):
    """What fields of a row should say instead; nothing of it stands before it is accepted.

    A room's own adds the row and `link`, a key to its links that may be emptied: the holder's name
    and address stand there alone. `content` holds columns of the row as the audit log would.
    """

    permission: ClassVar[Permission]  # who accepts, at the row's municipality
    page: ClassVar[str]  # the name of the address on the desk where it is decided on
    about: ClassVar[str]  # the name of the key to the row

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits to be looked at")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn by the sender")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    content = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return str(self.subject)

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[self.pk])

    @property
    def subject(self) -> Any:
        """The row that it would change."""
        return getattr(self, self.about)

    @property
    def right(self) -> Permission:
        """What whoever decides on it must be allowed, at its municipality."""
        return self.permission

    @property
    def municipality(self) -> Municipality | None:
        return getattr(self.subject, "municipality", None)
