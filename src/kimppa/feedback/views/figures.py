"""The figures of a year: what feedback was about and how soon it was answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kimppa.core.consortium.roles import Permission
from kimppa.feedback.counting import Counted, counted
from kimppa.ui.guard import needs
from kimppa.ui.selection import selected
from kimppa.ui.tables import Column, Table


@require_safe
@needs(Permission.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """By service, municipality and theme, for the chosen year and municipality."""
    chosen = selected(request)
    places = None if chosen.municipality is None else [chosen.municipality]
    named = {
        "service": _("By service"),
        "municipality": _("By municipality"),
        "theme": _("By theme"),
    }
    tables = []
    for kind, title in named.items():
        table = _table(request, kind, title, counted(chosen.year, kind, places))
        if export := table.response():
            return export
        tables.append(table)
    context: dict[str, Any] = {"tables": tables, "year": chosen.year}
    return render(request, "feedback/figures.html", context)


def _days(row: Counted) -> float | None:
    return None if row.days is None else round(row.days, 1)


def _table(request: HttpRequest, kind: str, title: str, rows: list[Counted]) -> Table:
    return Table(
        request,
        caption=title,
        filename=f"palautteet-{kind}",
        rows=rows,
        columns=[
            Column("name", title, sortable=False),
            Column("arrived", _("Arrived"), kind="integer", sortable=False),
            Column("handled", _("Handled"), kind="integer", sortable=False),
            Column("share", _("In the time promised"), kind="percent", sortable=False),
            Column("days", _("Days on average"), kind="decimal", value=_days, sortable=False),
        ],
        prefix=f"{kind}-",
        empty=_("No feedback came in this year."),
    )
