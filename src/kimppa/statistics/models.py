"""Statistics: years, files taken in, explanations, the request, web visits.

The figures themselves are the desk's common figures (core.figures).
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kimppa.core.allocation.models import AllocationKey
from kimppa.core.connections.models import Connection
from kimppa.core.consortium.models import Branch, Municipality, Service
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Derivation
from kimppa.core.files.models import StoredFile
from kimppa.core.sourced import Sourced
from kimppa.jobs.models import Run


class Round(Sourced):
    """The statistics of one year. A locked year takes no more figures; an open one's delivered
    figures are for everybody.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    open_at = models.DateTimeField(_("published as open data"), null=True, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(_("Statistics of %(year)d") % {"year": self.year})


class Take(Sourced):
    """A file of figures: uploaded, looked at, then taken into use or not. Undone it stays.

    Lists that wait to be read are stored by nobody yet: see `lists.incoming`.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("Report of a library system, by branch")
        PUBLISHED = "published", _("Published figures")
        LISTS = "lists", _("Lists of items and loans")

    class Unit(models.TextChoices):
        UNKNOWN = "", _("Not known")
        PERFORMING = "performing", _("Performing branch")
        PLACING = "placing", _("Placing branch")
        OWNING = "owning", _("Owning branch")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REPORT)
    year = models.PositiveSmallIntegerField(_("year"))
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("original file"),
    )  # fmt: skip
    loans = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("list of loans"),
    )  # fmt: skip
    name = models.CharField(_("file"), max_length=255)
    sheet = models.PositiveSmallIntegerField(_("sheet"), default=0)
    system = models.CharField(_("system"), max_length=60, blank=True)
    unit = models.CharField(_("loans counted by"), max_length=20, choices=Unit, blank=True)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    measure = models.CharField(_("what the table counts"), max_length=20, blank=True)
    period_is_year = models.BooleanField(_("covers the whole year"), null=True, blank=True)
    snapshot_days = models.IntegerField(
        _("days from the end of the year to the list of items"), null=True, blank=True
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.CharField(_("who brought it in"), max_length=200)
    taken_at = models.DateTimeField(_("taken into use"), null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    recorded = models.JSONField(_("figures taken into use"), default=list, blank=True)
    part = models.JSONField(_("figures of a part of the year"), default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    run = models.ForeignKey(
        Run,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("reading in the background"),
    )
    outcome = models.JSONField(_("what was computed of the lists"), null=True, blank=True)
    derivation = models.ForeignKey(
        Derivation, models.PROTECT, related_name="+", null=True, blank=True,
        verbose_name=_("derivation"),
    )  # fmt: skip
    accepted = models.JSONField(_("accepted as it is"), default=list, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.year})"

    @property
    def in_use(self) -> bool:
        """Whether its figures count."""
        return self.taken_at is not None and self.undone_at is None

    @property
    def checksum(self) -> str:
        """Of the kept file; empty while lists wait to be read."""
        return self.stored.sha256 if self.stored else ""

    @property
    def partial(self) -> bool:
        """Whether it covers only a part of the year, to be joined with others."""
        return self.start is not None and self.period_is_year is False


class TableVersion(Sourced):
    """The variables, identities, checks, thresholds or call numbers as somebody has left them.

    The newest version of a kind is in force; without one what comes with the house is.
    """

    class Kind(models.TextChoices):
        VARIABLES = "variables", _("Variables")
        IDENTITIES = "identities", _("Identities")
        CHECKS = "checks", _("Checks")
        THRESHOLDS = "thresholds", _("Thresholds")
        CALL_NUMBERS = "callnumbers", _("Call numbers of fiction and music")

    kind = models.CharField(_("table"), max_length=20, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    content = models.TextField(_("rows"))
    reason = models.CharField(_("what was changed"), max_length=500)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="statistics_table_version")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class Explanation(Sourced):
    """Why a figure is right although a check asks. It goes with the figure, to next year too."""

    year = models.PositiveSmallIntegerField(_("year"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    check_number = models.CharField(_("number of the check"), max_length=10)
    field = models.CharField(_("figure"), max_length=60)
    text = models.TextField(_("explanation"))
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["municipality__position", "field", "check_number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "municipality", "check_number", "field"],
                name="statistics_explanation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_number} {self.field} {self.year}"

    @property
    def key(self) -> str:
        """The finding that it answers."""
        return f"{self.check_number}:{self.field}"


class BranchEvent(Sourced):
    """What happened at a branch in some days and may explain a change of its figures."""

    class Kind(models.TextChoices):
        CLOSED = "closed", _("Closed")
        RENOVATION = "renovation", _("Renovation")
        SYSTEM = "system", _("Change of system")
        OTHER = "other", _("Something else")

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", verbose_name=_("branch"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"), null=True, blank=True)
    text = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["start", "branch__code", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="statistics_event_days",
                violation_error_message=_("The last day is before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch}: {self.get_kind_display()}"


class Enquiry(Sourced):
    """The request to the vendor's support for active customers at three levels at once."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    recipient = models.CharField(_("to whom"), max_length=200)
    definition = models.TextField(_("what is asked for"))
    due = models.DateField(_("answer by"))
    sent_on = models.DateField(_("sent"), null=True, blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answered_by = models.CharField(_("who answered"), max_length=200, blank=True)
    note = models.TextField(_("what was said of the figures"), blank=True)

    class Meta:
        ordering = ["-year"]
        verbose_name_plural = "enquiries"

    def __str__(self) -> str:
        return str(_("Active customers of %(year)d: request") % {"year": self.year})


class OfService(Sourced):
    """Of a shared service; with a municipality, of what its own people did there alone."""

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", verbose_name=_("service")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
    )

    class Meta:
        abstract = True


class VisitSource(Connection, OfService):
    """A Matomo that counts a service's visits: all of them, or those of one municipality.

    It is asked by hand only, for one year at a time.
    """

    page = "statistics:visits-source"
    permission = Permission.MANAGE_CONSORTIUM
    topic = "web-visits"
    secret_fields = ("credential",)

    address = models.URLField(_("address of the Matomo"), max_length=300)
    site = models.PositiveIntegerField(_("number of the site"))
    segment = models.CharField(_("segment"), max_length=300, blank=True)
    credential = models.CharField(_("name of the token"), max_length=40)

    class Meta:
        ordering = ["service", "municipality__position", "pk"]
        verbose_name = _("source of visits")

    def __str__(self) -> str:
        return f"{self.service}: {self.address} ({self.site})"


class VisitCount(OfService):
    """Visits that have come from a file or a Matomo: looked at, then taken into use or not."""

    year = models.PositiveSmallIntegerField(_("year"))
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(_("file"), max_length=255)
    fetched = models.BooleanField(default=False)
    came_at = models.DateTimeField(_("came"))
    came_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-came_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.service} {self.year}: {self.name}"


