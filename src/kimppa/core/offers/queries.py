"""Which of the rooms' offers wait for somebody's choice."""

import datetime as dt

from kimppa.core import clock
from kimppa.core.area import offers
from kimppa.core.consortium.models import Person
from kimppa.core.decisions.models import Decision
from kimppa.core.handover import Offer
from kimppa.core.memo import remember
from kimppa.core.offers.models import OfferChoice

AGENDA = "agenda"
GROWTH = 2  # an answered matter comes back when its weight has grown so many times
LASTS = dt.timedelta(days=366)


def open_offers(person: Person, *, without: str = "") -> list[tuple[str, Offer]]:
    """Offers for the agenda with their rooms (one is not asked), without what was decided on, taken
    or left within a year. What was taken or left comes back with twice the weight. Remembered until
    the next write.
    """
    return remember("open offers", person.pk, without, make=lambda: _open_offers(person, without))


def _open_offers(person: Person, without: str) -> list[tuple[str, Offer]]:
    """(room's slug, offer) pairs that of late were not decided on, nor left at this weight."""
    earliest = clock.now() - LASTS
    offers_of_rooms = list(offers(AGENDA, person, without=without))
    if not offers_of_rooms:
        return []
    rooms = {area for area, _offer in offers_of_rooms}
    keys = [offer.key for _area, offer in offers_of_rooms]
    decisions = Decision.objects.filter(
        area__in=rooms, object_id__in=keys, date__gte=clock.today() - LASTS
    )
    decided_keys = set(decisions.values_list("area", "object_id"))
    choices = OfferChoice.objects.filter(area__in=rooms, key__in=keys, at__gte=earliest)
    weights = {(choice.area, choice.key): choice.weight for choice in choices}
    return [
        (area, offer)
        for area, offer in offers_of_rooms
        if (area, offer.key) not in decided_keys
        and offer.weight >= GROWTH * weights.get((area, offer.key), 0)
    ]


def offer_of(person: Person, area: str, key: str) -> Offer | None:
    """One open offer, as far as the person sees it."""
    return {(slug, offer.key): offer for slug, offer in open_offers(person)}.get((area, key))
