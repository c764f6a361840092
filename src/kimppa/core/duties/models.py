"""Duties: what the agreement's clauses oblige to, as the whole house sees them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.consortium.roles import ROLE_LABELS, Role
from kimppa.core.duties.limits import Limit, concerns
from kimppa.core.duties.rules import DueRuleError, parse
from kimppa.core.duties.subjects import subject
from kimppa.core.sourced import Sourced
from kimppa.core.topics import choices, label


def check_due_rule(text: str) -> None:
    """Validator: the text is a due rule."""
    try:
        parse(text)
    except DueRuleError as error:
        raise ValidationError(
            _("This is not a due rule: %(text)s"), params={"text": text}
        ) from error


class Duty(Sourced):
    """One duty of one clause of one agreement year; the agreement room writes these.

    `section` is the number of the section ("1") and `section_title` its short name, by which the
    navigation groups the rooms. `asks_topic` and `asks_due` stand until a person has said that the
    topic is right (be it that none fits), and the due. `municipality_ids` are those whom the line
    concerns, as texts for `Holds`; empty = all.
    """

    class Kind(models.TextChoices):
        DUTY = "duty", _("Continuous duty")
        DELIVERABLE = "deliverable", _("Deliverable")
        AS_NEEDED = "as_needed", _("As needed")

    agreement_year = models.PositiveSmallIntegerField(_("agreement year"))
    section = models.CharField(_("section"), max_length=20, blank=True)
    section_title = models.CharField(_("short name of the section"), max_length=60, blank=True)
    clause = models.CharField(_("clause"), max_length=20)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("text of the clause"))
    topic = models.CharField(_("topic"), max_length=40, choices=choices, blank=True)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, verbose_name=_("service")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DUTY)
    due = models.CharField(
        _("due"), max_length=200, default="continuous", validators=[check_due_rule]
    )
    responsible = models.CharField(
        _("responsible"),
        max_length=20,
        choices=[(str(role), ROLE_LABELS[role]) for role in Role],
        default=Role.COORDINATOR,
    )
    asks_topic = models.BooleanField(_("topic is uncertain"), default=False)
    asks_due = models.BooleanField(_("due is uncertain"), default=False)
    municipality_ids = models.JSONField(_("municipalities concerned"), default=list, blank=True)

    class Meta:
        ordering = ["agreement_year", "position"]
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["agreement_year", "topic"], name="core_duty_topic")]

    def __str__(self) -> str:
        return f"{self.clause} {label(self.topic)}".strip()

    @property
    def subject(self) -> str:
        """The duty's topic and service as one text, `feedback@finna`."""
        return subject(self.topic, self.service.slug if self.service else "")

    @property
    def limit(self) -> Limit:
        """The ids of those whom its line concerns; empty = all."""
        return frozenset(map(int, self.municipality_ids))

    def concerns(self, municipality: Municipality) -> bool:
        """Whether its line concerns the municipality."""
        return concerns(self.limit, municipality.pk)
