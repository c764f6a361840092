"""Exports of the catalogue, what their checks found, and what people say and do about it.

Findings themselves stay in the check's Parquet files (`kimppa.marc.checking`), however many they
are; here are only their counts, and what people have written about single ones.
"""

from typing import ClassVar, Final, Self

from django.core.validators import MinLengthValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kimppa.catalogue.models.common import PROFILES as PROFILES
from kimppa.catalogue.models.common import PlaceFigures as PlaceFigures
from kimppa.catalogue.models.comparison import Comparison as Comparison
from kimppa.catalogue.models.corrections import CodeTable as CodeTable
from kimppa.catalogue.models.corrections import Plan as Plan
from kimppa.catalogue.models.corrections import PlanSample as PlanSample
from kimppa.catalogue.models.corrections import Practice as Practice
from kimppa.catalogue.models.duplicates import Pair as Pair
from kimppa.catalogue.models.duplicates import Search as Search
from kimppa.catalogue.models.history import Life as Life
from kimppa.catalogue.models.history import PlaceLife as PlaceLife
from kimppa.catalogue.models.sampling import Drawn as Drawn
from kimppa.catalogue.models.sources import Dropped as Dropped
from kimppa.catalogue.models.sources import Origin as Origin
from kimppa.catalogue.severity import SEVERITIES
from kimppa.core.consortium.models import Branch, Person
from kimppa.core.decisions.models import Decision
from kimppa.core.sourced import Sourced
from kimppa.jobs.models import Run

WHOLE: Final = 0.9  # an export that has less of the records of the one before may be a part


class Snapshot(Sourced):
    """An export of the catalogue as a file; `source` says which system gave what.

    The file lies in `KIMPPA_HOME/snapshots/<name>/`, what checks found in folders beside it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for its turn")
        CHECKING = "checking", _("Is being checked")
        READY = "ready", _("Checked")
        FAILED = "failed", _("Could not be checked")
        STOPPED = "stopped", _("Stopped")

    name = models.SlugField(_("name"), max_length=80, unique=True)
    taken_on = models.DateField(_("exported on"))
    profile = models.CharField(
        _("checked by"), max_length=40, choices=PROFILES, default=PROFILES[0][0]
    )
    file_name = models.CharField(_("file"), max_length=255)
    size = models.BigIntegerField(_("size"), default=0)
    sha256 = models.CharField(_("checksum"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    failure = models.CharField(_("what went wrong"), max_length=500, blank=True)
    read = models.BigIntegerField(_("records read"), default=0)
    good = models.BigIntegerField(_("good"), default=0)
    repaired = models.BigIntegerField(_("mended while reading"), default=0)
    quarantined = models.BigIntegerField(_("could not be read"), default=0)
    breaks_at = models.BigIntegerField(_("breaks off at byte"), null=True, blank=True)
    said_whole = models.BooleanField(_("said to be whole"), default=False)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready")
                | Q(read=models.F("good") + models.F("repaired") + models.F("quarantined")),
                name="catalogue_snapshot_nothing_lost",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:snapshot", args=[self.pk])

    @property
    def moving(self) -> bool:
        return self.state in {self.State.WAITING, self.State.CHECKING}


class CheckQuerySet(models.QuerySet["Check"]):
    def newest_first(self) -> Self:
        """By the day of the export."""
        return self.select_related("snapshot").order_by("-snapshot__taken_on", "-snapshot_id")


class Check(Sourced):
    """What came of checking an export by a profile; `folder` has the findings."""

    snapshot = models.OneToOneField(Snapshot, models.CASCADE, related_name="result")
    profile = models.CharField(_("checked by"), max_length=40, choices=PROFILES)
    folder = models.CharField(max_length=80)
    checked_at = models.DateTimeField(_("checked"))
    records = models.BigIntegerField(_("records"))
    findings = models.BigIntegerField(_("findings"))
    faulty = models.BigIntegerField(_("records with findings"))

    objects: ClassVar[CheckQuerySet] = CheckQuerySet.as_manager()  # type: ignore[assignment]  # typed by the class

    class Meta:
        ordering = ["-snapshot__taken_on", "-snapshot_id"]

    def __str__(self) -> str:
        return str(self.snapshot)

    def lacks_many_of(self, earlier: "Check | None") -> bool:
        """Whether so many of the records of the one before are missing that it may be a part."""
        return earlier is not None and self.records < WHOLE * earlier.records


class Rule(Sourced):
    """A rule that has found something in some check, and what has been agreed about it.

    `source` is what makes it a fault. The texts are the engine's own, kept so that an old check
    is told in its words when the engine no longer has the rule.
    """

    slug = models.SlugField(max_length=80, unique=True)
    family = models.CharField(_("group"), max_length=40)
    severity = models.CharField(_("urgency"), max_length=2, choices=SEVERITIES)
    text_fi = models.CharField(max_length=300)
    text_sv = models.CharField(max_length=300, blank=True)
    text_en = models.CharField(max_length=300, blank=True)
    mends = models.BooleanField(_("the program knows how to mend it"), default=False)
    safe = models.BooleanField(_("mending is safe everywhere"), default=False)
    practice = models.TextField(_("how we catalogue"), blank=True)
    practice_since = models.DateField(_("in force from"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )

    class Meta:
        ordering = ["severity", "slug"]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What is wrong, in the active language."""
        language = (get_language() or "fi")[:2]
        return getattr(self, f"text_{language}", "") or self.text_fi

    def get_absolute_url(self) -> str:
        return reverse("catalogue:rule", args=[self.slug])


