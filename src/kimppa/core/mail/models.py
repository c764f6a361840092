"""Outgoing mail: a log in which every message has a key and is sent once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Person


class OutgoingMail(models.Model):
    """One message to one address.

    `sending` is set before the server is asked. A message found in that state after a crash or
    a broken connection may or may not have gone: a person decides, it never goes again by itself.
    `message_id` is the same in every attempt, so that a receiver can tell a repeated letter.
    `calendar` is what goes beside the text for calendar programs (iCalendar with its METHOD).
    `batch` is the press of the audit log by which it was written, if one was.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    key = models.CharField(max_length=200, unique=True)
    batch = models.CharField(max_length=32, blank=True)
    to = models.EmailField()
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    message_id = models.CharField(max_length=250, blank=True)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="core_mail_queue"),
            models.Index(fields=["batch"], name="core_mail_batch", condition=~models.Q(batch="")),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
