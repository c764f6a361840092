"""With which exports a plan can be carried out: one that is too old tells nothing of now."""

import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext as _

from kimppa.catalogue.corrections.models import Plan
from kimppa.catalogue.corrections.proving import Loading, too_early
from kimppa.catalogue.models import Snapshot

W = Plan.Work


def unfit(plan: Plan, work: str, export: Snapshot, parts: Collection[int]) -> str:
    """Why this work cannot be done with an export; empty when it can.

    `parts` are the exports (ids) that may be only a part of the catalogue.
    """
    if work in {W.DRY, W.APPLY} and _older(plan, export):
        return _(
            "This export is older than the one of the preview, so it cannot tell what has been "
            "changed since. Choose the preview's own or a newer one."
        )
    early = too_early(_loading(plan), export.pk, export.taken_on, export.added_at)
    if work == W.UNDO and early:
        return _(
            "This export was made before the corrected records were loaded, so nothing in it "
            "could be put back. Bring in an export made after the loading."
        )
    if work == W.PROVE and early:
        return _(
            "This export was made before the corrected records were loaded, so it cannot "
            "prove them. Bring in an export made after the loading."
        )
    if work == W.PROVE and export.pk in parts:
        return _(
            "This export may be only a part of the catalogue, so it cannot prove the result. "
            "Bring in a whole one."
        )
    return ""


def _older(plan: Plan, export: Snapshot) -> bool:
    basis = plan.snapshot
    return basis is not None and export.taken_on < basis.taken_on


def _loading(plan: Plan) -> Loading:
    """What is known of when the plan's records were loaded."""
    timestamp = plan.applied.get("at")
    basis = plan.applied_to.taken_on if plan.applied_to else None
    return Loading(
        {pk for pk in (plan.snapshot_id, plan.applied_to_id) if pk},
        plan.loaded_on or basis,
        dt.datetime.fromisoformat(timestamp) if timestamp else None,
    )
