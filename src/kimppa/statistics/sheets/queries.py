"""Versions of the sheets, their receipts and receivers. Reads."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from kimppa.core.releases.models import Delivery, Release
from kimppa.statistics.years.topics import KIND


def _versions(year: int) -> QuerySet[Release]:
    rows = Release.objects.filter(kind=KIND, agreement_year=year, municipality__isnull=False)
    return rows.select_related("municipality").defer("difference").order_by("-version", "-pk")


def _newest(rows: Iterable[Release]) -> dict[tuple[str, str], Release]:
    found: dict[tuple[str, str], Release] = {}
    for one in rows:
        if one.municipality is not None:
            found.setdefault((one.topic, one.municipality.code), one)
    return found


def newest(year: int) -> dict[tuple[str, str], Release]:
    """The newest version by topic and municipality's code."""
    return _newest(_versions(year))


def receipts(year: int) -> dict[tuple[str, str], Release]:
    """The same with the deliveries and to whom they were passed on."""
    deliveries = Delivery.objects.select_related("municipality").prefetch_related("passed_on")
    return _newest(_versions(year).prefetch_related(Prefetch("deliveries", deliveries)))


def delivered(year: int) -> set[int]:
    """Ids of the versions that somebody has been given."""
    rows = Delivery.objects.filter(release__kind=KIND, release__agreement_year=year)
    return set(rows.values_list("release_id", flat=True))
