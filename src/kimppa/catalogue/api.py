"""The catalogue for programs: exports, rules with what they found, findings, duplicates, plans."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from kimppa.catalogue import queries
from kimppa.catalogue.baseline import baseline
from kimppa.catalogue.corrections.queries import (
    answers,
    count_for,
    plan_by,
    plans,
    practices,
    state_of,
)
from kimppa.catalogue.duplicates.groups import SURE, DuplicateGroup
from kimppa.catalogue.duplicates.queries import groups_of
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.models.corrections import Plan
from kimppa.catalogue.queries import Line, Part, Scope
from kimppa.catalogue.records import Row, Selection
from kimppa.catalogue.sampling.queries import samples_of
from kimppa.core.consortium.models import Municipality
from kimppa.ui import api
from kimppa.ui.numbers import language

router = Router(auth=api.Needs(), tags=["Catalogue"])


class SnapshotOut(api.Marked):
    """An export of the catalogue; read = good + repaired + quarantined."""

    id: int
    name: str
    taken_on: dt.date
    profile: str
    state: str = Field(description="waiting, checking, ready, failed or stopped.")
    read: int
    good: int
    repaired: int
    quarantined: int
    findings: int | None = Field(description="Null before the check is ready.")
    url: str


@router.get("/snapshots", response=api.Page[SnapshotOut])
def snapshots(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The exports with what their checks read and found."""
    return api.page(request, queries.snapshots(), cursor, _snapshot)


def _snapshot(snapshot: Snapshot) -> SnapshotOut:
    check = getattr(snapshot, "result", None)
    return SnapshotOut.from_row(snapshot, findings=check.findings if check else None)


class RuleOut(api.Out):
    """A rule, what it found in the newest export, and what has been agreed about it."""

    slug: str
    text: str = Field(description="What is wrong, in the caller's language.")
    family: str
    severity: str = Field(description="P1 (at once) … P5 (tidiness).")
    records: int
    findings: int
    before: int | None = Field(description="Findings in the export before; null without one.")
    mends: bool = Field(description="Whether the program can propose how to mend it.")
    practice: str = Field(description="What has been agreed (Markdown); empty when nothing has.")
    practice_since: dt.date | None
    url: str


class RulesOut(api.Out):
    """What the newest export's check found, the most urgent first."""

    taken_on: dt.date | None = Field(description="The day of the export; null before the first.")
    records: int
    municipality: str | None
    items: list[RuleOut]


class RulesAsked(Schema):
    """Whose records."""

    municipality: api.Code | None = None


@router.get("/rules", response=RulesOut)
def rules(request: HttpRequest, query: Query[RulesAsked]) -> HttpResponse:
    """What the rules found, in the records of all together or of one municipality.

    Who sees one municipality only gets its figures without asking.
    """
    check, part = queries.current_check(), _part(request, query)
    if check is None:
        return api.answer(RulesOut(taken_on=None, records=0, municipality=None, items=[]))
    lines = queries.lines(check, part, baseline(check).earlier)
    body = RulesOut(
        taken_on=check.snapshot.taken_on,
        records=queries.total(check, part).held,
        municipality=part.municipality.code if part.municipality else None,
        items=[_rule(line) for line in lines],
    )
    return api.answer(body)


def _scope(request: HttpRequest) -> Scope:
    return queries.scope_of(api.caller(request))


def _part(request: HttpRequest, query: RulesAsked) -> Part:
    open_to = _scope(request)
    if query.municipality:
        municipality = api.municipality_of(query.municipality)
        if not open_to.sees_all_figures and municipality.pk not in (open_to.own or ()):
            raise PermissionDenied(_("The figures are of another municipality."))
        return Part(municipality)
    if open_to.sees_all_figures:
        return Part()
    own_municipality = Municipality.objects.filter(pk__in=open_to.own or ()).first()
    if own_municipality is None:
        raise PermissionDenied(_("The figures are of another municipality."))
    return Part(own_municipality)


def _rule(line: Line) -> RuleOut:
    return RuleOut.from_row(
        line,
        slug=line.rule.slug,
        text=line.rule.text,
        family=line.rule.family,
        mends=line.rule.mends,
        practice=line.rule.practice,
        practice_since=line.rule.practice_since,
        url=api.address("catalogue:rule", line.rule.slug),
    )


class BranchFindingsOut(api.Out):
    """What a rule found in the records of a branch."""

    branch: str
    records: int
    findings: int


class SampleOut(api.Out):
    """How often a rule was right in the newest sample."""

    drawn: int
    judged: int
    right: int


class RuleMore(RuleOut):
    """A rule with its branches and sample."""

    branches: list[BranchFindingsOut] = Field(description="Those whose records the caller may see.")
    sample: SampleOut | None


@router.get("/rules/{slug:slug}", response=RuleMore)
def rule(request: HttpRequest, slug: str) -> HttpResponse:
    """One rule in the newest export."""
    check, rule, open_to = queries.current_check(), queries.rule_by(slug), _scope(request)
    count = queries.count_of(check, rule) if check and rule else None
    if check is None or rule is None:
        raise Http404
    by_branch = {tally.branch_id: tally for tally in queries.places_of(count)} if count else {}
    sees_all = open_to.sees_all_figures
    line = Line(
        rule,
        rule.severity,
        count.findings if count and sees_all else 0,
        count.records if count and sees_all else 0,
    )
    branches = [
        BranchFindingsOut(branch=branch.code, records=figures.records, findings=figures.findings)
        for branch in open_to.branches
        if (figures := by_branch.get(branch.pk))
    ]
    precision = next((sample.precision for sample in samples_of(rule)), None)
    sample = SampleOut.model_validate(asdict(precision)) if precision else None
    return api.answer(RuleMore(**_rule(line).model_dump(), branches=branches, sample=sample))


