"""Events of other services, fetched by themselves: what came, and the way back."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from django.db import transaction

from kimppa.core import clock
from kimppa.core.audit.actions import batch, change, new_batch, record, stored
from kimppa.core.audit.models import AuditEvent
from kimppa.core.consortium.roles import Permission
from kimppa.core.imports.importer import WRITTEN, State
from kimppa.core.permissions import Actor, System, require
from kimppa.publishing.actions.imports import take_back, take_entries
from kimppa.publishing.imports import Entry, entries_of
from kimppa.publishing.models import EventSource, Harvested, Item
from kimppa.publishing.prices import FREE
from kimppa.publishing.translated import TITLES

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
    entries = [e for e in entries_of(content, NAME) or () if e.end is None or e.end > now]
    harvested_by_origin = {harvested.origin: harvested for harvested in source.harvested.all()}
    _mark_changed(harvested_by_origin, entries)
    new_entries = [entry for entry in entries if origin_of(entry) not in harvested_by_origin]
    outcomes, batch_name = take_entries(
        by=System(name=source.title), entries=new_entries, municipality=source.municipality
    )
    pairs = list(zip(new_entries, outcomes, strict=True))
    _remember_entries(source, [entry for entry, outcome in pairs if outcome.state != State.SKIPPED])
    count = sum(outcome.state in WRITTEN for outcome in outcomes)
    source.found = len(entries)
    if count:
        source.made, source.batch = source.made + count, batch_name
        record(by=by, action="publishing.harvest", obj=source, after={"made": count})
    source.save(update_fields=["found", "made", "batch"])
    return count


def _mark_changed(harvested_by_origin: Mapping[str, Harvested], entries: Sequence[Entry]) -> None:
    for entry in entries:
        harvested = harvested_by_origin.get(origin_of(entry))
        if harvested is not None and harvested.told != checksum(entry):
            harvested.told, harvested.changed_at = checksum(entry), clock.now()
            harvested.save(update_fields=["told", "changed_at"])


def _remember_entries(source: EventSource, entries: Sequence[Entry]) -> None:
    records = [
        Harvested(event_source=source, origin=origin_of(entry), told=checksum(entry))
        for entry in entries
    ]
    Harvested.objects.bulk_create(records, ignore_conflicts=True)  # a list may name one twice


def origin_of(entry: Entry) -> str:
    """What the source calls the event; a service without ids is known by its own words."""
    titles = filter(None, map(entry.values.get, TITLES))
    return entry.source or f"{entry.start} {next(titles, '')}"[:300]


def checksum(entry: Entry) -> str:
    """The same as long as the source says the same of the event."""
    # Free was no value once: what was remembered then stays the same.
    values = {name: text for name, text in entry.values.items() if (name, text) != ("price", FREE)}
    content = [values, str(entry.start), str(entry.end), entry.fault]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def undo_harvest(*, by: Actor, event_source: EventSource) -> tuple[int, int]:
    """Remove the drafts of the last harvest; they do not come again by themselves. (removed, kept
    because they are published). Raises PermissionDenied.
    """
    require(by, Permission.PUBLISH)
    source = stored(event_source)
    if not source.batch:
        return 0, 0
    with batch(new_batch()):
        counts = take_back(by, AuditEvent.objects.filter(batch=source.batch))
    change(source, by=by, action="publishing.harvest-undo", batch="")
    return counts


def settle_change(*, by: Actor, item: Item) -> None:
    """What the item's source says now has been looked at. Raises PermissionDenied."""
    require(by, Permission.PUBLISH)
    Harvested.objects.filter(origin=item.source).update(changed_at=None)
