"""The agreement as its parties wrote it: sections, clauses, parties and terms.

What a clause obliges to is kept as `core.duties.Duty` rows of the same year and clause number,
so that the whole house can read them.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced

FIRST_YEAR, LAST_YEAR = 1990, 2100


class Agreement(Sourced):
    """One year's service agreement. `source_text` is the original, never changed afterwards."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    title = models.CharField(_("title"), max_length=300)
    preamble = models.TextField(_("preamble"), blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    price = models.DecimalField(_("price"), max_digits=12, decimal_places=2, null=True, blank=True)
    allocation_key = models.ForeignKey(
        AllocationKey,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("allocation key"),
    )
    source_file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+"
    )
    source_text = models.TextField()
    unrecognised = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(in_force_from__isnull=True)
                | models.Q(in_force_to__isnull=True)
                | models.Q(in_force_to__gte=models.F("in_force_from")),
                name="agreement_in_force_order",
                violation_error_message=_("The agreement cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(price__isnull=True) | models.Q(price__gte=0),
                name="agreement_price_not_negative",
                violation_error_message=_("The price cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.year}" if str(self.year) not in self.title else self.title

    def get_absolute_url(self) -> str:
        """Its text on the desk."""
        return reverse("agreement:agreement", args=[self.year])

    @property
    def is_draft(self) -> bool:
        """Whether the text may still be changed."""
        return self.state == self.State.DRAFT


class Section(Sourced):
    """A service whole of the agreement; `short_title` is its name in the navigation, `notes` its
    words that oblige nobody, a text each.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="sections")
    number = models.CharField(_("number"), max_length=20)
    title = models.TextField(_("title"))
    short_title = models.CharField(_("short name"), max_length=60, blank=True)
    notes = models.JSONField(_("words that oblige nobody"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["agreement", "position"]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def name(self) -> str:
        """The short name, or the title if no short one was given."""
        return self.short_title or self.title


class Clause(Sourced):
    """One line of the agreement, in its own words; `lead` begins the sentence that they end."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="clauses")
    number = models.CharField(_("number"), max_length=20)
    text = models.TextField(_("text"))
    lead = models.TextField(_("beginning of the sentence"), blank=True)
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        ordering = ["section__position", "position"]

    def __str__(self) -> str:
        return self.number


class Paper(models.Model):
    """A paper as it is read and mended, before anything of it becomes an agreement.

    `data` (the file), `text` and `lines` are packed by zlib; `lines` stay as they were read, and
    `mends` are what people have changed, in order. `year` is the one that they typed, `event` the
    write by which it became the new text of an old draft.
    """

    name = models.CharField(_("file"), max_length=255)
    data = models.BinaryField()
    text = models.BinaryField()
    lines = models.BinaryField()
    mends = models.JSONField(default=list, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(_("brought in"))
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    event = models.ForeignKey(AuditEvent, models.SET_NULL, null=True, blank=True, related_name="+")
    expires_on = models.DateField()

    class Meta:
        ordering = ["-brought_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class Party(Sourced):
    """A municipality that the agreement binds."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )

    class Meta:
        ordering = ["municipality__position", "municipality__code"]
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "municipality"], name="agreement_party_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.municipality)
