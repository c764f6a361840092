"""The ministry's lines of stock and acquisitions: titles and agreements that are had in common."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.consortium.models import Municipality
from kimppa.core.consortium.queries import municipalities_of
from kimppa.core.figures.rooms import Known
from kimppa.eresources.licences.costs import span_of
from kimppa.eresources.licences.queries import Card, all_cards
from kimppa.eresources.models import Order
from kimppa.eresources.terms.shares import Span
from kimppa.eresources.terms.usage import LINES

type Titles = Mapping[int, Sequence[Order]]
"""Orders by the licence's key."""


def knows(year: int) -> Iterator[Known]:
    """What each municipality has at the year's end and what came in the year, each title counted
    by every municipality whose customers may use it. What the state pays is nobody's stock.
    """
    last_day = dt.date(year, 12, 31)
    cards = [card for card in all_cards() if not card.licence.state_pays]
    titles, towns = _ordered_titles(cards), list(municipalities_of(year))
    for material, stem in LINES.items():
        material_cards = [card for card in cards if material in card.licence.kinds]
        for town in towns:
            town_cards = [card for card in material_cards if _belongs(card, town, last_day)]
            if town_cards:
                stock = [(card, _stock(card, titles, material, last_day)) for card in town_cards]
                arrivals = [(card, _arrivals(card, titles, material, year)) for card in town_cards]
                yield _known(f"{stem}_stock", town, stock)
                yield _known(f"{stem}_acq", town, arrivals)


def _ordered_titles(cards: Iterable[Card]) -> Titles:
    """What was ever ordered, by the agreement: one query."""
    orders_by_licence: dict[int, list[Order]] = {card.licence.pk: [] for card in cards}
    for order in Order.objects.filter(licence__in=orders_by_licence, ordered_on__isnull=False):
        orders_by_licence[order.licence_id or 0].append(order)
    return orders_by_licence


def _belongs(card: Card, town: Municipality, day: dt.date) -> bool:
    span = Span(day, day)
    is_on = any(span_of(period).within(span) for period in card.periods)
    return is_on and any(member.municipality_id == town.pk for member in card.members_in(span))


class Count(NamedTuple):
    """How many titles, or agreements on a whole service."""

    number: int
    are_titles: bool


def _stock(card: Card, titles: Titles, material: str, day: dt.date) -> Count:
    orders = titles[card.licence.pk]
    if not orders:
        return Count(1, are_titles=False)
    stock = [o for o in _of(orders, material) if o.ordered_on and o.ordered_on <= day]
    count = sum(order.ends_on is None or order.ends_on > day for order in stock)
    return Count(count, are_titles=True)


def _arrivals(card: Card, titles: Titles, material: str, year: int) -> Count:
    orders = titles[card.licence.pk]
    if not orders:
        begins = min(period.start for period in card.periods)
        return Count(int(begins.year == year), are_titles=False)
    arrivals = [o for o in _of(orders, material) if o.ordered_on and o.ordered_on.year == year]
    return Count(len(arrivals), are_titles=True)


def _of(orders: Iterable[Order], material: str) -> list[Order]:
    return [order for order in orders if order.material == material]


def _known(variable: str, town: Municipality, counts: Sequence[tuple[Card, Count]]) -> Known:
    parts = [_count_words(card, count) for card, count in counts if count.number]
    text = _("%(parts)s; counted for each municipality whose customers may use it")
    text = text if parts else _("nothing had in common")
    return Known(
        variable,
        town.pk,
        Decimal(sum(count.number for _card, count in counts)),
        text % {"parts": ", ".join(parts)},
        url=reverse("eresources:orders"),
        example=any(card.licence.example for card, _count in counts),
        basis={str(card.licence): count.number for card, count in counts},
    )


def _count_words(card: Card, count: Count) -> str:
    text = (
        ngettext("%(name)s, %(count)d title", "%(name)s, %(count)d titles", count.number)
        if count.are_titles
        else _("%(name)s, an agreement on the whole")
    )
    return text % {"name": card.licence, "count": count.number}
