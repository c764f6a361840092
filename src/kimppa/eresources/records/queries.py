"""What is licensed beside the records of the catalogue's newest export."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, QuerySet

from kimppa.core.holdings import Held, holdings
from kimppa.eresources.licences.queries import Card, all_cards
from kimppa.eresources.models import Order, RecordFile, TitleRecord
from kimppa.eresources.orders.queries import BOUGHT
from kimppa.eresources.records.reading import service_of
from kimppa.marc.eresources.holdings import Holding, Licence, compare


class State(StrEnum):
    """How a licence and the catalogue differ; the first two are records to withdraw."""

    EXPIRED = "expired"
    LEFT_OVER = "left-over"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """A title whose record is missing or to be withdrawn; `number` is its record's 001 or ISBN."""

    state: State
    service: str
    title: str
    number: str
    address: str = ""
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences, with the export they are of; `agreements` is how many were compared, and
    `without` are those of which nobody has said where their records lead.
    """

    held: Held | None
    differences: Sequence[Difference] = ()
    agreements: int = 0
    without: Sequence[str] = ()

    @property
    def is_made(self) -> bool:
        """Whether something was compared: without, no difference means nothing."""
        return self.agreements > 0

    def count(self, *states: State) -> int:
        """How many differences are of some states."""
        return sum(difference.state in states for difference in self.differences)


def compared(day: dt.date) -> Comparison:
    """Every agreement that says where its records lead beside the newest export: five queries and
    those of the cards.
    """
    cards = all_cards()
    service_by_licence = {card.licence.pk: service_of(card.licence) for card in cards}
    names_without_hosts = [
        str(card.licence) for card in cards if not service_by_licence[card.licence.pk].hosts
    ]
    export = holdings([service for service in service_by_licence.values() if service.hosts])
    if export is None or export.records is None:
        return Comparison(export, without=names_without_hosts)
    licences, titles_without_number = _licences(
        [card for card in cards if service_by_licence[card.licence.pk].hosts], day
    )
    comparison = compare(licences, export.records, day)
    differences = [
        *(
            _record_difference(State.EXPIRED, holding, licence.ends)
            for holding, licence in comparison.expired
        ),
        *(_record_difference(State.LEFT_OVER, holding) for holding in comparison.left_over),
        *(_licence_difference(State.MISSING, licence) for licence in comparison.missing),
        *(_licence_difference(State.UNKNOWN, licence) for licence in titles_without_number),
    ]
    return Comparison(
        export, differences, len(cards) - len(names_without_hosts), names_without_hosts
    )


def _record_difference(state: State, holding: Holding, until: dt.date | None = None) -> Difference:
    return Difference(state, holding.service, holding.title, holding.number, holding.address, until)


def _licence_difference(state: State, licence: Licence) -> Difference:
    number = licence.isbn or licence.number
    return Difference(state, licence.service, licence.title, number, licence.address, licence.ends)


def _licences(cards: Sequence[Card], day: dt.date) -> tuple[list[Licence], list[Licence]]:
    """What is licensed: titles where some are known, else the whole service; and ordered titles
    that have neither an ISBN nor the number of a record.
    """
    card_by_licence = {card.licence.pk: card for card in cards}
    titles = [*_ordered_titles(card_by_licence, day), *_recorded_titles(card_by_licence)]
    services_with_titles = {licence.service for licence in titles}
    whole_services = [
        Licence(name, name, begins=card.periods[0].start, ends=_last_day(card))
        for card in cards
        if (name := str(card.licence)) not in services_with_titles and card.periods
    ]
    titles_without_number = [
        licence for licence in titles if not licence.keys and licence.is_active(day)
    ]
    return [
        *(licence for licence in titles if licence.keys),
        *whole_services,
    ], titles_without_number


def _ordered_titles(card_by_licence: Mapping[int, Card], day: dt.date) -> Iterator[Licence]:
    """Ordered titles; one that was ended is licensed no longer, whatever its day was to be."""
    for order in Order.objects.filter(licence__in=card_by_licence, state__in=BOUGHT):
        ends = order.ends_on
        if order.state == Order.State.ENDED:
            yesterday = day - dt.timedelta(days=1)
            ends = min(ends or yesterday, yesterday)
        name = str(card_by_licence[order.licence_id or 0].licence)
        yield Licence(name, order.title, order.record, order.isbn, "", "", order.ordered_on, ends)


def _recorded_titles(card_by_licence: Mapping[int, Card]) -> Iterator[Licence]:
    """The titles of files; of several records of one title the newest counts."""
    records = TitleRecord.objects.filter(file__licence__in=card_by_licence, file__order=None)
    names = ("file__licence", "number", "title", "isbn", "address")
    newest_titles = {
        row[:2]: row for row in records.order_by("file__made_on", "pk").values_list(*names)
    }
    for key, number, title, isbn, address in newest_titles.values():
        card = card_by_licence[key]
        begins = card.periods[0].start if card.periods else None
        ends = _last_day(card)
        yield Licence(str(card.licence), title, number, isbn, "", address, begins, ends)


def _last_day(card: Card) -> dt.date | None:
    """When the agreement has ended; None while that is not known."""
    ends = [period.end for period in card.periods]
    return max((end for end in ends if end), default=None) if all(ends) else None


def files() -> QuerySet[RecordFile]:
    """Every file with the number of its records as `count`."""
    related = ("licence__service", "upload", "order")
    record_files = RecordFile.objects.select_related(*related).annotate(count=Count("records"))
    return record_files.order_by("-made_on", "-pk")  # the grouping drops the model's order
