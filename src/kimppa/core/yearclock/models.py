"""Calendar feeds of people: an address that can be revoked."""

import secrets

from django.db import models

from kimppa.core.consortium.models import Person
from kimppa.core.grants.models import Grants


def new_token() -> str:
    """An unguessable part of an address (256 bits)."""
    return secrets.token_urlsafe(32)


class CalendarFeed(Grants):
    """One person's subscription to the year clock."""

    family = "calendar"

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_feeds")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}: {self.created_at:%Y-%m-%d}"
