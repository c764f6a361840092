"""The audit log: who wrote what and when, with the values before and after."""

from django.db import models

BY_LINK = "link"  # no name of a token: those end in their prefix


class AuditEvent(models.Model):
    """One write. Holds no foreign keys, so that nothing blocks deletion and nothing is lost.

    `via` names the token when a program wrote in the person's name; `BY_LINK` says that whoever
    held the person's link did.
    Writes of one import share a `batch`, by which they are undone together.
    """

    at = models.DateTimeField(db_index=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    via = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    model = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    municipality = models.CharField(max_length=3, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    batch = models.CharField(max_length=32, blank=True, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="core_audit_object")]

    @property
    def by_link(self) -> bool:
        """Whether it came by a personal link, without signing in."""
        return self.via == BY_LINK

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.action} {self.title}"