class RuleCount(models.Model):
    """What one rule found in a check. `number` is the rule's in the check's tables."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="counts")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="counts")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=2, choices=SEVERITIES)
    findings = models.BigIntegerField(_("findings"))
    records = models.BigIntegerField(_("records"))

    class Meta:
        ordering = ["severity", "-records", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["check_of", "rule"], name="catalogue_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.findings}"


class PlaceCount(PlaceFigures):
    """What one rule found in the records of one place."""

    count_of = models.ForeignKey(RuleCount, models.CASCADE, related_name="places")
    findings = models.BigIntegerField()
    records = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["count_of", "branch"], name="catalogue_place_branch"),
            models.Index(fields=["count_of", "municipality"], name="catalogue_place_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.branch or self.municipality or self.code}: {self.findings}"


class PlaceTotal(PlaceFigures):
    """All records of one place in a check, and how many of them have findings."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="totals")
    held = models.BigIntegerField()
    findings = models.BigIntegerField()
    faulty = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.branch or self.municipality or self.code}: {self.findings}"


class Verdict(Sourced):
    """What somebody has said of one finding; it is known again in later exports by its identity.

    `control` is 003 and 001 as in 035: (FI-MELINDA)000123456. `place` names tag and code, `text`
    is a hash of what stands there: when the text changes, the finding is another one. `seen_in`,
    `rec`, `fno` and `at` are where it stands in the newest check that has it.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("May stay as it is")
        FALSE_ALARM = "false-alarm", _("False alarm")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="verdicts")
    control = models.CharField(_("control number"), max_length=120)
    place = models.CharField(_("place"), max_length=20, blank=True)
    text = models.CharField(max_length=64)
    kind = models.CharField(_("what is said of it"), max_length=12, choices=Kind)
    note = models.CharField(_("why"), max_length=400, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    seen_in = models.ForeignKey(Check, models.SET_NULL, null=True, related_name="verdicts")
    rec = models.BigIntegerField(null=True)
    fno = models.PositiveIntegerField(null=True)
    at = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-said_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "control", "place", "text"], name="catalogue_verdict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.place}"


class Tick(Sourced):
    """A row of a work list that somebody has done; good for the export on which the list stands.

    When the next export has the fault still, the row comes back and tells of the earlier tick.
    """

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="ticks")
    rule = models.ForeignKey(Rule, models.CASCADE, related_name="ticks")
    control = models.CharField(_("control number"), max_length=120)
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+")
    done = models.BooleanField(_("done"), default=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "rule", "control"], name="catalogue_tick_once"
            )
        ]

    def __str__(self) -> str:
        return self.control


class OwnerCode(Sourced):
    """Which branch a code in the records stands for; none = a code to be passed over."""

    code = models.CharField(_("code in the records"), max_length=60, unique=True)
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("branch")
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class OwnerPlace(Sourced):
    """A field and subfield where records tell whose they are, such as 852a.

    Without any the check's profile says where.
    """

    place = models.CharField(
        _("field and subfield"),
        max_length=4,
        unique=True,
        validators=[
            RegexValidator(
                r"^[0-9A-Z]{3}[a-z0-9]$", _("Write a field and a subfield, such as 852a.")
            )
        ],
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.place


class RecordLink(Sourced):
    """Where a record is seen in another system: an address with {control} in it."""

    title = models.CharField(_("name of the link"), max_length=60)
    pattern = models.CharField(
        _("address"),
        max_length=300,
        validators=[
            MinLengthValidator(10),
            RegexValidator(
                r"^https?://[^\s{}]+(\{(control|source)\}[^\s{}]*)*$",
                _("Write an address that begins with https:// and has {control} in it."),
            ),
            RegexValidator(r"\{control\}", _("Write {control} where the record's number comes.")),
        ],
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
