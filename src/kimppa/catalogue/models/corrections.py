"""Agreed corrections, the samples that people look at, and what is agreed on cataloguing."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.decisions.models import Decision
from kimppa.core.ratification.models import Ratification
from kimppa.core.sourced import Sourced
from kimppa.jobs.models import Run


class Plan(Sourced):
    """A correction plan: drafted, previewed, agreed on, applied to a file, loaded and proven.

    `rules` and `edits` are the engine's (`kimppa.marc.fixing.plans`). The preview, the corrected
    file and what undoes it lie in `KIMPPA_HOME/corrections/<id>/`; their figures are kept here.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PREVIEWED = "previewed", _("Previewed")
        ASKED = "asked", _("Agreement asked")
        RATIFIED = "ratified", _("Answered")  # told from the answers, never stored
        APPLIED = "applied", _("Corrected file made")
        LOADED = "loaded", _("Loaded back")
        PROVEN = "proven", _("Proven")
        UNDONE = "undone", _("Undone")

    class Work(models.TextChoices):
        PREVIEW = "preview", _("Looking what would change")
        DRY = "dry", _("Dry run")
        APPLY = "apply", _("Making the corrected file")
        PROVE = "prove", _("Comparing with the new export")
        UNDO = "undo", _("Making the file that undoes it")

    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("why, and what was talked about"), blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    rules = models.JSONField(_("faults that are mended"), default=list, blank=True)
    edits = models.JSONField(_("own changes"), default=list, blank=True)
    by_hand = models.BooleanField(
        _("the library system cannot load records: the changes are made by hand from lists"),
        default=False,
    )
    sample_size = models.PositiveSmallIntegerField(_("sample for each library"), default=10)
    snapshot = models.ForeignKey(
        "catalogue.Snapshot",
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("export"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    work = models.CharField(max_length=10, choices=Work, blank=True)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    failure = models.CharField(_("what went wrong"), max_length=500, blank=True)
    shown = models.JSONField(default=dict, blank=True)
    dry = models.JSONField(default=dict, blank=True)
    applied = models.JSONField(default=dict, blank=True)
    proof = models.JSONField(default=dict, blank=True)
    undone = models.JSONField(default=dict, blank=True)
    applied_to = models.ForeignKey(
        "catalogue.Snapshot", models.SET_NULL, null=True, related_name="+"
    )
    loaded_on = models.DateField(_("loaded on"), null=True, blank=True)
    ratification = models.ForeignKey(Ratification, models.SET_NULL, null=True, related_name="+")
    repeats = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:plan", args=[self.pk])

    @property
    def open_to_change(self) -> bool:
        """Whether its words may still be changed: nobody has been asked yet."""
        return self.state in {self.State.DRAFT, self.State.PREVIEWED} or self.unasked

    @property
    def unasked(self) -> bool:
        """Whether the question was withdrawn on its own page, which knows nothing of plans."""
        question = self.ratification
        return self.state == self.State.ASKED and (
            question is None or question.withdrawn_at is not None
        )

    @property
    def busy(self) -> bool:
        run = self.run
        return (
            bool(self.work)
            and run is not None
            and run.state in {Run.State.WAITING, Run.State.RUNNING}
        )


class PlanSample(Sourced):
    """One change that the people of a library look at; without a municipality it is nobody's."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("Right")
        WRONG = "wrong", _("Wrong")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="samples")
    municipality = models.ForeignKey(Municipality, models.CASCADE, null=True, related_name="+")
    change = models.PositiveIntegerField()
    number = models.CharField(_("control number"), max_length=120)
    verdict = models.CharField(_("what is said of it"), max_length=6, choices=Verdict, blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan", "municipality__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "municipality", "change"], name="catalogue_sample_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class Practice(Sourced):
    """How the libraries have agreed to catalogue something that no single rule is about."""

    topic = models.CharField(_("what it is about"), max_length=120)
    text = models.TextField(_("how we catalogue"))
    since = models.DateField(_("in force from"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decision"),
    )

    class Meta:
        ordering = ["topic"]

    def __str__(self) -> str:
        return self.topic


class CodeTable(Sourced):
    """A table of codes of one system: branches, departments, materials, statuses …

    `place` says where its codes stand in the records (852b); `used` is how often each stood
    there in the export of `counted_in`.
    """

    class Kind(models.TextChoices):
        BRANCHES = "branches", _("Branches")
        DEPARTMENTS = "departments", _("Departments")
        MATERIALS = "materials", _("Material types")
        STATUSES = "statuses", _("Statuses of items")
        PATRONS = "patrons", _("Patron groups")
        LOANS = "loans", _("Loan rules")

    kind = models.CharField(_("what its codes are"), max_length=12, choices=Kind)
    system = models.CharField(_("system"), max_length=60)
    place = models.CharField(_("where in the records"), max_length=4, blank=True)
    codes = models.JSONField(default=list, blank=True)  # [code, name] in the order of the file
    used = models.JSONField(default=dict, blank=True)
    counted_in = models.ForeignKey(
        "catalogue.Snapshot", models.SET_NULL, null=True, related_name="+"
    )
    brought_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "system"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "system"], name="catalogue_codes_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.system}"

    def get_absolute_url(self) -> str:
        return reverse("catalogue:codes", args=[self.pk])
