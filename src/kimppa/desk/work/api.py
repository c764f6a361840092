"""Work done: reading all that one sees, recording, correcting and undoing."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import AnyHttpUrl, Field, StringConstraints

from kimppa.core.consortium.models import Municipality, Service
from kimppa.core.duties.limits import Limit, concerns_any
from kimppa.core.duties.queries import limit_of_sight
from kimppa.core.evidence.actions import (
    correct_evidence,
    record_evidence,
    restore_evidence,
    undo_evidence,
)
from kimppa.core.evidence.models import Evidence, EvidenceQuerySet, kind_of
from kimppa.core.evidence.queries import visible_evidence
from kimppa.core.tokens.scopes import Scope
from kimppa.ui import api

router = Router(tags=["Work done"])
WRITE = api.Needs(Scope.WORK)


class FigureTold(api.Out):
    """A number told with the work."""

    label: str
    value: api.Number


class WorkOut(api.Marked):
    """One piece of work."""

    id: int
    title: str
    topic: str
    service: str | None = Field(description="Slug of the service, if the work was of one.")
    kind: str = Field(description="work, no-need, delivery or provisional.")
    line: str | None = Field(
        description="The clause that it counts for, if that is settled and told to the caller."
    )
    date: dt.date
    year: int = Field(description="The agreement year that it counts for.")
    note: str
    link: str
    for_all: bool = Field(description="Whether it concerned every municipality.")
    municipalities: list[str] = Field(description="Codes; empty when it concerned all.")
    figures: list[FigureTold]
    handwritten: bool = Field(description="Whether it was logged by itself, not by work in a room.")
    by: api.ById | None
    recorded_at: api.Moment
    undone_at: api.Moment | None
    url: str


def shape(sight: Limit | None, evidence: Evidence) -> WorkOut:
    """A piece of work with its service, municipalities and figures at hand, and its line if that
    is in sight (`limit_of_sight`).
    """
    duty = evidence.duty
    return WorkOut.from_row(
        evidence,
        line=duty.clause if duty and concerns_any(duty.limit, sight) else None,
        year=evidence.agreement_year,
        url=api.address("desk:work", evidence.pk),
    )


def _shape(request: HttpRequest) -> Callable[[Evidence], WorkOut]:
    return partial(shape, limit_of_sight(api.caller(request)))


class WorkAsked(api.Changed):
    """Which work."""

    year: api.Year | None = None
    topic: api.Topic | None = None
    municipality: api.Code | None = None
    undone: bool = Field(False, description="Also what has been taken back.")


@router.get("/work", response=api.Page[WorkOut])
def work_list(request: HttpRequest, query: Query[WorkAsked]) -> HttpResponse:
    """Work done, as far as the caller sees it."""
    work_entries = _visible_work(request)
    if not query.undone:
        work_entries = work_entries.standing()
    if query.municipality:
        work_entries = work_entries.for_municipality(api.municipality_of(query.municipality))
    return api.page(
        request, work_entries, query, _shape(request), year="agreement_year", topic="topic"
    )


@router.get("/work/{int:pk}", response=WorkOut)
def work(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One piece of work."""
    return api.answer(_shape(request)(get_object_or_404(_visible_work(request), pk=pk)))


def _visible_work(request: HttpRequest) -> EvidenceQuerySet:
    work_entries = visible_evidence(api.caller(request)).select_related("service", "by", "duty")
    return work_entries.prefetch_related("municipalities", "figures")


