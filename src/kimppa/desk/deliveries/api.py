"""Releases and their deliveries. Personal links are not told: whoever holds one is its owner."""

import datetime as dt
import json
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from kimppa.core.releases.kinds import known_kinds
from kimppa.core.releases.models import Delivery, Release
from kimppa.core.releases.queries import visible_deliveries, visible_releases
from kimppa.ui import api

router = Router(tags=["Releases and deliveries"])


class FileOut(api.Out):
    """A rendered file of a release."""

    name: str
    sha256: str
    media_type: str


class ReleaseOut(api.Marked):
    """A frozen version."""

    id: int
    kind: str
    year: int
    topic: str
    service: str | None
    municipality: str | None = Field(description="Set when it is that municipality's own variant.")
    title: str
    version: int
    reason: str
    provisional: bool
    facts_sha256: str
    frozen_at: api.Moment
    frozen_by: str
    files: list[FileOut]


class FactsOut(api.Out):
    """What a release says, as plain data."""

    id: int
    sha256: str
    facts: Any
    difference: Any = Field(description="What differs from the version before.")


def _require_kind(kind: str) -> str:
    if kind not in known_kinds():
        raise PydanticCustomError("enum", "not a kind", {"expected": ", ".join(known_kinds())})
    return kind


class ReleaseFilters(api.Changed):
    """Which releases."""

    kind: Annotated[str, AfterValidator(_require_kind)] | None = None
    year: api.Year | None = None
    topic: api.Topic | None = None


@router.get("/releases", response=api.Page[ReleaseOut])
def releases(request: HttpRequest, params: Query[ReleaseFilters]) -> HttpResponse:
    """Releases: a coordinator sees all, others what has been delivered to their municipality."""
    lookups = {"kind": "kind", "year": "agreement_year", "topic": "topic"}
    return api.page(request, _releases(request), params, _release, **lookups)


@router.get("/releases/{int:pk}", response=ReleaseOut)
def release(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One release."""
    return api.answer(_release(get_object_or_404(_releases(request), pk=pk)))


@router.get("/releases/{int:pk}/facts", response=FactsOut)
def release_facts(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """What a release says, as plain data, and what differs from the version before."""
    release = get_object_or_404(visible_releases(api.caller(request)), pk=pk)
    facts = FactsOut(
        id=release.pk,
        sha256=release.facts_sha256,
        facts=json.loads(release.facts),
        difference=release.difference,
    )
    return api.answer(facts)


def _releases(request: HttpRequest) -> QuerySet[Release]:
    # By id: DISTINCT over the text of the facts would compare whole documents.
    visible_ids = visible_releases(api.caller(request)).order_by().values("pk")
    return (
        Release.objects.filter(pk__in=visible_ids)
        .select_related("service", "municipality")
        .prefetch_related("files__stored")
        .defer("facts", "difference")
    )


def _release(release: Release) -> ReleaseOut:
    return ReleaseOut.from_row(
        release,
        year=release.agreement_year,
        files=[
            FileOut(name=file.name, sha256=file.stored.sha256, media_type=file.stored.media_type)
            for file in release.files.all()
        ],
    )


class PassedOnOut(api.Out):
    """A delivery passed on within the municipality."""

    to: str
    date: dt.date
    by: str


class DeliveryOut(api.Marked):
    """A release given to one recipient, with its receipt."""

    id: int
    release: int
    municipality: str
    recipient: str
    channel: str = Field(description="mail or hand.")
    delivered_at: api.Moment
    opened_at: api.Moment | None
    downloaded_at: api.Moment | None
    passed_on: list[PassedOnOut]
    url: str


class DeliveryFilters(api.Changed):
    """Which deliveries. Receipts of opening are not changes: `since` does not tell them."""

    year: api.Year | None = None
    topic: api.Topic | None = None
    municipality: api.Code | None = None


@router.get("/deliveries", response=api.Page[DeliveryOut])
def deliveries(request: HttpRequest, params: Query[DeliveryFilters]) -> HttpResponse:
    """Deliveries with their receipts, as far as the caller sees them."""
    return api.page(
        request,
        _deliveries(request),
        params,
        _delivery,
        municipality="municipality",
        year="release__agreement_year",
        topic="release__topic",
    )


@router.get("/deliveries/{int:pk}", response=DeliveryOut)
def delivery(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One delivery."""
    return api.answer(_delivery(get_object_or_404(_deliveries(request), pk=pk)))


def _deliveries(request: HttpRequest) -> QuerySet[Delivery]:
    deliveries = visible_deliveries(api.caller(request)).select_related("municipality")
    return deliveries.prefetch_related("passed_on")


def _delivery(delivery: Delivery) -> DeliveryOut:
    return DeliveryOut.from_row(
        delivery,
        recipient=delivery.recipient_name,
        passed_on=[
            PassedOnOut(to=entry.to, date=entry.date, by=entry.by_name)
            for entry in delivery.passed_on.all()
        ],
        url=api.address("desk:delivery", delivery.pk),
    )
