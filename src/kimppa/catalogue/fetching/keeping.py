"""Keeping what came of a fetch. The worker's; people's actions are in `actions`."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.catalogue.models import Dropped, Origin, Snapshot
from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.permissions import SYSTEM


def fail(origin: Origin, why: str) -> None:
    """It could not be fetched."""
    change(origin, by=SYSTEM, action="catalogue.fetch-fail", failure=why[:500])


@transaction.atomic
def finish(origin: Origin, *, figures: dict[str, Any], snapshot: Snapshot | None, why: str) -> None:
    """It was fetched; `why` tells what was left out all the same."""
    row = stored(origin)
    change(
        row,
        by=SYSTEM,
        action="catalogue.fetch",
        fetched_at=clock.now(),
        failure=why[:500],
        figures=figures,
        latest=snapshot or row.latest,
    )


@transaction.atomic
def dropped(
    origin: Origin, *, mark: str, sha256: str, name: str, snapshot: Snapshot | None, why: str = ""
) -> None:
    """A file of a folder has been taken, or has been found to be of no use."""
    row = Dropped(
        origin=origin,
        mark=mark,
        sha256=sha256,
        name=name[:255],
        snapshot=snapshot,
        why=why[:500],
        taken_at=clock.now(),
    )
    row.save()
    record(by=SYSTEM, action="catalogue.take", obj=row)


def nothing_new() -> str:
    """What is said when the fetched records are those of an earlier export."""
    return _("The records are the same as in an earlier export, so no new export was made.")
