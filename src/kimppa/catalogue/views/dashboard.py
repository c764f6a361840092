"""What is most important in the catalogue now, and how it has gone over time."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.catalogue import queries
from kimppa.catalogue.models import Check, Snapshot
from kimppa.catalogue.queries import Part
from kimppa.catalogue.severity import ALL, P1, P2, P3, Severity
from kimppa.catalogue.tables import change_text, line_table
from kimppa.catalogue.views.common import BRANCH, part_of, scope
from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.documents.charts import Chart, Plot, Series, line_chart
from kimppa.ui.guard import needs
from kimppa.ui.numbers import day, language

FIRST = 3  # cards on the page


@dataclass(frozen=True, slots=True)
class DegreeRow:
    """A degree of urgency with its findings by branch."""

    degree: Severity
    cells: list[dict[str, str | int]]


@require_GET
@needs(Permission.VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """What should be mended first, by urgency, group and branch."""
    open_to = scope(request)
    check = queries.current()
    if check is None:
        moving = Snapshot.objects.first()
        return render(
            request, "catalogue/start.html", {"moving": moving, "manages": open_to.manages}
        )
    part = part_of(request, open_to)
    earlier = queries.previous(check)
    total = queries.total(check, part)
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
    context = _figures(check, earlier, part) | {
        "check": check,
        "earlier": earlier,
        "part": part,
        "total": total,
        "table": table,
        "first": [one for one in lines if one.findings][:FIRST],
        "asked": _asked(part),
        "scope": open_to,
        "moving": Snapshot.objects.filter(state__in=("waiting", "checking")).first(),
        "matrix": _matrix(check, open_to.branches),
        "unknown": queries.unknown_codes(check) if open_to.manages else [],
    }
    return render(request, "catalogue/home.html", context)


def _asked(part: Part) -> str:
    return f"?{BRANCH}={part.branch.code}" if part.branch else ""


def _figures(check: Check, earlier: Check | None, part: Part) -> dict[str, Any]:
    checks = [check, earlier] if earlier else [check]
    found = queries.by_severity(checks, part)

    def urgent(one: Check) -> int:
        return found.get((one.pk, P1), 0) + found.get((one.pk, P2), 0)

    def everything(one: Check) -> int:
        return sum(count for (pk, _severity), count in found.items() if pk == one.pk)

    now, whole = urgent(check), everything(check)
    return {
        "urgent": now,
        "urgent_change": change_text(now - urgent(earlier)) if earlier else "",
        "findings": whole,
        "findings_change": change_text(whole - everything(earlier)) if earlier else "",
    }


def _matrix(check: Check, branches: list[Branch]) -> dict[str, Any]:
    found = queries.by_branch(check)
    totals = queries.branch_totals(check)
    have = [one for one in branches if one.pk in totals]
    return {
        "branches": [
            {"branch": one, "held": totals[one.pk].held, "faulty": totals[one.pk].faulty}
            for one in have
        ],
        "rows": [
            DegreeRow(
                degree,
                [{"name": one.name, "count": found.get((one.pk, key), 0)} for one in have],
            )
            for key, degree in ALL.items()
        ],
    }


@require_GET
@needs(Permission.VIEW)
def trend(request: HttpRequest) -> HttpResponse:
    """Findings by urgency over the exports, as a share of a thousand records."""
    open_to = scope(request)
    part = part_of(request, open_to)
    newest = queries.current()
    checks = queries.series(newest.profile) if newest else []
    context = {
        "checks": checks,
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
