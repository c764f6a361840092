"""Publishing as work done for the municipalities that it concerns."""

from kimppa.core.clock import ZONE
from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.evidence.actions import record_evidence
from kimppa.core.permissions import Actor
from kimppa.publishing.models import Item

TOPIC = "events"


def note_work(item: Item, *, by: Actor) -> None:
    """Record what was published, or tell anew what it is called and whom it concerns."""
    if item.published_at is None:
        return
    record_evidence(
        by=by,
        topic=TOPIC,
        title=item.official_title,
        date=item.published_at.astimezone(ZONE).date(),
        municipalities=_concerned_municipalities(item),
        service=Service.objects.filter(slug="finna").first(),
        origin=item.origin,
        example=item.example,
        source=item.source,
    )


def _concerned_municipalities(item: Item) -> list[Municipality] | None:
    """None = all."""
    if item.partners:
        return list(Municipality.objects.filter(code__in=item.partners))
    return None if item.joint or item.municipality is None else [item.municipality]
