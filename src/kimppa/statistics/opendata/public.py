"""Delivered figures as open data: pages and files for everybody, at addresses that stay."""

import json
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kimppa.statistics.opendata import figures as opendata
from kimppa.statistics.pages import language
from kimppa.statistics.variables.breaks import breaks_of
from kimppa.statistics.variables.catalogue import Variable, catalogue
from kimppa.statistics.variables.messages import GROUPS, ORIGINS, STATES

FORMATS: dict[str, tuple[str, Callable[[list[opendata.OpenFigure]], bytes]]] = {
    "json": ("application/json", opendata.as_json),
    "csv": ("text/csv; charset=utf-8", opendata.as_csv),
}
VARIABLES = {"json": opendata.variables_json, "csv": opendata.variables_csv}


def _file(content: bytes, kind: str) -> HttpResponse:
    """A file that any page of the world may read: it holds nothing of the visitor."""
    return HttpResponse(
        content,
        content_type=FORMATS[kind][0],
        headers={"Access-Control-Allow-Origin": "*"},
    )


@login_not_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What there is: years, files, variables, and the licence."""
    groups: dict[str, list[Variable]] = {}
    for variable in catalogue().values():
        groups.setdefault(variable.group, []).append(variable)
    context = {
        "years": opendata.open_years(),
        "groups": [
            (
                str(GROUPS.get(group, group)),
                [(variable.code, variable.name.text(language())) for variable in variables],
            )
            for group, variables in groups.items()
        ],
        **opendata.attribution(),
    }
    return render(request, "statistics/opendata/data.html", context)


@login_not_required
@require_safe
def figures(request: HttpRequest, kind: str, year: int | None = None) -> HttpResponse:
    """Every open figure, or those of a year; 404 for a year that is not open."""
    years = opendata.open_years()
    if kind not in FORMATS or (year is not None and year not in years):
        raise Http404
    open_rows = opendata.open_figures(years if year is None else [year])
    return _file(FORMATS[kind][1](open_rows), kind)


@login_not_required
@require_safe
def variables(request: HttpRequest, kind: str) -> HttpResponse:
    """Every variable of the statistics."""
    if kind not in VARIABLES:
        raise Http404
    return _file(VARIABLES[kind](), kind)


@login_not_required
@require_safe
def variable(request: HttpRequest, code: str) -> HttpResponse:
    """A variable: what it means, where its series breaks, and its open figures."""
    variable = _variable(code)
    open_figures = [
        figure for figure in opendata.open_figures(opendata.open_years()) if figure.variable == code
    ]
    context = {
        "variable": variable,
        "name": variable.name.text(language()),
        "definition": variable.definition.text(language()),
        "breaks": [(change.year, change.words.text(language())) for change in breaks_of(code)],
        "rows": [
            (figure, str(STATES.get(figure.state, "")), str(ORIGINS.get(figure.origin, "")))
            for figure in open_figures
        ],
        **opendata.attribution(),
    }
    return render(request, "statistics/opendata/variable.html", context)


@login_not_required
@require_safe
def variable_file(request: HttpRequest, code: str) -> HttpResponse:
    """The same for machines."""
    variable = _variable(code)
    open_figures = [
        figure for figure in opendata.open_figures(opendata.open_years()) if figure.variable == code
    ]
    document = json.loads(opendata.as_json(open_figures)) | {
        "variable": opendata.described(variable)
    }
    return _file(json.dumps(document, ensure_ascii=False, indent=1).encode(), "json")


def _variable(code: str) -> Variable:
    if code not in catalogue():
        raise Http404
    return catalogue()[code]
