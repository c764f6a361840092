"""A variable over the years: a municipality's line beside the others, in all or per inhabitant."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.roles import Permission
from kimppa.documents.charts import Chart, Plot, line_chart
from kimppa.documents.charts import Series as Line
from kimppa.statistics.checks.comparison import median
from kimppa.statistics.pages import language
from kimppa.statistics.series.queries import (
    Marks,
    Series,
    known_series,
    marks,
    named_towns,
    series_of,
)
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.years.queries import visible_municipalities
from kimppa.ui import numbers
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.tables import Column, Table

FIRST = "LAI_total"
SMALL = 100  # below it two decimals are shown


@require_GET
@needs(Permission.VIEW)
def series(request: HttpRequest) -> HttpResponse:
    """The chosen variable of a municipality beside the middle of the others, and a table of all."""
    codes = known_series()
    code = request.GET.get("muuttuja", "")
    code = code if code in codes else next(iter([c for c in codes if c == FIRST] or codes), "")
    towns = visible_municipalities(person_of(request))
    town = selected(request).municipality or next(iter(towns), None)
    per_head = request.GET.get("asukas") == "1"
    context: dict[str, Any] = {
        "choices": [(choice, catalogue()[choice].name.text(language())) for choice in codes],
        "chosen": code,
        "per_head": per_head,
        "chart": None,
    }
    if code and town is not None:
        variable = catalogue()[code]
        town_series = series_of(code, towns, per_head=per_head and not variable.derived)
        breaks = marks(code, sorted(town_series.get(town.code, {})), language())
        table = _table(request, variable, town_series)
        if export := table.response():
            return export
        context |= {
            "variable": variable,
            "name": variable.name.text(language()),
            "definition": variable.definition.text(language()),
            "chart": _chart(variable, town, town_series, breaks, per_head=per_head),
            "breaks": breaks,
            "table": table,
        }
    return render(request, "statistics/series/series.html", context)


def _chart(
    variable: Variable, town: Municipality, town_series: Series, breaks: Marks, *, per_head: bool
) -> Chart | None:
    """The municipality's line and the others' middle; a year without a value is a gap."""
    own_points = town_series.get(town.code, {})
    if len(own_points) < 2:
        return None
    span = range(min(own_points), max(own_points) + 1)
    lines = [Line(town.name, tuple(own_points.get(year) for year in span))]
    other_series = [years for code, years in town_series.items() if code != town.code]
    middle = tuple(median([o[year] for o in other_series if year in o]) for year in span)
    if any(middle_value is not None for middle_value in middle):
        lines.append(Line(_("Middle of the others"), middle))
    is_whole = not (per_head or variable.decimals or variable.derived)
    return line_chart(
        Plot(
            title=f"{variable.name.text(language())}, {town.name}",
            categories=tuple(map(str, span)),
            series=tuple(lines),
            language=numbers.language(),
            number_format="integer" if is_whole else "decimal",
            places=2 if max(own_points.values()) < SMALL else 1,
            category_title=_("Year"),
            breaks=tuple(str(year) for year, _words in breaks),
        )
    )


def _table(request: HttpRequest, variable: Variable, town_series: Series) -> Table:
    """Every municipality by year, the newest first."""
    years = sorted({year for points in town_series.values() for year in points}, reverse=True)

    def column(code: str, name: str) -> Column:
        town_points = town_series.get(code, {})
        return Column(code, name, value=town_points.get, kind="decimal", sortable=False)

    return Table(
        request,
        caption=variable.name.text(language()),
        columns=[
            Column("year", _("Year"), value=str, sortable=False),
            *(column(code, name) for code, name in named_towns().items() if code in town_series),
        ],
        rows=years,
        page_length=60,
    )