Title = Annotated[api.Text, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Label = Annotated[api.Text, StringConstraints(min_length=1, max_length=100, pattern=r"\S")]
Amount = Annotated[Decimal, Field(max_digits=16, decimal_places=2, allow_inf_nan=False)]


class WorkIn(api.In):
    """Work to be recorded."""

    topic: api.Topic
    title: Title
    date: api.Day | None = Field(None, description="Today unless told.")
    year: api.YearIn | None = Field(
        None, description="Counts for this year; the date's own unless told."
    )
    municipalities: list[api.Code] | None = Field(
        None, max_length=400, description="Codes; null = it concerned every municipality."
    )
    service: api.Text | None = Field(None, max_length=50, description="Slug of a service.")
    kind: Literal["work", "no-need", "called-off"] | None = Field(
        None, description="What was called off counts for nothing; as the words say unless told."
    )
    note: api.Words = ""
    link: AnyHttpUrl | None = Field(None, description="An address of at most 500 characters.")
    figures: dict[Label, Amount] = Field(
        {}, max_length=30, description="Numbers by what they count."
    )


@router.post("/work", response={201: WorkOut}, auth=WRITE)
def record_work(request: HttpRequest, data: WorkIn) -> HttpResponse:
    """Record work done."""
    evidence = record_evidence(
        by=api.caller(request),
        topic=data.topic,
        title=data.title,
        date=data.date,
        agreement_year=data.year,
        municipalities=_municipalities(data.municipalities),
        service=_service(data.service),
        kind=data.kind or kind_of(data.title),
        note=data.note,
        link=_link(data.link),
        figures=data.figures,
    )
    return api.created(_shape(request)(evidence), f"/api/work/{evidence.pk}")


class WorkChange(api.In):
    """What is to be corrected; what is left out stays."""

    topic: api.Topic | None = None
    title: Title | None = None
    date: api.Day | None = None
    year: api.YearIn | None = None
    municipalities: list[api.Code] | None = Field(None, max_length=400)
    service: api.Text | None = Field(None, max_length=50)
    kind: Literal["work", "no-need", "called-off"] | None = None
    note: api.Words | None = None
    link: AnyHttpUrl | None = None
    figures: dict[Label, Amount] | None = Field(None, max_length=30)


# A null means something only where the stored value may be missing.
_MAY_BE_NULL = frozenset({"municipalities", "service", "link"})


@router.patch("/work/{int:pk}", response=WorkOut, auth=WRITE)
def correct_work(request: HttpRequest, pk: Path[api.Id], data: WorkChange) -> HttpResponse:
    """Correct work that one may correct: one's own, or as its municipality's director."""
    evidence = get_object_or_404(_visible_work(request), pk=pk)
    correct_evidence(by=api.caller(request), evidence=evidence, **_changed_fields(data))
    return api.answer(_shape(request)(get_object_or_404(_visible_work(request), pk=pk)))


def _changed_fields(data: WorkChange) -> dict[str, Any]:
    values = {name: getattr(data, name) for name in data.model_fields_set}
    for name, field_value in values.items():
        if field_value is None and name not in _MAY_BE_NULL:
            raise api.invalid(f"body.{name}", _("This may not be empty."))
    if "year" in values:
        values["agreement_year"] = values.pop("year")
    if "municipalities" in values:
        values["municipalities"] = _municipalities(values["municipalities"])
    if "service" in values:
        values["service"] = _service(values["service"])
    if "link" in values:
        values["link"] = _link(values["link"])
    return values


@router.post("/work/{int:pk}/undo", response=WorkOut, auth=WRITE)
def undo_work(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Take work back: it stops counting but stays in the log."""
    evidence = get_object_or_404(_visible_work(request), pk=pk)
    undo_evidence(by=api.caller(request), evidence=evidence)
    return api.answer(_shape(request)(evidence))


@router.post("/work/{int:pk}/restore", response=WorkOut, auth=WRITE)
def restore_work(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """Undo the undo."""
    evidence = get_object_or_404(_visible_work(request), pk=pk)
    restore_evidence(by=api.caller(request), evidence=evidence)
    return api.answer(_shape(request)(evidence))


def _municipalities(codes: list[str] | None) -> list[Municipality] | None:
    """The municipalities of codes: one query. Raises ProblemError for an unknown one."""
    if codes is None:
        return None
    town_by_code = {town.code: town for town in Municipality.objects.filter(code__in=codes)}
    for code in codes:
        if code not in town_by_code:
            api.municipality_of(code, "body.municipalities")
    return list(town_by_code.values())


def _service(slug: str | None) -> Service | None:
    return api.service_of(slug, "body.service") if slug is not None else None


def _link(address: AnyHttpUrl | None) -> str:
    return str(address) if address else ""
