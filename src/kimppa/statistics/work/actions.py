"""Explanations: they close a finding and go with the figure."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import Explanation
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.actions import require_open


@transaction.atomic
def explain(
    *,
    by: Actor,
    year: int,
    municipality: Municipality,
    number: str,
    field: str,
    text: str,
    example: bool = False,
) -> Explanation:
    """Say why a figure is right; an explanation that stands is replaced.

    Raises ValidationError for no words or a locked year.
    """
    require(by, Permission.LOG_WORK, municipality)
    require_open(year)
    if not text.strip():
        raise ValidationError({"text": _("Say in a few words why the figure is right.")})
    if field not in catalogue() and field != field.lower():
        raise ValidationError(_("“%(target)s” is not known.") % {"target": field})
    lookup = {"year": year, "municipality": municipality, "check_number": number, "field": field}
    explanation = Explanation.objects.filter(**lookup).first() or Explanation(**lookup)
    fields_before = snapshot(explanation) if explanation.pk else {}
    explanation.text, explanation.at, explanation.by_name = text.strip(), clock.now(), by.name
    explanation.example = example
    explanation.full_clean()
    explanation.save()
    record(by=by, action="statistics.explain", obj=explanation, before=fields_before)
    return explanation


@transaction.atomic
def remove_explanation(*, by: Actor, explanation: Explanation) -> None:
    """Take an explanation back; the finding waits again."""
    require(by, Permission.LOG_WORK, explanation.municipality)
    require_open(explanation.year)
    before = snapshot(explanation)
    record(by=by, action="statistics.unexplain", obj=explanation, before=before, after={})
    explanation.delete()


def _check_explanation(by: Actor, explanation: Explanation) -> None:
    require(by, Permission.LOG_WORK, explanation.municipality)
    require_open(explanation.year)


check_undo_by(_check_explanation, Explanation)
