"""Figures with where each comes from: reading, and recording from outside."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import Field, StrictInt, StringConstraints

from kimppa.core.consortium.models import Branch
from kimppa.core.figures.actions import Provenance, enter_figure
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.figures.queries import visible_figures
from kimppa.core.tokens.scopes import Scope
from kimppa.ui import api

router = Router(tags=["Figures"])


class VariableOut(api.Marked):
    """What a figure measures."""

    id: int
    code: str
    names: api.Names
    unit: str
    additive: bool = Field(description="Whether parts may be summed to the whole.")


@router.get("/variables", response=api.Page[VariableOut])
def variables(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """What is measured."""
    return api.page(request, Variable.objects.all(), cursor, VariableOut.from_row)


class FigureOut(api.Marked):
    """One standing number with its provenance. Neither branch nor municipality = all together."""

    id: int
    variable: str
    unit: str
    year: int
    month: int | None
    municipality: str | None = Field(description="Municipality code.")
    branch: str | None = Field(description="Branch code.")
    value: api.Number | None
    state: str = Field(description="value, zero, missing, not-collected or not-relevant.")
    origin: str = Field(description="measured, allocated, reported or estimated.")
    source_sha256: str = Field(description="SHA-256 of the file it was read from.")
    files: dict[str, str] = Field(description="Every file it rests on: SHA-256 by its use.")
    rule: str
    rule_version: str
    as_of: dt.date | None
    release: int | None = Field(description="Id of the release that it was delivered in.")
    recorded_at: api.Moment
    url: str


def shape(figure: Figure) -> FigureOut:
    """A figure with its variable, municipality and branch at hand."""
    return FigureOut.from_row(
        figure,
        variable=figure.variable.code,
        unit=figure.variable.unit,
        files=figure.derivation.checksums if figure.derivation else {},
        url=api.address("desk:figure", figure.pk),
    )


class FiguresAsked(api.Changed):
    """Which figures."""

    variable: api.Text | None = Field(None, max_length=60, description="Code of a variable.")
    year: api.Year | None = None
    municipality: api.Code | None = Field(
        None, description="The municipality's own figures and those of its branches."
    )


@router.get("/figures", response=api.Page[FigureOut])
def figures(request: HttpRequest, query: Query[FiguresAsked]) -> HttpResponse:
    """Standing figures, as far as the caller sees them."""
    figures = _visible_figures(request)
    if query.municipality:
        town = api.municipality_of(query.municipality)
        figures = figures.filter(Q(municipality=town) | Q(branch__municipality=town))
    return api.page(request, figures, query, shape, variable="variable", year="year")


@router.get("/figures/{int:pk}", response=FigureOut)
def figure(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One standing figure."""
    return api.answer(shape(get_object_or_404(_visible_figures(request), pk=pk)))


def _visible_figures(request: HttpRequest) -> QuerySet[Figure]:
    figures = visible_figures(api.caller(request))
    return figures.select_related("variable", "municipality", "branch", "derivation")


Source = Annotated[api.Text, StringConstraints(min_length=1, max_length=500, pattern=r"\S")]


class FigureIn(api.In):
    """A figure to be recorded."""

    variable: Annotated[api.Text, Field(max_length=60, description="Code of a variable.")]
    year: api.YearIn
    month: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    municipality: api.Code | None = None
    branch: api.Text | None = Field(None, max_length=30, description="Branch code.")
    value: Annotated[Decimal, Field(max_digits=20, decimal_places=4, allow_inf_nan=False)] | None
    state: Literal["value", "zero", "missing", "not-collected", "not-relevant"] | None = Field(
        None, description="Why there is no value; told by the value itself otherwise."
    )
    origin: Literal["measured", "allocated", "reported", "estimated"] = "measured"
    source: Source = Field(description="Where the figure comes from, in words.")
    source_sha256: Annotated[api.Text, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    rule: Annotated[api.Text, Field(max_length=60)] = ""
    rule_version: Annotated[api.Text, Field(max_length=30)] = ""
    as_of: api.Day | None = None


@router.post("/figures", response={201: FigureOut}, auth=api.Needs(Scope.FIGURES))
def record_figure(request: HttpRequest, data: FigureIn) -> HttpResponse:
    """Record a figure with its provenance. One that differs replaces the standing one of its
    place, which is kept; an equal one changes nothing.
    """
    code = data.municipality
    figure = enter_figure(
        by=api.caller(request),
        variable=api.variable_of(data.variable, "body.variable"),
        year=data.year,
        month=data.month,
        municipality=api.municipality_of(code, "body.municipality") if code else None,
        branch=_branch_of(data.branch) if data.branch else None,
        value=data.value,
        state=data.state or "",
        provenance=Provenance(
            source=data.source,
            sha256=data.source_sha256,
            rule=data.rule,
            rule_version=data.rule_version,
            as_of=data.as_of,
            origin=data.origin,
        ),
    )
    return api.created(shape(figure), f"/api/figures/{figure.pk}")


def _branch_of(code: str) -> Branch:
    detail = _("There is no branch “%(code)s”.") % {"code": code}
    return api.row_of(Branch.objects.filter(code=code), "body.branch", detail)
