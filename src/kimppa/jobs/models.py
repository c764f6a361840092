"""What is done in the background: the runs, the workers, and what must happen only once."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One piece of background work, from its start to its end, over all its attempts.

    The queue itself is django.tasks' table, found by `task`; both rows change in one transaction.
    A `key` is used once: a scheduled start's is the job and its due time. `token` names the claim
    that holds a running piece: whoever has lost it can write nothing any more.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")

    class Reason(models.TextChoices):
        """Why it failed, or why it waits for another attempt."""

        ERROR = "error", _("The work met an error.")
        PERMANENT = "permanent", _("The work met an error that another attempt would not mend.")
        AWAY = "away", _("Another server did not answer.")
        FULL = "full", _("The disk is full.")
        KILLED = "killed", _("The worker went down in the middle of the work.")

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=250, unique=True, null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    task = models.UUIDField(unique=True, default=uuid.uuid4)
    asked_by = models.CharField(max_length=200, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=32, blank=True)
    token = models.CharField(max_length=32, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    count = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    message = models.CharField(max_length=500, blank=True)
    error = models.TextField(blank=True)

    # A long piece of work tells how far it is, and goes on from `cursor`.
    total = models.PositiveBigIntegerField(default=0)
    progressed = models.PositiveBigIntegerField(default=0)
    text = models.CharField(max_length=300, blank=True)
    cursor = models.JSONField(null=True, blank=True)
    stoppable = models.BooleanField(default=False)
    stop_asked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        indexes = [
            models.Index(fields=["name", "due_at"], name="jobs_run_name"),
            models.Index(fields=["state", "-queued_at"], name="jobs_run_state"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.queued_at:%Y-%m-%d %H:%M}"


class Worker(models.Model):
    """A worker process that lives, or that died without a word; `beats` grows while it lives.

    `boot` names the machine since it was started: a worker of the same one is known to live by
    the lock it holds, whatever the clocks say.
    """

    id = models.CharField(primary_key=True, max_length=32)
    host = models.CharField(max_length=200)
    boot = models.CharField(max_length=40)
    pid = models.PositiveIntegerField()
    beats = models.PositiveBigIntegerField(default=0)
    started_at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class Effect(models.Model):
    """Something that has been done and must not be done again."""

    key = models.CharField(max_length=250, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
