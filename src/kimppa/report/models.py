"""The yearly report: its words, apart from the facts they rest on."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.evidence.models import Evidence
from kimppa.core.sourced import Sourced
from kimppa.report.draft import CLOSING, LEAD

LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]


class Report(Sourced):
    """The report of one agreement year; what has been delivered is told by its releases.

    The title names the report's releases, so it stands once a version has been frozen.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DELIVERED = "delivered", _("Delivered")

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fi")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    drafted_at = models.DateTimeField(_("drafted"), null=True, blank=True)
    shared_at = models.DateTimeField(_("shown to directors"), null=True, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("report:year", args=[self.year])


class Paragraph(Sourced):
    """One clause's paragraph: shared by all (no municipality) or a municipality's own.

    `clause` is the clause's number, or `lead` or `closing`. The draft and its facts are written
    anew by every regeneration; the edited words, and the facts they were written on, only by
    people. `own_figures`: after words shared by all, a sentence of each municipality's own.
    `example` marks a demo's edited words: removing examples removes the row, and the next
    regeneration drafts it again.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="paragraphs")
    clause = models.CharField(_("clause"), max_length=20)
    position = models.PositiveSmallIntegerField()
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="+"
    )
    drafted_text = models.TextField(_("draft"), blank=True)
    drafted_facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    drafted_sha256 = models.CharField(max_length=64, blank=True)
    edited_text = models.TextField(_("text"), null=True, blank=True)
    edited_facts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    edited_sha256 = models.CharField(max_length=64, blank=True)
    own_figures = models.BooleanField(default=True)
    edited_by = models.CharField(_("edited by"), max_length=200, blank=True)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    class Meta:
        ordering = ["position", "municipality__position"]
        constraints = [
            models.UniqueConstraint(
                "report", "clause", Coalesce("municipality", 0), name="report_paragraph_once"
            ),
            models.CheckConstraint(
                condition=Q(edited_text__isnull=True, edited_at__isnull=True)
                | (Q(edited_text__isnull=False) & ~Q(edited_text="") & Q(edited_at__isnull=False)),
                name="report_paragraph_edited_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.text[:80]}"

    @property
    def name(self) -> str:
        """The clause's number, or what the opening and the closing are called."""
        return str({LEAD: _("Opening"), CLOSING: _("In closing")}.get(self.clause, self.clause))

    @property
    def edited(self) -> bool:
        """Whether a person has written the words."""
        return self.edited_text is not None

    @property
    def text(self) -> str:
        """The words as they stand: a person's if there are any."""
        return self.drafted_text if self.edited_text is None else self.edited_text

    @property
    def facts_changed(self) -> bool:
        """Whether the facts behind a person's words have changed since they were written."""
        return self.edited and self.edited_sha256 != self.drafted_sha256


class Comment(Sourced):
    """A director's remark on a line of the own report's draft, until it has been handled."""

    paragraph = models.ForeignKey(Paragraph, models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    person_name = models.CharField(max_length=200)
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:100]


class Highlight(Sourced):
    """Work or an action that the coordinator has starred: told first in the report.

    An action is named by its id in the programme room; `title` is kept as it was when starred.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="highlights")
    evidence = models.ForeignKey(Evidence, models.CASCADE, null=True, blank=True, related_name="+")
    action_id = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("what"), max_length=300)
    note = models.CharField(
        _("in other words"),
        max_length=400,
        blank=True,
        help_text=_("Shown in the report instead of the title."),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only in the report of"),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "evidence"],
                condition=Q(evidence__isnull=False),
                name="report_highlight_evidence_once",
            ),
            models.UniqueConstraint(
                fields=["report", "action_id"],
                condition=~Q(action_id=""),
                name="report_highlight_action_once",
            ),
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, action_id="")
                | (Q(evidence__isnull=True) & ~Q(action_id="")),
                name="report_highlight_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """What the report says."""
        return self.note or self.title
