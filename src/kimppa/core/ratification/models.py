"""Ratification: what is decided together, confirmed by each municipality."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.files.models import StoredFile
from kimppa.core.proposals.models import DirectorLink
from kimppa.core.sourced import Sourced


class RatificationQuerySet(models.QuerySet["Ratification"]):
    """Reads of ratifications."""

    def awaiting(self, municipality: Municipality) -> Self:
        """Those that await the municipality's answer."""
        return self.filter(
            withdrawn_at__isnull=True,
            settled_at__isnull=True,
            confirmations__municipality=municipality,
            confirmations__state=Confirmation.State.AWAITING,
        )


class Ratification(Sourced):
    """A question put to the municipalities about one object of a room; an `internal` one is read by
    directors and the coordinator only.
    """

    class Level(models.TextChoices):
        DIRECTOR = "director", _("Director's yes")
        MUNICIPAL = "municipal", _("Municipal decision")

    area = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    topic = models.CharField(_("topic"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.DIRECTOR)
    asked_at = models.DateTimeField()
    due = models.DateField(_("due"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    internal = models.BooleanField(_("only for directors"), default=False)
    settled_at = models.DateTimeField(null=True, blank=True)  # carried out: the answers stand

    objects: ClassVar[RatificationQuerySet] = RatificationQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "object_id"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="core_ratification_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def open(self) -> bool:
        """Whether answers may still be given, changed and taken back."""
        return self.withdrawn_at is None and self.settled_at is None


class Confirmation(Sourced):
    """One municipality's answer."""

    class State(models.TextChoices):
        AWAITING = "awaiting", _("Awaiting")
        YES = "yes", _("Confirmed")
        NO = "no", _("Said no")

    ratification = models.ForeignKey(Ratification, models.CASCADE, related_name="confirmations")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    level = models.CharField(
        _("level"), max_length=20, choices=Ratification.Level, blank=True
    )  # where it is not the question's
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.AWAITING)
    answered_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    date = models.DateField(_("date"), null=True, blank=True)
    body = models.CharField(_("deciding body"), max_length=200, blank=True)
    section = models.CharField("§", max_length=40, blank=True)
    document = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        ordering = ["municipality__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ratification", "municipality"], name="core_confirmation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="awaiting", date__isnull=True)
                | (~models.Q(state="awaiting") & models.Q(date__isnull=False)),
                name="core_confirmation_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_state_display()}"

    @property
    def way(self) -> str:
        """The level at which the municipality confirms: its own or the question's."""
        return self.level or self.ratification.level


class AnswerLink(DirectorLink):
    """A director's link, in the letters about a question, for answering it without signing in."""

    page = "desk-public:question"
    salt = "kimppa.ratification.answer"

    ratification = models.ForeignKey(Ratification, models.CASCADE, related_name="links")

    class Meta(DirectorLink.Meta):
        verbose_name = _("link for answering a question")
