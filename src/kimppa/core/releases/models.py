"""Releases and deliveries: what leaves the house is frozen and its receipt is kept."""

import re
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.files.models import StoredFile
from kimppa.core.releases.messages import shortfall
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices
from kimppa.core.yearclock.models import new_token


class FrozenError(TypeError):
    """Code tried to change what has been frozen."""


class FrozenQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows that are made and deleted, never changed."""

    def update(self, **_kwargs: Any) -> int:
        """Refused. Raises FrozenError."""
        raise FrozenError(f"a {self.model._meta.model_name} is never changed")


class Frozen(models.Model):
    """A row that is never changed once it is made."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only a new row. Raises FrozenError for one that stands."""
        if not self._state.adding:
            raise FrozenError(f"a {self._meta.model_name} is never changed")
        super().save(*args, **kwargs)


class Release(Frozen, Sourced):
    """A frozen version. Rows are never changed; a correction is the next version.

    `municipality` is set when the release is that municipality's own variant; `period` is the
    span that its figures are of (`core.duties.spans`), empty for a plan or a statement.
    """

    kind = models.SlugField(_("kind"), max_length=40)
    agreement_year = models.PositiveSmallIntegerField(_("counts for year"))
    topic = models.CharField(_("topic"), max_length=40, choices=choices)
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="releases"
    )
    title = models.CharField(_("title"), max_length=300)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    reason = models.CharField(_("reason for the new version"), max_length=500, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    incomplete = models.CharField(_("what is not whole"), max_length=120, blank=True)
    facts = models.TextField()
    facts_sha256 = models.CharField(max_length=64)
    difference = models.JSONField(default=list)
    frozen_at = models.DateTimeField(_("frozen"))
    frozen_by = models.CharField(max_length=200)
    period = models.CharField(max_length=10, blank=True, editable=False)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "agreement_year",
                Coalesce("service", 0),
                Coalesce("municipality", 0),
                "title",
                "version",
                name="core_release_one_version",
            ),
            models.CheckConstraint(
                condition=models.Q(version=1) | ~models.Q(reason=""),
                name="core_release_correction_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement_year", "topic"], name="core_release_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    @property
    def shortfall(self) -> str:
        """How much of it is whole, in the reader's words; empty for a whole one."""
        return shortfall(self.incomplete)


class ReleaseFile(Frozen):
    """A rendered file of a release; of what is for directors, `public` ones may be passed on."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="release_files")
    name = models.CharField(max_length=200)
    public = models.BooleanField(default=False)

    class Meta:
        ordering = ["public", "name"]
        constraints = [
            models.UniqueConstraint(fields=["release", "name"], name="core_releasefile_name")
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(Sourced):
    """A release given to one recipient. Opened and downloaded are the receipt."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail and personal link")
        HAND = "hand", _("By hand or another way")

    release = models.ForeignKey(Release, models.PROTECT, related_name="deliveries")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recipient_name = models.CharField(_("recipient"), max_length=200)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    delivered_at = models.DateTimeField(_("delivered"))
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    downloaded_at = models.DateTimeField(_("downloaded"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["municipality__position", "-delivered_at"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["release", "municipality", "recipient"], name="core_delivery_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release} → {self.recipient_name}"

    @property
    def addressee(self) -> str:
        """The recipient with the municipality, unless the name tells it as a word of its own."""
        name, town = self.recipient_name, self.municipality.name
        return name if re.search(rf"\b{re.escape(town)}\b", name) else f"{name}, {town}"


class PassedOn(Sourced):
    """A director has passed a delivery on within the municipality."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="passed_on")
    to = models.CharField(_("to whom"), max_length=200)
    date = models.DateField(_("date"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-date", "-pk"]
        verbose_name_plural = "passed on"

    def __str__(self) -> str:
        return f"{self.to}: {self.date}"
