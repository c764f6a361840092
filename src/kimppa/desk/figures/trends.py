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


def cards(person: Person, year: int, own: Municipality | None) -> list[Card]:
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
    places: dict[Variable, dict[str, dict[int, Decimal]]] = {}
    examples: set[Variable] = set()
    for figure in figures:
        assert figure.municipality is not None
        assert figure.value is not None
        by_place = places.setdefault(figure.variable, {})
        by_place.setdefault(figure.municipality.name, {})[figure.year] = figure.value
        if figure.example:
            examples.add(figure.variable)
    cards = [
        _card(variable, by_place, own.name if own else "", example=variable in examples)
        for variable, by_place in places.items()
        if len({y for values in by_place.values() for y in values}) > 1
    ]
    return sorted(cards, key=lambda card: (card.last < year - _RECENT, card.title))


def _card(variable: Variable, places: Mapping[str, Years], own: str, *, example: bool) -> Card:
    values = places.get(own) or ({} if own else _sums(variable, places))
    last = max(year for row in places.values() for year in row)
    unit = unit_word(variable.unit)
    return Card(
        title=variable.name,
        unit=unit,
        number=numbers.number(values[max(values)]) if values else "",
        words=" · ".join(filter(None, (_change(values), _gap(places), _peers_until(places, own)))),
        chart=trends(variable.name, places, own),
        last=last,
        example=example,
    )


def _sums(variable: Variable, places: Mapping[str, Years]) -> Years:
    """All together, of the years that every municipality has; nothing of what does not add up."""
    if not variable.additive:
        return {}
    years = set.intersection(*(set(row) for row in places.values()))
    return {year: sum((row[year] for row in places.values()), Decimal()) for year in years}


def _change(values: Years) -> str:
    """The newest year, and by how much it differs from the one before it that is known."""
    if not values:
        return ""
    last, *earlier = sorted(values, reverse=True)
    if not earlier or not values[earlier[0]]:
        return str(last)
    share = (values[last] - values[earlier[0]]) / values[earlier[0]]
    params = {"year": last, "before": earlier[0], "change": numbers.change(share * 100)}
    return _("in %(year)d; %(change)s %% from %(before)d") % params


def _gap(places: Mapping[str, Years]) -> str:
    years = years_without(places)
    return _("no figures of %(years)s") % {"years": _ranges(years)} if years else ""


def _peers_until(places: Mapping[str, Years], own: str) -> str:
    """How far the others' figures go, where the own ones go further."""
    newest = max((max(row) for name, row in places.items() if name != own), default=0)
    if own not in places or not newest or newest >= max(places[own]):
        return ""
    return _("of the others what has been published, until %(year)d") % {"year": newest}


def _ranges(years: list[int]) -> str:
    """2014–2022, 2024."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][-1] == year - 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]}–{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)
