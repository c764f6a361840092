"""Reading releases and deliveries."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from kimppa.core.consortium.models import Person
from kimppa.core.releases.models import Delivery, Release, ReleaseFile


def delivered_to(year: int) -> dict[tuple[str, int | None], set[int]]:
    """For each (topic, service id) of a year, the municipalities that have got a final release."""
    rows = Delivery.objects.filter(
        release__agreement_year=year, release__provisional=False
    ).values_list("release__topic", "release__service_id", "municipality_id")
    reached: dict[tuple[str, int | None], set[int]] = defaultdict(set)
    for topic, service_id, municipality_id in rows.order_by().distinct():
        reached[topic, service_id].add(municipality_id)
    return dict(reached)


@dataclass(frozen=True, slots=True)
class Handed:
    """When a municipality first got a final release of a topic and service."""

    topic: str
    service_id: int | None
    municipality_id: int
    at: dt.datetime


def handed_over(year: int) -> list[Handed]:
    """The first final delivery of a year by topic, service and municipality: one query."""
    rows = (
        Delivery.objects.filter(release__agreement_year=year, release__provisional=False)
        .order_by()
        .values_list("release__topic", "release__service_id", "municipality_id")
        .annotate(at=Min("delivered_at"))
    )
    return [Handed(*row) for row in rows]


def visible_releases(person: Person) -> QuerySet[Release]:
    """A coordinator sees every release; others what has been delivered to their municipality."""
    if person.is_coordinator:
        return Release.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    return Release.objects.filter(deliveries__municipality__in=own).distinct()


def visible_deliveries(person: Person) -> QuerySet[Delivery]:
    """A coordinator sees every delivery; others those to their municipality."""
    if person.is_coordinator:
        return Delivery.objects.all()
    own = [m.municipality_id for m in person.current_memberships]
    return Delivery.objects.filter(municipality__in=own)


def known_files(sha256: str) -> QuerySet[ReleaseFile]:
    """Released files with this content: what a recipient's copy is checked against."""
    return ReleaseFile.objects.filter(stored__sha256=sha256).select_related("release")
