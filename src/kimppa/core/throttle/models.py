"""Tries that are counted so that nobody can guess without end."""

from django.db import models


class Try(models.Model):
    """One try. The key is a keyed digest: an address cannot be read from it."""

    scope = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "tries"
        indexes = [models.Index(fields=["scope", "key", "at"], name="core_try_window")]

    def __str__(self) -> str:
        return f"{self.scope} {self.at:%Y-%m-%d %H:%M:%S}"