class FindingOut(api.Out):
    """A place in a record that breaks a rule."""

    control: str = Field(description="The record's number: (FI-MELINDA)000123456.")
    title: str
    place: str = Field(description="245 $a, 008/15 …; empty for the whole record.")
    text: str = Field(description="What stands there.")
    branches: list[str] = Field(description="Codes of the record's branches.")
    url: str


class Rowed(Schema):
    """Which rows of a list that is kept on disk."""

    after: int = Field(0, ge=0, le=2**40, description="How many rows to pass; take it from `next`.")
    limit: int = Field(50, ge=1, le=200, description="How many rows at most.")


def _page_of(request: HttpRequest, rows: Sequence[Any], query: Rowed, make: Any) -> HttpResponse:
    end = query.after + query.limit
    following = None
    if end < len(rows):
        parameters = {key: value for key, value in request.GET.items() if key != "after"}
        following = f"{request.path}?{urlencode(parameters | {'after': str(end)})}"
    items = [make(row) for row in rows[query.after : end]]
    return api.answer(api.Page[Any].model_construct(items=items, next=following))


@router.get("/rules/{slug:slug}/findings", response=api.Page[FindingOut])
def findings(request: HttpRequest, slug: str, query: Query[Rowed]) -> HttpResponse:
    """A rule's findings in the records that the caller may see, in the order of the file."""
    check, rule, open_to = queries.current_check(), queries.rule_by(slug), _scope(request)
    count = queries.count_of(check, rule) if check and rule else None
    if check is None or count is None:
        raise Http404
    try:
        rows = queries.findings_of(check).rows(Selection(count.number, codes=open_to.own_codes))
    except FileNotFoundError as error:
        raise Http404 from error

    def make(finding: Row) -> FindingOut:
        homes = [open_to.codes.branch(code) for code in finding.codes]
        return FindingOut.from_row(
            finding,
            text=finding.told(language()),
            branches=list(dict.fromkeys(home.code for home in homes if home)),
            url=api.address("catalogue:record", check.pk, finding.rec),
        )

    return _page_of(request, rows, query, make)


class GroupOut(api.Out):
    """Records that stand for the same thing."""

    sure: bool = Field(description="False: a person must look.")
    points: int = Field(description="Of the weakest pair, of 100.")
    keep: str = Field(description="The number of the record that is best kept.")
    others: list[str]
    url: str


@router.get("/duplicates", response=api.Page[GroupOut])
def duplicates(request: HttpRequest, query: Query[Rowed]) -> HttpResponse:
    """The duplicates of the newest export, as the last search found them."""
    check = queries.current_check()
    groups = groups_of(check, _scope(request)) if check else []
    return _page_of(request, groups, query, lambda group: _group(check, group))


def _group(check: Check | None, group: DuplicateGroup) -> GroupOut:
    return GroupOut(
        sure=group.kind == SURE,
        points=group.points,
        keep=group.members[0].name,
        others=[member.name for member in group.members[1:]],
        url=api.address("catalogue:duplicate", check.pk if check else 0, group.number),
    )


class PlanAnswerOut(api.Out):
    """What a municipality has answered."""

    municipality: str
    state: str


class PlanOut(api.Marked):
    """A correction plan and how it stands."""

    id: int
    title: str
    year: int
    state: str = Field(description="draft, previewed, asked, ratified, applied, loaded …")
    rules: list[str]
    changed: int | None = Field(
        description="Records that would change, of those open to the caller; null before a preview."
    )
    loaded_on: dt.date | None
    made_at: api.Moment
    answers: list[PlanAnswerOut] = Field(description="Of the municipalities open to the caller.")
    url: str


@router.get("/plans", response=api.Page[PlanOut])
def all_plans(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """The correction plans."""
    open_to = _scope(request)
    return api.page(request, plans(), cursor, lambda plan: _plan(plan, open_to))


@router.get("/plans/{int:plan}", response=PlanOut)
def one_plan(request: HttpRequest, plan: Path[api.Id]) -> HttpResponse:
    """One correction plan."""
    stored_plan = plan_by(plan)
    if stored_plan is None:
        raise Http404
    return api.answer(_plan(stored_plan, _scope(request)))


def _plan(plan: Plan, open_to: Scope) -> PlanOut:
    own_municipality_ids = open_to.own
    return PlanOut.from_row(
        plan,
        state=state_of(plan),
        changed=count_for(open_to, plan) if plan.shown else None,
        answers=[
            confirmation
            for confirmation in answers(plan)
            if own_municipality_ids is None or confirmation.municipality_id in own_municipality_ids
        ],
    )


class PracticeOut(api.Marked):
    """What has been agreed on cataloguing beside the rules."""

    id: int
    topic: str
    text: str = Field(description="Markdown.")
    since: dt.date | None


@router.get("/practices", response=api.Page[PracticeOut])
def agreed(request: HttpRequest, cursor: Query[api.Cursor]) -> HttpResponse:
    """How the libraries have agreed to catalogue."""
    return api.page(request, practices(), cursor, PracticeOut.from_row)
