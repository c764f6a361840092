"""With which exports a plan can be carried out, and which of them prove that it was."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kimppa.catalogue.models import Snapshot
from kimppa.catalogue.models.corrections import Plan

W = Plan.Work


@dataclass(frozen=True, slots=True)
class Loading:
    used: Collection[int]  # exports (ids) that it was previewed with or made from
    day: dt.date | None  # when they were loaded; else when the export was made that they are of
    made_at: dt.datetime | None  # when the corrected file was made


def too_early(loading: Loading, export: int, taken_on: dt.date, added_at: dt.datetime) -> bool:
    """Whether an export was certainly made before the corrected records were loaded."""
    return (
        export in loading.used
        or (loading.day is not None and taken_on < loading.day)
        or (loading.made_at is not None and added_at < loading.made_at)
    )


def proven(figures: Mapping[str, Any]) -> bool:
    """Whether an export has every record as agreed."""
    return figures.get("loaded", 0) > 0 and not figures.get("missing")


def unfit(plan: Plan, work: str, export: Snapshot, parts: Collection[int]) -> str:
    """Why this work cannot be done with an export; empty when it can.

    `parts` are the exports (ids) that may be only a part of the catalogue.
    """
    if work in {W.DRY, W.APPLY} and _is_older(plan, export):
        return _(
            "This export is older than the one of the preview, so it cannot tell what has been "
            "changed since. Choose the preview's own or a newer one."
        )
    is_too_early = too_early(_loading(plan), export.pk, export.taken_on, export.added_at)
    if work == W.UNDO and is_too_early:
        return _(
            "This export was made before the corrected records were loaded, so nothing in it "
            "could be put back. Bring in an export made after the loading."
        )
    if work == W.PROVE and is_too_early:
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


def _is_older(plan: Plan, export: Snapshot) -> bool:
    basis = plan.snapshot
    return basis is not None and export.taken_on < basis.taken_on


def _loading(plan: Plan) -> Loading:
    timestamp = plan.applied.get("at")
    basis = plan.applied_to.taken_on if plan.applied_to else None
    return Loading(
        {pk for pk in (plan.snapshot_id, plan.applied_to_id) if pk},
        plan.loaded_on or basis,
        dt.datetime.fromisoformat(timestamp) if timestamp else None,
    )
