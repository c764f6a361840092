"""A variable over the years: a municipality's line beside the others, in all or per inhabitant."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.documents.charts import Chart, Plot, Series, line_chart
from kimppa.statistics.comparison import median
from kimppa.statistics.keyfigures import ratio
from kimppa.statistics.queries import known_series, visible_municipalities
from kimppa.statistics.queries import series as series_of
from kimppa.statistics.variables import POPULATION, Variable, catalogue
from kimppa.statistics.views.common import language
from kimppa.ui import numbers
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.tables import Column, Table

FIRST = "LAI_total"


@require_GET
@needs(Permission.VIEW)
def series(request: HttpRequest) -> HttpResponse:
    """The chosen variable of a municipality beside the middle of the others, and a table of all."""
    known = known_series()
    code = request.GET.get("muuttuja", "")
    code = code if code in known else next(iter([c for c in known if c == FIRST] or known), "")
    towns = visible_municipalities(person_of(request))
    chosen = selected(request).municipality or next(iter(towns), None)
    per_head = request.GET.get("asukas") == "1"
    context: dict[str, Any] = {
        "choices": [(one, catalogue()[one].name.text(language())) for one in known],
        "chosen": code,
        "per_head": per_head,
        "chart": None,
    }
    if code and chosen is not None:
        variable = catalogue()[code]
        values = series_of(code, towns)
        if per_head and not variable.derived:
            values = _per_head(values, series_of(POPULATION, towns))
        table = _table(request, variable, towns, values)
        if export := table.response():
            return export
        context |= {
            "variable": variable,
            "name": variable.name.text(language()),
            "definition": variable.definition.text(language()),
            "chart": _chart(variable, chosen, values, per_head=per_head),
            "table": table,
        }
    return render(request, "statistics/series.html", context)


def _per_head(
    values: dict[str, dict[int, Decimal]], people: dict[str, dict[int, Decimal]]
) -> dict[str, dict[int, Decimal]]:
    """Values by the population of the same year; a year without it is left out."""
    found: dict[str, dict[int, Decimal]] = {}
    for town, years in values.items():
        shares = {year: ratio(v, people.get(town, {}).get(year)) for year, v in years.items()}
        found[town] = {year: share for year, share in shares.items() if share is not None}
    return found


def _chart(
    variable: Variable,
    chosen: Municipality,
    values: dict[str, dict[int, Decimal]],
    *,
    per_head: bool,
) -> Chart | None:
    """The municipality's line and the others' middle; a year without a value is a gap."""
    own = values.get(chosen.code, {})
    if len(own) < 2:
        return None
    span = range(min(own), max(own) + 1)
    lines = [Series(chosen.name, tuple(own.get(year) for year in span))]
    others = [years for code, years in values.items() if code != chosen.code]
    middle = tuple(median([o[year] for o in others if year in o]) for year in span)
    if any(one is not None for one in middle):
        lines.append(Series(_("Middle of the others"), middle))
    whole = not per_head and not variable.decimals
    return line_chart(
        Plot(
            title=f"{variable.name.text(language())}, {chosen.name}",
            categories=tuple(map(str, span)),
            series=tuple(lines),
            language=numbers.language(),
            shown="integer" if whole else "decimal",
            category_title=_("Year"),
        )
    )


def _table(
    request: HttpRequest,
    variable: Variable,
    towns: list[Municipality],
    values: dict[str, dict[int, Decimal]],
) -> Table:
    """Every municipality by year, the newest first."""
    years = sorted({year for known in values.values() for year in known}, reverse=True)

    def column(town: Municipality) -> Column:
        own = values.get(town.code, {})
        return Column(town.code, town.name, value=own.get, kind="decimal", sortable=False)

    return Table(
        request,
        caption=variable.name.text(language()),
        columns=[
            Column("year", _("Year"), value=str, sortable=False),
            *(column(town) for town in towns),
        ],
        rows=years,
        filename="aikasarja",
        page_length=60,
    )
