"""What happened at the branches: noted, corrected, removed."""

import datetime as dt
from typing import Any

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.statistics.models import BranchEvent
from kimppa.statistics.years.actions import require_open


@transaction.atomic
def note_event(
    *,
    by: Actor,
    branch: Branch,
    kind: str,
    start: dt.date,
    end: dt.date | None,
    text: str,
    example: bool = False,
    source: str = "",
) -> BranchEvent:
    """Note what happened at a branch. Raises ValidationError for days that cannot be and for a
    locked year, PermissionDenied for a branch of others.
    """
    require(by, Permission.LOG_WORK, branch.municipality)
    event = BranchEvent(
        branch=branch,
        kind=kind,
        start=start,
        end=end,
        text=text.strip(),
        at=clock.now(),
        by_name=by.name,
        example=example,
        source=source,
    )
    event.full_clean()
    _require_open(event)
    event.save()
    record(by=by, action="statistics.event", obj=event)
    return event


@transaction.atomic
def correct_event(*, by: Actor, event: BranchEvent, **values: Any) -> bool:
    """Correct it; False when nothing differs. Raises as `note_event`."""
    require(by, Permission.LOG_WORK, event.branch.municipality)
    require(by, Permission.LOG_WORK, values.get("branch", event.branch).municipality)
    _require_open(event)
    _require_open(BranchEvent(**{"start": event.start, "end": event.end, **values}))
    return change(event, by=by, action="statistics.correct-event", **values)


@transaction.atomic
def remove_event(*, by: Actor, event: BranchEvent) -> None:
    """Remove it. Raises ValidationError for a locked year."""
    require(by, Permission.LOG_WORK, event.branch.municipality)
    _require_open(event)
    before = snapshot(event)
    record(by=by, action="statistics.remove-event", obj=event, before=before, after={})
    event.delete()


def _require_open(event: BranchEvent) -> None:
    """The first year that it is of takes changes."""
    require_open(event.start.year)


def _check_event(by: Actor, event: BranchEvent) -> None:
    require(by, Permission.LOG_WORK, event.branch.municipality)
    _require_open(event)


check_undo_by(_check_event, BranchEvent)
