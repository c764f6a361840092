"""Personal tokens for programs, and the answers kept for requests that are sent again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.grants.models import Grants
from kimppa.core.tokens.scopes import useful_scopes


class ApiToken(Grants):
    """A person's key for a program. The secret itself is stored nowhere.

    `prefix` is the secret's beginning, `digest` its SHA-256. Real time counts for the expiry.
    """

    family = "token"

    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("what it may do"), default=list)
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this municipality"),
    )
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def narrow(self) -> bool:
        """Leave the scopes and the municipality that the grants carry."""
        self.scopes = useful_scopes(self.scopes, {grant["role"] for grant in self.grants})
        municipality_ids = {grant["municipality"] for grant in self.grants}
        if len(municipality_ids) == 1:
            self.municipality_id = municipality_ids.pop()
        return bool(self.scopes)


class KeptAnswer(models.Model):
    """What was answered to a request with an Idempotency-Key, so that it is done once."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="core_keptanswer_once")
        ]

    def __str__(self) -> str:
        return self.key
