"""Who came in, when and how; and the browsers that are signed in now."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person


class Way(models.TextChoices):
    """How somebody shows who they are."""

    PASSWORD = "password", _("Password")
    LINK = "link", _("One-time link")
    SSO = "sso", _("Single sign-on")
    PASSKEY = "passkey", _("Passkey")
    NONE = "", _("No sign-in page")


class Factor(models.TextChoices):
    """The second factor."""

    NONE = "", _("None")
    CODE = "totp", _("Code of an app")
    PASSKEY = "passkey", _("Passkey")
    RECOVERY = "recovery", _("Recovery code")
    PROVIDER = "provider", _("Asked by the single sign-on")


class Outcome(models.TextChoices):
    """How a try ended."""

    IN = "in", _("Signed in")
    OUT = "out", _("Signed out")
    LINK_SENT = "link-sent", _("Sign-in link sent")
    REFUSED = "refused", _("Sign-in refused")


class Reason(models.TextChoices):
    """Why a sign-in was refused."""

    NONE = "", ""
    WRONG = "wrong", _("Wrong address or password")
    UNKNOWN = "unknown", _("Nobody here has the address")
    ENDED = "ended", _("The account is not in use now")
    OLD_LINK = "old-link", _("The link was used or too old")
    TOO_MANY = "too-many", _("Too many tries")
    CODE = "code", _("Wrong second factor")
    PASSKEY = "passkey", _("The passkey was not accepted")
    UNPROVED = "unproved", _("The e-mail address is not verified")
    DOMAIN = "domain", _("The e-mail address is of another organisation")
    OTHER_SUBJECT = "other-subject", _("The account is tied to another user of the provider")
    TOKEN = "token", _("The provider's answer was not valid")
    PROVIDER = "provider", _("The provider does not answer")
    CANCELLED = "cancelled", _("Broken off at the provider")


class SignIn(models.Model):
    """One try to sign in, or a sign-out. The network is a shortened address; rows are pruned."""

    at = models.DateTimeField(db_index=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sign_ins")
    way = models.CharField(max_length=10, choices=Way, blank=True)
    provider = models.CharField(max_length=30, blank=True)
    factor = models.CharField(max_length=10, choices=Factor, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    network = models.CharField(max_length=50, blank=True)
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"


class OpenSession(models.Model):
    """A browser that is signed in; gone when its session is."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="open_sessions")
    key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way, blank=True)
    provider = models.CharField(max_length=30, blank=True)
    network = models.CharField(max_length=50, blank=True)
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.device} {self.seen_at:%Y-%m-%d %H:%M}"
