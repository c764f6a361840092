"""Figures as tables and a chart: what is not measured is never shown as measured."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from kimppa.core.figures.messages import rule_words, unit_word
from kimppa.core.figures.models import Figure, Variable
from kimppa.documents.charts import Chart, Plot, Series, line_chart
from kimppa.ui import numbers
from kimppa.ui.tables import EXCEL, FORMAT, ChoiceFilter, Column, Table

ORIGIN_STATUS = {
    Figure.Origin.MEASURED: "confirmed",
    Figure.Origin.ALLOCATED: "partial",
    Figure.Origin.REPORTED: "info",
    Figure.Origin.ESTIMATED: "provisional",
}


def register(request: HttpRequest, figures: QuerySet[Figure], year: int) -> Table:
    """Standing figures, each with its provenance."""
    figures = figures.select_related("variable", "municipality", "branch", "release")
    return Table(
        request,
        columns=_columns(is_excel=request.GET.get(FORMAT) == EXCEL),
        rows=figures,
        filters=[
            ChoiceFilter("variable", _("What"), _variables(figures), field="variable__code"),
            ChoiceFilter("level", _("Level"), _levels(), narrow=_narrow_by_level),
            ChoiceFilter("origin", _("Origin"), Figure.Origin.choices),
            ChoiceFilter("state", _("State"), Figure.State.choices),
        ],
        search=("variable__name_fi", "source", "rule"),
        suffix=year,
        caption=_("Figures"),
        sort="variable",
    )


def municipalities_table(request: HttpRequest, figures: QuerySet[Figure]) -> Table:
    """The same variable of the municipalities, side by side."""
    return Table(
        request,
        columns=[
            Column(
                "place",
                _("Municipality"),
                value=place,
                url=lambda figure: reverse("desk:figure", args=[figure.pk]),
                order_by="municipality__position",
            ),
            Column("value", _("Figure"), kind="decimal", value=figure_value),
            Column("origin", _("Origin"), kind="status", value=origin),
            Column("source", _("Source")),
        ],
        rows=figures.select_related("municipality", "branch", "variable"),
        caption=_("The same figure of the municipalities"),
        sort="place",
        prefix="m",
    )


def parts(request: HttpRequest, figures: Collection[int]) -> Table:
    """The figures that a sum is made of."""
    return Table(
        request,
        columns=[
            Column(
                "place",
                _("Where"),
                value=place,
                url=lambda figure: reverse("desk:figure", args=[figure.pk]),
                sortable=False,
            ),
            Column("value", _("Figure"), kind="decimal", value=figure_value, sortable=False),
            Column("source", _("Source"), sortable=False),
            Column("replaced_at", _("Replaced"), kind="date", sortable=False),
        ],
        rows=Figure.objects.filter(pk__in=figures)
        .select_related("municipality", "branch", "variable")
        .order_by("pk"),
        caption=_("What the figure is the sum of"),
        prefix="o",
    )


def earlier_values(request: HttpRequest, figures: QuerySet[Figure]) -> Table:
    """The values that stood in a figure's place before."""
    return Table(
        request,
        columns=[
            Column("recorded_at", _("Recorded"), kind="date"),
            Column("replaced_at", _("Replaced"), kind="date"),
            Column("value", _("Figure"), kind="decimal", value=figure_value),
            Column("origin", _("Origin"), kind="status", value=origin),
            Column("source", _("Source")),
            Column("rule", _("Rule"), value=rule),
        ],
        rows=figures,
        caption=_("Earlier values"),
        sort="-recorded_at",
        prefix="e",
    )


def over_years(figure: Figure, standing: QuerySet[Figure]) -> Chart | None:
    """The figure over the years, a line for each origin; None when there is one year only.

    A year without a value is a gap.
    """
    figures = {figure.year: figure for figure in standing if figure.value is not None}
    if len(figures) < 2:
        return None
    years = range(min(figures), max(figures) + 1)
    lines = []
    for kind in Figure.Origin:
        numbers_of_kind = tuple(
            figures[year].value if year in figures and figures[year].origin == kind else None
            for year in years
        )
        if any(number is not None for number in numbers_of_kind):
            lines.append(Series(str(kind.label), numbers_of_kind))
    is_whole = all(
        figure.value == figure.value.to_integral_value()
        for figure in figures.values()
        if figure.value
    )
    return line_chart(
        Plot(
            title=f"{figure.variable.name}, {place(figure)}",
            categories=tuple(map(str, years)),
            series=tuple(lines),
            language=numbers.language(),
            number_format="integer" if is_whole else "decimal",
            category_title=_("Year"),
        )
    )


def figure_value(figure: Figure) -> Decimal | str:
    """The number, or in words why there is none."""
    if figure.value is None:
        return str(figure.get_state_display())
    return figure.value.normalize() if figure.value else Decimal(0)


def origin(figure: Figure) -> tuple[str, str] | str:
    """Status key and word of how the number came about; nothing when there is no number."""
    if figure.value is None:
        return ""
    return ORIGIN_STATUS[Figure.Origin(figure.origin)], figure.get_origin_display()


def period(figure: Figure) -> str:
    """The month, or that it is the whole year."""
    return str(MONTHS[figure.month]).capitalize() if figure.month else _("whole year")


def place(figure: Figure) -> str:
    """The branch, the municipality or the whole consortium."""
    return str(figure.branch or figure.municipality or _("All municipalities"))


def rule(figure: Figure) -> str:
    """The rule with its version."""
    return rule_words(figure.rule, figure.rule_version)


def _columns(*, is_excel: bool) -> list[Column]:
    columns = [
        Column(
            "variable",
            _("What"),
            value=lambda figure: figure.variable.name,
            url=lambda figure: reverse("desk:figure", args=[figure.pk]),
            order_by="variable__name_fi",
        ),
        Column("place", _("Where"), value=place, sortable=False),
        Column("month", _("Month"), value=period, order_by="month"),
        Column("value", _("Figure"), kind="decimal", value=figure_value),
        Column(
            "unit", _("Unit"), value=lambda figure: unit_word(figure.variable.unit), sortable=False
        ),
        Column("origin", _("Origin"), kind="status", value=origin),
        Column("source", _("Source")),
    ]
    if is_excel:  # what makes a figure again is for files and for the figure's own page
        columns += [
            Column("as_of", _("As of"), kind="date"),
            Column("rule", _("Rule"), value=rule),
            Column("release", _("Version"), value=lambda figure: figure.release, sortable=False),
            Column("source_sha256", _("Checksum"), sortable=False),
        ]
    return columns


def _variables(figures: QuerySet[Figure]) -> list[tuple[str, str]]:
    variables = Variable.objects.filter(pk__in=figures.order_by().values("variable"))
    return sorted(((v.code, v.name) for v in variables), key=lambda pair: pair[1].casefold())


def _levels() -> list[tuple[str, str]]:
    return [
        ("consortium", _("All municipalities")),
        ("municipality", _("Municipality")),
        ("branch", _("Branch")),
    ]


def _narrow_by_level(figures: QuerySet[Figure], level: str) -> QuerySet[Figure]:
    return figures.filter(
        municipality__isnull=level != "municipality", branch__isnull=level != "branch"
    )
