"""What is most important in the catalogue now, and how it has gone over time."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.catalogue import queries
from kimppa.catalogue.baseline import baselines
from kimppa.catalogue.history import queries as lives
from kimppa.catalogue.models import Check, PlaceTotal, Snapshot
from kimppa.catalogue.owners import ownerless
from kimppa.catalogue.pages import BRANCH, part_of, scope
from kimppa.catalogue.queries import Line, Part, Scope
from kimppa.catalogue.severity import ALL, P1, P2, P3, Severity
from kimppa.catalogue.tables import line_table
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.documents.charts import Chart, Plot, Series, line_chart
from kimppa.ui.guard import needs
from kimppa.ui.numbers import change, day, language

FIRST = 3  # cards on the page


@dataclass(frozen=True, slots=True)
class BranchRow:
    branch: Branch
    held: int
    findings: list[tuple[Severity, int]]


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    open_to = scope(request)
    series = queries.newest_series()
    if not series:
        moving = Snapshot.objects.first()
        return render(
            request, "catalogue/start.html", {"moving": moving, "manages": open_to.manages}
        )
    baseline = baselines(series[::-1])[-1]
    check, earlier_check = baseline.check, baseline.earlier
    part = part_of(request, open_to)
    totals = queries.place_totals(check)
    total = queries.total_among(check, totals, part)
    lines = queries.lines(check, part, earlier_check)
    table = line_table(
        request,
        lines,
        total=total.held,
        url=lambda line: line.rule.get_absolute_url() + _branch_query(part),
        caption=_("Faults by urgency"),
    )
    if export := table.response():
        return export
    context = _figures(lines) | {
        "check": check,
        "earlier": earlier_check,
        "baseline": baseline,
        "part": part,
        "total": total,
        "table": table,
        **_owners(check, totals, open_to),
        "first": [line for line in lines if line.findings][:FIRST],
        "asked": _branch_query(part),
        "scope": open_to,
        "moving": Snapshot.objects.filter(state__in=("waiting", "checking")).first(),
        "by_branch": _by_branch(check, totals, open_to.branches),
        "lives": _lives(check, part, open_to) if earlier_check else [],
    }
    return render(request, "catalogue/home.html", context)


def _owners(check: Check, totals: list[PlaceTotal], open_to: Scope) -> dict[str, Any]:
    """Records without an owner, and for whoever manages the codes that belong to no branch."""
    return {
        "ownerless": ownerless(check, totals),
        "unknown": [place for place in totals if place.code and open_to.manages],
    }


def _lives(check: Check, part: Part, open_to: Scope) -> list[tuple[str, list[tuple[str, int]]]]:
    """What became of the findings since the export before, by branch; all together come last."""
    if part.branch:
        states = lives.by_check([check], part).get(check.pk)
        return [(part.name, lives.in_order(states))] if states else []
    spread = lives.spread(check, part, open_to.branches)
    if not spread.whole:
        return []
    lines = [(branch.name, states) for branch, states in spread.branches]
    if any(spread.elsewhere.values()):
        lines.append((_("Other branches, and records of no branch"), spread.elsewhere))
    if any(spread.several.values()):
        lines.append((_("Counted for several, taken off"), spread.several))
    is_single = len(lines) == 1
    lines.append((part.name or _("All together"), spread.whole))
    return [(name, lives.in_order(states)) for name, states in (lines[1:] if is_single else lines)]


def _branch_query(part: Part) -> str:
    return f"?{BRANCH}={part.branch.code}" if part.branch else ""


def _figures(lines: list[Line]) -> dict[str, Any]:
    """The two figures on top, with their change since the export before."""

    def total(group: list[Line]) -> tuple[int, str]:
        changes = [line.change for line in group if line.change is not None]
        return sum(line.findings for line in group), change(sum(changes)) if changes else ""

    urgent, urgent_change = total([line for line in lines if line.severity in (P1, P2)])
    findings, findings_change = total(lines)
    return {
        "urgent": urgent,
        "urgent_change": urgent_change,
        "findings": findings,
        "findings_change": findings_change,
    }


def _by_branch(check: Check, totals: list[PlaceTotal], branches: list[Branch]) -> list[BranchRow]:
    counts = queries.by_branch(check)
    records = {total.branch_id: total.held for total in totals}
    return [
        BranchRow(
            branch,
            records[branch.pk],
            [(degree, counts.get((branch.pk, key), 0)) for key, degree in ALL.items()],
        )
        for branch in branches
        if branch.pk in records
    ]


@require_GET
@needs(Permission.VIEW)
def trend(request: HttpRequest) -> HttpResponse:
    open_to = scope(request)
    part = part_of(request, open_to)
    series = baselines(queries.newest_series()[::-1])
    checks = [baseline.check for baseline in series]
    states = lives.by_check([baseline.check for baseline in series if not baseline.part], part)
    context = {
        "checks": checks,
        "years": [
            (check, lives.in_order(states[check.pk]))
            for check in checks[::-1]
            if check.pk in states
        ],
        "cut_short": [baseline.check for baseline in series if baseline.part],
        "part": part,
        "scope": open_to,
        "charts": _charts(checks, part) if len(checks) > 1 else [],
    }
    return render(request, "catalogue/trend.html", context)


def _charts(checks: list[Check], part: Part) -> list[Chart]:
    """What is urgent by itself, since there is little of it beside the rest; then everything."""
    counts = queries.by_severity(checks, part)
    records = {pk: total.held for pk, total in queries.totals_by_check(checks, part).items()}

    def series(name: str, *degrees: str) -> Series:
        shares = (
            1000 * sum(counts.get((check.pk, key), 0) for key in degrees) / records[check.pk]
            if records.get(check.pk)
            else None
            for check in checks
        )
        return Series(name, tuple(shares))

    urgent = tuple(series(str(ALL[key].word), key) for key in (P1, P2, P3))
    days = tuple(day(check.snapshot.taken_on) for check in checks)
    plots = (
        (_("Before the library system is changed, in a thousand records"), urgent),
        (_("All findings in a thousand records"), (series(_("All findings"), *ALL),)),
    )
    return [
        line_chart(
            Plot(
                title=title,
                categories=days,
                series=lines,
                language=language(),
                number_format="decimal",
                category_title=_("Exported on"),
            )
        )
        for title, lines in plots
    ]
