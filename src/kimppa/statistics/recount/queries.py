"""Figures that can be made again, by year and by name. Reads."""

from django.db.models import QuerySet

from kimppa.core.figures.models import Figure
from kimppa.statistics.variables.catalogue import catalogue
from kimppa.statistics.years.queries import codes_in_force


def standing(year: int) -> QuerySet[Figure]:
    """Figures of the statistics' variables in force for the whole year, none of them replaced."""
    figures = Figure.objects.filter(
        year=year, variable__code__in=codes_in_force(), month__isnull=True, replaced_at__isnull=True
    )
    return figures.select_related("variable", "municipality", "branch", "derivation").order_by("pk")


def name_of(figure: Figure) -> str:
    """What a figure is called on the command line: "LAI_total/091/2024"."""
    place = figure.branch or figure.municipality
    code = codes_in_force().get(figure.variable.code, figure.variable.code)
    return f"{code}/{place.code if place else ''}/{figure.year}"


def named(name: str) -> Figure | None:
    """The standing figure of a name; a municipality goes before a branch of the same code."""
    variable, _slash, place_and_year = name.partition("/")
    place_code, _slash, year = place_and_year.rpartition("/")
    if not year.isdecimal() or variable not in catalogue():
        return None
    figures = standing(int(year)).filter(variable__code=catalogue()[variable].figure_code)
    return (
        figures.filter(municipality__code=place_code).first()
        or figures.filter(branch__code=place_code).first()
    )
