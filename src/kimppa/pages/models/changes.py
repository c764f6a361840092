"""The register of changes to the web library's platform, from reason to proof."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person, Service
from kimppa.core.decisions.models import Decision
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced

PLATFORM, DEVELOPMENT = "finna-platform", "finna-development"


class Change(Sourced):
    """Something that should change: an idea, then agreed, done and proven; or dropped."""

    class Reason(models.TextChoices):
        SYSTEM = "system", _("Changed system")
        LAW = "law", _("Law")
        WISH = "wish", _("Wish")

    class Allowed(models.TextChoices):
        UNKNOWN = "", _("Not looked into yet")
        OWN = "own", _("Can be done in our own view")
        JOINT = "joint", _("As a joint proposal to the National Library")
        NO = "no", _("The platform does not allow it")

    class State(models.TextChoices):
        IDEA = "idea", _("Idea")
        AGREED = "agreed", _("Agreed on")
        DONE = "done", _("Done")
        PROVEN = "proven", _("Shown to work")
        DROPPED = "dropped", _("Dropped")

    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("why and what"), blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, default=Reason.WISH)
    allowed = models.CharField(
        _("what the platform allows"), max_length=10, choices=Allowed, blank=True
    )
    topic = models.CharField(
        _("work for"),
        max_length=40,
        choices=[(PLATFORM, _("Finna platform")), (DEVELOPMENT, _("Development of Finna"))],
        default=DEVELOPMENT,
    )
    pages = models.ManyToManyField(
        "pages.Page", blank=True, related_name="changes", verbose_name=_("pages it touches")
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name=_("services it touches")
    )
    owner = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who carries it through"),
    )
    due = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IDEA)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose wish"),
    )
    made_at = models.DateTimeField(_("written down"))
    made_by = models.CharField(_("who wrote it down"), max_length=200)
    author = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who may take it back"),
    )
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    sent_on = models.DateField(_("sent to the National Library"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer of the National Library"), blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    proven_on = models.DateField(_("shown to work"), null=True, blank=True)
    dropped_why = models.CharField(_("why it was dropped"), max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The change's page."""
        return reverse("pages:change", args=[self.pk])


class Proof(Sourced):
    """What stood at an address before or after the change."""

    class Moment(models.TextChoices):
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    change = models.ForeignKey(
        Change, models.CASCADE, related_name="proofs", verbose_name=_("change")
    )
    moment = models.CharField(_("when"), max_length=6, choices=Moment)
    address = models.URLField(_("address"), max_length=500)
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name=_("saved page or picture")
    )
    note = models.CharField(_("what it shows"), max_length=300, blank=True)
    taken_on = models.DateField(_("taken"))
    by_name = models.CharField(_("who"), max_length=200)

    class Meta:
        ordering = ["-moment", "taken_on", "pk"]  # before, then after

    def __str__(self) -> str:
        return f"{self.change}: {self.get_moment_display()}"


class Vote(Sourced):
    """Somebody wants it too."""

    change = models.ForeignKey(
        Change, models.CASCADE, related_name="votes", verbose_name=_("change")
    )
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["change", "person"], name="pages_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.change} + {self.person}"
