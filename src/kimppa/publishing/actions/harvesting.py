"""Events of other services, fetched by themselves: what came, and the way back."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, stored
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, System, require
from kimppa.publishing.actions.bringing import NEW, REFUSED, SIMILAR, bring_in, take_back
from kimppa.publishing.bringing.rows import Row, rows_of
from kimppa.publishing.models import EventSource, Harvested, Item

NAME = "linkedevents.json"


@transaction.atomic
def take_harvest(*, by: Actor, event_source: EventSource, content: bytes) -> int:
    """Make drafts of what a source tells for the first time; how many.

    What is over is passed over. What it has told before is left as it stands here, and marked if
    it says something else now. Raises PermissionDenied, FileError for what is no list.
    """
    require(by, Permission.PUBLISH)
    source = stored(event_source)
    now = clock.now()
    rows = [one for one in rows_of(content, NAME) if one.end is None or one.end > now]
    known = {one.origin: one for one in source.harvested.all()}
    _mark_changed(known, rows)
    fresh = [one for one in rows if origin_of(one) not in known]
    result = bring_in(
        by=System(name=source.title), rows=fresh, municipality=source.municipality, save=True
    )
    told = zip(fresh, result.outcomes, strict=True)
    _remember(source, [row for row, outcome in told if outcome.state != REFUSED])
    made = result.count(NEW, SIMILAR)
    source.found = len(rows)
    if made:
        source.made, source.batch = source.made + made, result.batch
        record(by=by, action="publishing.harvest", obj=source, after={"made": made})
    source.save(update_fields=["found", "made", "batch"])
    return made


def _mark_changed(known: Mapping[str, Harvested], rows: Sequence[Row]) -> None:
    for row in rows:
        seen = known.get(origin_of(row))
        if seen is not None and seen.told != checksum(row):
            seen.told, seen.changed_at = checksum(row), clock.now()
            seen.save(update_fields=["told", "changed_at"])


def _remember(source: EventSource, rows: Sequence[Row]) -> None:
    made = [
        Harvested(event_source=source, origin=origin_of(row), told=checksum(row)) for row in rows
    ]
    Harvested.objects.bulk_create(made, ignore_conflicts=True)  # a list may name one twice


def origin_of(row: Row) -> str:
    """What the source calls the event; a service without ids is known by its own words."""
    return row.source or f"{row.start} {row.values.get('title_fi', '')}"[:300]


def checksum(row: Row) -> str:
    """The same as long as the source says the same of the event."""
    told = [row.values, str(row.start), str(row.end), row.fault]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def undo_harvest(*, by: Actor, event_source: EventSource) -> tuple[int, int]:
    """Remove the drafts of the last harvest; they do not come again by themselves. (removed, kept
    because they are published). Raises PermissionDenied.
    """
    require(by, Permission.PUBLISH)
    source = stored(event_source)
    if not source.batch:
        return 0, 0
    done = take_back(by, AuditEvent.objects.filter(batch=source.batch))
    change(source, by=by, action="publishing.harvest-undo", batch="")
    return done


def settle_change(*, by: Actor, item: Item) -> None:
    """What the item's source says now has been looked at. Raises PermissionDenied."""
    require(by, Permission.PUBLISH)
    Harvested.objects.filter(origin=item.source).update(changed_at=None)
