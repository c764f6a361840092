"""Figures with where each comes from."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.models import Figure, Variable
from kimppa.core.figures.queries import visible_figures
from kimppa.desk.pages import table_page
from kimppa.ui.guard import needs, person_of
from kimppa.ui.selection import selected
from kimppa.ui.tables import ChoiceFilter, Column, Table


@needs(Permission.VIEW)
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of the chosen year and municipality."""
    chosen = selected(request)
    rows = visible_figures(person_of(request)).filter(year=chosen.year)
    if chosen.municipality:
        here = Q(municipality=chosen.municipality) | Q(branch__municipality=chosen.municipality)
        rows = rows.filter(here)
    return table_page(
        request,
        _table(request, rows, chosen.year),
        title=_("Figures"),
        lead=_("The figures of %(year)s, each with its source and rule.") % {"year": chosen.year},
        teach=_("No figures for this year yet. They come from statistics and the other rooms."),
    )


def _table(request: HttpRequest, rows: QuerySet[Figure], year: int) -> Table:
    variables = [(one.code, one.name) for one in Variable.objects.all()]
    return Table(
        request,
        columns=[
            Column(
                "variable",
                _("What"),
                value=lambda row: row.variable.name,
                order_by="variable__name_fi",
            ),
            Column("value", _("Figure"), kind="decimal", value=_value),
            Column("unit", _("Unit"), value=lambda row: row.variable.unit, sortable=False),
            Column("month", _("Month"), value=_month, order_by="month"),
            Column("place", _("Where"), value=_place, sortable=False),
            Column("origin", _("Origin"), value=lambda row: row.get_origin_display()),
            Column("source", _("Source")),
            Column("rule", _("Rule"), value=_rule),
            Column("as_of", _("As of"), kind="date"),
        ],
        rows=rows.select_related("variable", "municipality", "branch"),
        filters=[
            ChoiceFilter("variable", _("What"), variables, field="variable__code"),
            ChoiceFilter("origin", _("Origin"), [(o.value, o.label) for o in Figure.Origin]),
        ],
        search=("variable__name_fi", "source"),
        filename=f"luvut-{year}",
        caption=_("Figures"),
    )


def _value(row: Figure) -> Decimal | str | None:
    """The number, or why there is none."""
    if row.value is None:
        return str(row.get_state_display())
    return row.value.normalize() if row.value else Decimal(0)


def _month(row: Figure) -> str:
    return str(MONTHS[row.month]).capitalize() if row.month else _("whole year")


def _place(row: Figure) -> Any:
    return row.branch or row.municipality or _("All municipalities")


def _rule(row: Figure) -> str:
    return " ".join(part for part in (row.rule, row.rule_version) if part)
