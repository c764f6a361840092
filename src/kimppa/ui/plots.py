"""Pictures of figures on the desk's pages: bars and small multiples, with what they say."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from kimppa.documents import blocks
from kimppa.documents.charts import Chart
from kimppa.documents.charts.small import Bar, Trend, Trends, bars, multiples
from kimppa.ui import numbers

MOST_PLACES = 12  # panels; beyond them the own one and the middle of all
_WIDTH = 300.0
_LARGE = 1000  # from which on decimals say nothing

type Years = Mapping[int, Decimal]


def bar_picture(
    title: str, values: Sequence[tuple[str, Decimal | int]], own_name: str = ""
) -> tuple[str, blocks.Picture]:
    """The title and a lying bar for each name; `own_name` is the one in colour, all are without
    one.
    """
    bar_list = [
        Bar(name, Decimal(amount), numbers.number(amount), own=own_name in ("", name))
        for name, amount in values
    ]
    words = ", ".join(f"{bar.name} {bar.text}" for bar in bar_list)
    return title, bars(bar_list, f"{title}: {words}", width=_WIDTH)


def trends(title: str, places: Mapping[str, Years], own_name: str = "") -> Chart:
    """Years of several places beside each other, on one scale from zero, the own one first."""
    years = tuple(range(*_year_span(places)))
    panel_figures = _panels_of(places, own_name)
    figures = [value for by_year in places.values() for value in by_year.values()]
    are_whole = max(figures) >= _LARGE or all(
        value == value.to_integral_value() for value in figures
    )
    panels = [
        Trend(name, tuple(by_year.get(y) for y in years), name == own_name)
        for name, by_year in panel_figures
    ]
    pictures = multiples(
        Trends(
            years,
            tuple(panels),
            tuple(_sentence(title, name, by_year) for name, by_year in panel_figures),
            numbers.language(),
            decimals=0 if are_whole else 1,
        )
    )
    svg = "".join(picture.svg for picture in pictures)
    return Chart(
        f'<div class="k-multiples">{svg}</div>', title, "", _trends_table(title, years, places)
    )


def years_without(places: Mapping[str, Years]) -> list[int]:
    """The years between the first and the last that have no figure of any place."""
    return [
        year
        for year in range(*_year_span(places))
        if all(year not in by_year for by_year in places.values())
    ]


def _year_span(places: Mapping[str, Years]) -> tuple[int, int]:
    """The first year, and the one after the last."""
    years = {year for by_year in places.values() for year in by_year}
    return min(years), max(years) + 1


def _panels_of(places: Mapping[str, Years], own_name: str) -> list[tuple[str, Years]]:
    """(name, figures by year), the own one first; of too many, it and the median of all."""
    panels = sorted(places.items(), key=lambda pair: pair[0] != own_name)
    if len(panels) <= MOST_PLACES:
        return panels
    years = {year for by_year in places.values() for year in by_year}
    middle = {y: median(by_year[y] for by_year in places.values() if y in by_year) for y in years}
    return [*(pair for pair in panels[:1] if pair[0] == own_name), (_("Middle of all"), middle)]


def _sentence(title: str, name: str, figures: Years) -> str:
    if not figures:
        return f"{title}, {name}: –"
    first_year, last_year = min(figures), max(figures)
    ends = {first_year: figures[first_year], last_year: figures[last_year]}
    texts = ", ".join(f"{year} {numbers.number(figure)}" for year, figure in ends.items())
    return f"{title}, {name}: {texts}"


def _trends_table(title: str, years: Sequence[int], places: Mapping[str, Years]) -> blocks.Table:
    columns = [blocks.Column(_("Municipality"))]
    columns += [blocks.Column(str(year), align="right") for year in years]
    table_rows = [
        [name, *(numbers.number(by_year[year]) if year in by_year else "–" for year in years)]
        for name, by_year in places.items()
    ]
    return blocks.table(title, columns, table_rows)
