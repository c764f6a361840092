"""Figures as cards: the newest value, how it changed, and all municipalities over the years."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.figures.messages import unit_word
from kimppa.core.figures.models import Variable
from kimppa.core.figures.queries import comparable_figures
from kimppa.documents.charts import Chart
from kimppa.ui import numbers
from kimppa.ui.plots import Years, trends, years_without

SPAN = 12  # years before the one that is looked at
_RECENT = 3  # years without a new value, after which a series is an old one


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of many years. `number` is empty where nothing stands for the whole."""

    title: str
    unit: str
    number: str
    words: str
    chart: Chart
    last: int
    example: bool


def cards(person: Person, year: int, town: Municipality | None) -> list[Card]:
    """A card for each figure that has two years or more until the year, those that go on first:
    one query.
    """
    figures = (
        comparable_figures(person)
        .filter(branch__isnull=True, year__lte=year, year__gt=year - SPAN)
        .order_by("municipality__position", "year")
        .select_related("variable", "municipality")
        .only("value", "year", "example", "variable", "municipality")
    )
    towns_by_variable: dict[Variable, dict[str, dict[int, Decimal]]] = {}
    examples: set[Variable] = set()
    for figure in figures:
        assert figure.municipality is not None
        assert figure.value is not None
        towns = towns_by_variable.setdefault(figure.variable, {})
        towns.setdefault(figure.municipality.name, {})[figure.year] = figure.value
        if figure.example:
            examples.add(figure.variable)
    cards = [
        _card(variable, towns, town.name if town else "", example=variable in examples)
        for variable, towns in towns_by_variable.items()
        if len({value_year for series in towns.values() for value_year in series}) > 1
    ]
    return sorted(cards, key=lambda card: (card.last < year - _RECENT, card.title))


def _card(variable: Variable, towns: Mapping[str, Years], town: str, *, example: bool) -> Card:
    series = towns.get(town) or ({} if town else _sums(variable, towns))
    last_year = max(year for years in towns.values() for year in years)
    unit = unit_word(variable.unit)
    return Card(
        title=variable.name,
        unit=unit,
        number=numbers.number(series[max(series)]) if series else "",
        words=" · ".join(
            filter(None, (_change_words(series), _gap_words(towns), _peers_until(towns, town)))
        ),
        chart=trends(variable.name, towns, town),
        last=last_year,
        example=example,
    )


def _sums(variable: Variable, towns: Mapping[str, Years]) -> Years:
    """All together, of the years that every municipality has; nothing of what does not add up."""
    if not variable.additive:
        return {}
    years = set.intersection(*(set(series) for series in towns.values()))
    return {year: sum((series[year] for series in towns.values()), Decimal()) for year in years}


def _change_words(series: Years) -> str:
    """The newest year, and by how much it differs from the one before it that is known."""
    if not series:
        return ""
    last_year, *earlier_years = sorted(series, reverse=True)
    if not earlier_years or not series[earlier_years[0]]:
        return str(last_year)
    share = (series[last_year] - series[earlier_years[0]]) / series[earlier_years[0]]
    params = {"year": last_year, "before": earlier_years[0], "change": numbers.change(share * 100)}
    return _("in %(year)d; %(change)s %% from %(before)d") % params


def _gap_words(towns: Mapping[str, Years]) -> str:
    years = years_without(towns)
    return _("no figures of %(years)s") % {"years": _ranges(years)} if years else ""


def _peers_until(towns: Mapping[str, Years], town: str) -> str:
    """How far the others' figures go, where the own ones go further."""
    last_year = max((max(years) for name, years in towns.items() if name != town), default=0)
    if town not in towns or not last_year or last_year >= max(towns[town]):
        return ""
    return _("of the others what has been published, until %(year)d") % {"year": last_year}


def _ranges(years: list[int]) -> str:
    """2014–2022, 2024."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]}–{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)
