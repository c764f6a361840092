"""What the pages of corrections share."""

from django.http import Http404

from kimppa.catalogue.corrections import queries
from kimppa.catalogue.corrections.messages import words_of
from kimppa.catalogue.models.corrections import Plan
from kimppa.marc.fixing.plans import Previewed


def plan_or_404(pk: int) -> Plan:
    """A plan by its number."""
    plan = queries.plan_by(pk)
    if plan is None:
        raise Http404
    return plan


def previewed_or_404(plan: Plan) -> Previewed:
    """The preview on disk."""
    preview = queries.stored_preview(plan) if plan.shown else None
    if preview is None:
        raise Http404
    return preview


def words(plan: Plan) -> dict[str, str]:
    """What each rule and edit of a plan is about."""
    return words_of(plan, queries.rules_of(plan).values())
