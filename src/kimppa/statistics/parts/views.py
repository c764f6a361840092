"""Parts of a year side by side, and what they make together."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Branch
from kimppa.core.consortium.roles import Permission
from kimppa.core.duties.spans import span_of
from kimppa.statistics.pages import language, round_for
from kimppa.statistics.parts.joins import (
    Joined,
    Key,
    Municipal,
    Part,
    Span,
    by_municipality,
    join,
    windows,
)
from kimppa.statistics.parts.queries import parts_of
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.topics import is_part
from kimppa.ui.guard import needs
from kimppa.ui.tables import Column, Table


@require_GET
@needs(Permission.MANAGE_CONSORTIUM)
def period(request: HttpRequest, year: int) -> HttpResponse:
    """Parts of the year side by side and what they make together, of any time they cover."""
    statistics, parts = round_for(year), parts_of(year)
    window_spans = windows(parts)
    spans = {"_".join(day.isoformat() for day in span): span for span in window_spans}
    period_key = request.GET.get("jakso", "")
    period_key = period_key if period_key in spans else next(iter(spans), "")
    context: dict[str, Any] = {
        "statistics": statistics,
        "spans": [(key, days(span)) for key, span in spans.items()],
        "chosen": period_key,
    }
    if period_key:
        span = spans[period_key]
        pieces = [part for part in parts if span[0] <= part.span[0] and part.span[1] <= span[1]]
        figure_by_key = join(pieces, span, catalogue().__getitem__)
        table = _parts_table(request, pieces, figure_by_key, span)
        towns = _towns_table(request, figure_by_key, span)
        if export := table.response() or towns.response():
            return export
        unsummed_keys = [key for key, figure in figure_by_key.items() if figure.value is None]
        name = span_of(*span)
        context |= {
            "freeze": reverse("statistics:freeze", args=[year, name]) if is_part(name) else "",
            "table": table,
            "towns": towns,
            "apart": sorted({_name(code) for _place, code in unsummed_keys}),
        }
    return render(request, "statistics/parts/period.html", context)


def _towns_table(request: HttpRequest, figure_by_key: dict[Key, Joined], span: Span) -> Table:
    """What the parts make of each municipality, and why not."""
    branches_by_town: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for branch in Branch.objects.select_related("municipality"):
        town = branch.municipality
        branches_by_town.setdefault(town.code, []).append(branch.code)
        names |= {f"branch:{branch.code}": branch.name, f"municipality:{town.code}": town.name}
    rows = list(by_municipality(figure_by_key, branches_by_town, catalogue().__getitem__).items())

    def place(row: tuple[Key, Municipal]) -> str:
        return names[f"municipality:{row[0][0]}"]

    columns = [
        Column("municipality", _("Municipality"), value=place),
        Column("variable", _("Variable"), value=lambda row: _name(row[0][1])),
        Column("value", _("Figure"), value=lambda row: row[1].value, kind="decimal"),
        Column("why", _("Why not"), value=lambda row: _why_missing(row[1], names)),
    ]
    return Table(
        request,
        caption=_("Municipalities %(days)s") % {"days": days(span)},
        columns=[replace(column, sortable=False) for column in columns],
        rows=rows,
        suffix=f"{span[0]}-{span[1]}",
        prefix="kunnat",
        page_length=200,
    )


def _why_missing(figure: Municipal, names: dict[str, str]) -> str:
    """Why there is no figure."""
    if figure.no_sum:
        return _("Not a sum of the branches: ask for the municipality's own figure.")
    if not figure.lacking:
        return ""
    branch_names = ", ".join(names[f"branch:{code}"] for code in figure.lacking)
    return _("Without a figure: %(names)s") % {"names": branch_names}


def days(span: Span) -> str:
    """A time as people write it: 1.1.2024–30.6.2024."""
    return "–".join(formats.date_format(day, "j.n.Y") for day in span)


def _name(code: str) -> str:
    return catalogue()[code].name.text(language())


def _parts_table(
    request: HttpRequest, parts: Sequence[Part], figure_by_key: dict[Key, Joined], span: Span
) -> Table:
    """Each figure with the parts that make it, beside each other."""
    names = {f"branch:{branch.code}": branch.name for branch in Branch.objects.all()}
    rows = list(figure_by_key.items())

    def place(row: tuple[Key, Joined]) -> str:
        return names.get(row[0][0], row[0][0].partition(":")[2])

    def of_part(part: Part, row: tuple[Key, Joined]) -> Decimal | None:
        return part.values.get(row[0])

    columns = [
        Column("place", _("Branch or municipality"), value=place, sortable=False),
        Column("variable", _("Variable"), value=lambda row: _name(row[0][1]), sortable=False),
    ]
    for number, part in enumerate(parts, 1):
        title = f"{part.name} {days(part.span)}"
        value = partial(of_part, part)
        columns.append(Column(f"part-{number}", title, value=value, kind="decimal", sortable=False))
    columns.append(
        Column("together", _("Together"), value=lambda row: row[1].value, kind="decimal",
               sortable=False)
    )  # fmt: skip
    return Table(
        request,
        caption=days(span),
        columns=columns,
        rows=rows,
        suffix=f"{span[0]}-{span[1]}",
        page_length=200,
    )
