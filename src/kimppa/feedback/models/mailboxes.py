"""Mailboxes, and the letters in them that have not been taken yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.connections.models import Connection
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import Permission


class Mailbox(Connection):
    """A mailbox that customers write to. It is only read; secrets stand outside (`keys`).

    The secret is a password, an access token or, for REFRESH, the token that renews those.
    """

    class Kind(models.TextChoices):
        IMAP = "imap", _("IMAP with a password")
        REFRESH = "imap-refresh", _("IMAP with a token that renews itself (OAuth 2)")
        TOKEN = "imap-token", _("IMAP with an access token (XOAUTH2)")
        MAILDIR = "maildir", _("Maildir in the instance folder")

    page = "feedback:mailbox"
    permission = Permission.MANAGE_CONSORTIUM
    topic = "feedback"
    secret_fields = ("secret_name", "client_secret_name")

    title = models.CharField(_("name"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.IMAP)
    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    user = models.CharField(_("user name"), max_length=200, blank=True)
    secret_name = models.CharField(_("name of the secret"), max_length=40, blank=True)
    token_url = models.CharField(_("address that renews the token"), max_length=300, blank=True)
    client_id = models.CharField(_("client id"), max_length=200, blank=True)
    client_secret_name = models.CharField(
        _("name of the client's secret"), max_length=40, blank=True
    )
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["title"]
        verbose_name = _("mailbox")

    def __str__(self) -> str:
        return self.title


class PendingLetter(models.Model):
    """A letter that is still in its mailbox: it is tried again, or it waits for a person.

    `name` is its UID, or the name of its file. `tries` counts those that were begun and have not
    ended: it is counted before the letter is fetched, so that one that stops the worker counts too.
    """

    class Reason(models.TextChoices):
        LIMIT = "limit", _("The same sender has sent many letters: it is taken later")
        FAILED = "failed", _("It could not be taken")
        LARGE = "large", _("It is too large to be taken")

    TRIES = 5  # then it waits for a person

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="pending")
    name = models.CharField(max_length=200)
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.FAILED)
    tries = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="feedback_pending_once")
        ]

    def __str__(self) -> str:
        return f"{self.mailbox_id} {self.name}"

    @property
    def is_set_aside(self) -> bool:
        """Whether it is not tried by itself any more."""
        return self.reason == self.Reason.FAILED and self.tries >= self.TRIES
