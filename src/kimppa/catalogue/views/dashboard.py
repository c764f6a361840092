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
    """A branch with its records and its findings by urgency."""

    branch: Branch
    held: int
    findings: list[tuple[Severity, int]]


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """What should be mended first, by urgency, group and branch."""
    open_to = scope(request)
    series = queries.newest_series()
    if not series:
        moving = Snapshot.objects.first()
        return render(
            request, "catalogue/start.html", {"moving": moving, "manages": open_to.manages}
        )
    baseline = baselines(series[::-1])[-1]
    check, earlier = baseline.check, baseline.earlier
    part = part_of(request, open_to)
    totals = queries.place_totals(check)
    total = queries.total_among(check, totals, part)
    lines = queries.lines(check, part, earlier)
    table = line_table(
        request,
        lines,
        held=total.held,
        url=lambda one: one.rule.get_absolute_url() + _asked(part),
        caption=_("Faults by urgency"),
    )
    if export := table.response():
        return export
    context = _figures(lines) | {
        "check": check,
        "earlier": earlier,
        "baseline": baseline,
        "part": part,
        "total": total,
        "table": table,
        "first": [one for one in lines if one.findings][:FIRST],
        "asked": _asked(part),
        "scope": open_to,
        "moving": Snapshot.objects.filter(state__in=("waiting", "checking")).first(),
        "by_branch": _by_branch(check, totals, open_to.branches),
        "unknown": [one for one in totals if one.code and open_to.manages],
        "lives": _lives(check, part, open_to) if earlier else [],
    }
    return render(request, "catalogue/home.html", context)


def _lives(check: Check, part: Part, open_to: Scope) -> list[tuple[str, list[tuple[str, int]]]]:
    """What became of the findings since the export before, by branch; all together come last."""
    if part.branch:
        states = lives.by_check([check], part).get(check.pk)
        return [(part.name, lives.told(states))] if states else []
    found = lives.spread(check, part, open_to.branches)
    if not found.whole:
        return []
    rows = [(branch.name, states) for branch, states in found.branches]
    if any(found.elsewhere.values()):
        rows.append((_("Other branches, and records of no branch"), found.elsewhere))
    if any(found.several.values()):
        rows.append((_("Counted for several, taken off"), found.several))
    alone = len(rows) == 1
    rows.append((part.name or _("All together"), found.whole))
    return [(name, lives.told(states)) for name, states in (rows[1:] if alone else rows)]


def _asked(part: Part) -> str:
    return f"?{BRANCH}={part.branch.code}" if part.branch else ""


def _figures(lines: list[Line]) -> dict[str, Any]:
    """The two figures on top, with their change since the export before."""

    def told(chosen: list[Line]) -> tuple[int, str]:
        changes = [one.change for one in chosen if one.change is not None]
        return sum(one.findings for one in chosen), change(sum(changes)) if changes else ""

    urgent, urgent_change = told([one for one in lines if one.severity in (P1, P2)])
    findings, findings_change = told(lines)
    return {
        "urgent": urgent,
        "urgent_change": urgent_change,
        "findings": findings,
        "findings_change": findings_change,
    }


def _by_branch(check: Check, totals: list[PlaceTotal], branches: list[Branch]) -> list[BranchRow]:
    found = queries.by_branch(check)
    held = {one.branch_id: one.held for one in totals}
    return [
        BranchRow(
            one,
            held[one.pk],
            [(degree, found.get((one.pk, key), 0)) for key, degree in ALL.items()],
        )
        for one in branches
        if one.pk in held
    ]


@require_GET
@needs(Permission.VIEW)
def trend(request: HttpRequest) -> HttpResponse:
    """Findings by urgency over the exports, as a share of a thousand records."""
    open_to = scope(request)
    part = part_of(request, open_to)
    stand = baselines(queries.newest_series()[::-1])
    checks = [one.check for one in stand]
    states = lives.by_check([one.check for one in stand if not one.part], part)
    context = {
        "checks": checks,
        "years": [(one, lives.told(states[one.pk])) for one in checks[::-1] if one.pk in states],
        "cut_short": [one.check for one in stand if one.part],
        "part": part,
        "scope": open_to,
        "charts": _charts(checks, part) if len(checks) > 1 else [],
    }
    return render(request, "catalogue/trend.html", context)


def _charts(checks: list[Check], part: Part) -> list[Chart]:
    """What is urgent by itself, since there is little of it beside the rest; then everything."""
    found = queries.by_severity(checks, part)
    held = {pk: one.held for pk, one in queries.totals_by_check(checks, part).items()}

    def series(name: str, *degrees: str) -> Series:
        values = (
            1000 * sum(found.get((one.pk, key), 0) for key in degrees) / held[one.pk]
            if held.get(one.pk)
            else None
            for one in checks
        )
        return Series(name, tuple(values))

    urgent = tuple(series(str(ALL[key].word), key) for key in (P1, P2, P3))
    days = tuple(day(one.snapshot.taken_on) for one in checks)
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
                shown="decimal",
                category_title=_("Exported on"),
            )
        )
        for title, lines in plots
    ]