class WebVisits(OfService):
    """A service's visits of a year: shared ones with the key by which they are split, or those
    of one municipality, measured and split by nothing. `months` are twelve, null where missing.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    visits = models.PositiveBigIntegerField(_("visits"))
    months = models.JSONField(_("visits by month"), default=list, blank=True)
    key = models.ForeignKey(
        AllocationKey,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("allocation key"),
    )
    method = models.TextField(_("how they were counted"), blank=True)
    series_break = models.BooleanField(_("the series breaks this year"), default=False)
    count = models.ForeignKey(
        VisitCount,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("where the visits came from"),
    )

    class Meta:
        ordering = ["year", "service", "municipality__position"]
        verbose_name_plural = "web visits"
        constraints: ClassVar = [
            models.UniqueConstraint(
                "year", "service", Coalesce("municipality", 0), name="statistics_webvisits_once"
            ),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=True, key__isnull=False)
                | models.Q(municipality__isnull=False, key__isnull=True),
                name="statistics_webvisits_key_or_place",
                violation_error_message=_(
                    "Choose a key for shared visits, or the municipality whose visits they are."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.year}: {self.visits}"

    @property
    def missing(self) -> list[int]:
        """Months that have no figure, where the year is told by month."""
        return [number for number, count in enumerate(self.months, 1) if count is None]
