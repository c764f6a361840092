"""The yearly report for programs: its paragraphs while it is written, and its frozen versions."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router
from pydantic import Field

from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import require
from kimppa.core.releases.models import Release
from kimppa.core.releases.queries import visible_releases
from kimppa.report.gather import KIND
from kimppa.report.models import Paragraph
from kimppa.report.queries import report_of, reports
from kimppa.ui import api

router = Router(auth=api.Needs(), tags=["Report"])


class ReportOut(api.Marked):
    """The report of one year."""

    year: int
    title: str
    language: str
    state: str = Field(description="draft or delivered.")
    drafted_at: api.Moment | None


@router.get("/years", response=api.Page[ReportOut])
def report_years(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The reports; for those who write them."""
    require(api.caller(request), Permission.EDIT_REPORT)
    return api.page(request, reports(), cursor, ReportOut.from_row)


class ParagraphOut(api.Marked):
    """One clause's paragraph: shared by all, or a municipality's own."""

    id: int
    clause: str = Field(description="The clause's number, `lead` or `closing`.")
    municipality: str | None
    text: str = Field(description="The words as they stand: a person's if there are any.")
    edited: bool
    edited_by: str
    edited_at: api.Moment | None
    facts_changed: bool = Field(description="Whether the facts have changed since a person wrote.")
    facts: Any = Field(description="What the draft was made of.")


class ParagraphsAsked(api.Cursor):
    """Whose paragraphs."""

    municipality: api.Code | None = Field(None, description="Also this municipality's own.")


@router.get("/years/{int:year}/paragraphs", response=api.Page[ParagraphOut])
def paragraphs(
    request: HttpRequest, year: Path[api.Year], params: Query[ParagraphsAsked]
) -> HttpResponse:
    """The paragraphs of a report that is being written; for those who write it."""
    require(api.caller(request), Permission.EDIT_REPORT)
    report = report_of(year)
    if report is None:
        raise Http404
    paragraphs = report.paragraphs.select_related("municipality")
    shown_paragraphs = paragraphs.filter(municipality=None)
    if params.municipality:
        shown_paragraphs |= paragraphs.filter(municipality=api.municipality_of(params.municipality))
    return api.page(request, shown_paragraphs, params, _paragraph)


def _paragraph(paragraph: Paragraph) -> ParagraphOut:
    return ParagraphOut.from_row(paragraph, facts=paragraph.drafted_facts)


class VersionOut(api.Out):
    """A frozen version of a municipality's report."""

    id: int
    year: int
    municipality: str | None
    version: int
    reason: str
    provisional: bool
    frozen_at: api.Moment
    facts_sha256: str


class VersionFacts(VersionOut):
    """The same with what it says."""

    facts: Any


class VersionsAsked(api.Cursor):
    """Which versions."""

    year: api.Year | None = None
    municipality: api.Code | None = None


@router.get("/versions", response=api.Page[VersionOut])
def versions(request: HttpRequest, params: Query[VersionsAsked]) -> HttpResponse:
    """Frozen versions: a coordinator sees all, others what was delivered to their municipality."""
    visible_ids = visible_releases(api.caller(request)).filter(kind=KIND).order_by().values("pk")
    releases = Release.objects.filter(pk__in=visible_ids).select_related("municipality")
    lookups = {"year": "agreement_year", "municipality": "municipality"}
    return api.page(request, releases.defer("facts", "difference"), params, _version, **lookups)


@router.get("/versions/{int:pk}", response=VersionFacts)
def version(request: HttpRequest, pk: Path[api.Id]) -> HttpResponse:
    """One frozen version with its facts."""
    releases = visible_releases(api.caller(request)).select_related("municipality")
    release = get_object_or_404(releases, pk=pk, kind=KIND)
    facts = json.loads(release.facts)
    return api.answer(VersionFacts.from_row(release, year=release.agreement_year, facts=facts))


def _version(release: Release) -> VersionOut:
    return VersionOut.from_row(release, year=release.agreement_year)
