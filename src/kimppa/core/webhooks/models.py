"""Receivers outside, and what has been sent to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person


class Webhook(models.Model):
    """A program outside that is told of what happens here.

    The secret signs messages, so it must be readable here; the audit log leaves it out. While
    `old_secret_until` is to come, messages are signed with the old one too.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("In use")
        PAUSED = "paused", _("Paused")
        FAILED = "failed", _("Stopped: it does not answer")

    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500)
    kinds = models.JSONField(_("what it is told"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    secret = models.CharField(max_length=100)
    old_secret = models.CharField(max_length=100, blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="+", verbose_name=_("owner")
    )
    created_at = models.DateTimeField(_("made"))
    failing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WebhookMessage(models.Model):
    """One message to one receiver; `message_id` is the same in every attempt."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        HELD = "held", _("Not sent: the receiver was paused")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=40)
    kind = models.CharField(_("what happened"), max_length=40)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField(_("happened"))
    tried_at = models.DateTimeField(_("last tried"), null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "message_id"], name="core_webhookmessage_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"
