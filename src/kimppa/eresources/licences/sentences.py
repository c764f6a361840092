"""What the report says of e-resources: what the libraries had together and what it cost."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kimppa.core.area import Sentence
from kimppa.core.consortium.models import Municipality
from kimppa.core.words.calendar import in_months
from kimppa.core.words.messages import listed, on_day, say
from kimppa.eresources.caps.messages import amount_words
from kimppa.eresources.caps.queries import in_force
from kimppa.eresources.licences.dues import TOPIC
from kimppa.eresources.licences.money import payments
from kimppa.eresources.licences.queries import Card, all_cards, days_in, order_count, year_of
from kimppa.eresources.models import Cap, Material
from kimppa.ui.numbers import day, language, money, number

PAGE = reverse_lazy("eresources:home")


def summary(
    subjects: Collection[str], year: int, municipality: Municipality | None
) -> dict[str, list[Sentence]]:
    """What there was in the year and what was paid for it, for one municipality or all.

    A licence is told of on its own line of the agreement; where there is none, among the others.
    """
    topics = {subject.partition("@")[0] for subject in subjects}
    cards_by_topic: dict[str, list[Card]] = defaultdict(list)
    for card in all_cards():
        topic = card.licence.topic if card.licence.topic in topics else TOPIC
        cards_by_topic[topic].append(card)
    sentences = {}
    for subject in subjects:
        topic, _at, service = subject.partition("@")
        cards = [
            card for card in cards_by_topic[topic] if service in ("", card.licence.service.slug)
        ]
        if year_cards := [card for card in cards if days_in(card, year, municipality)]:
            has_others = any(
                days_in(card, year, municipality)
                for name, topic_cards in cards_by_topic.items()
                for card in topic_cards
                if name != topic
            )
            sentences[subject] = [
                *_topic_sentences(topic, year_cards, year, municipality, has_others=has_others)
            ]
            sentences[subject] += _cost_sentences(year_cards, year, municipality)
    return sentences


def _topic_sentences(
    topic: str,
    cards: Sequence[Card],
    year: int,
    municipality: Municipality | None,
    *,
    has_others: bool,
) -> Iterator[Sentence]:
    if topic == TOPIC:
        yield _count_sentence(cards, municipality, has_others=has_others)
        yield from _order_sentences(cards, year)
        return
    for card in cards:
        yield _use_sentence(card, year, municipality)
        yield from _busiest_month(card, year, municipality)


def _count_sentence(
    cards: Sequence[Card], municipality: Municipality | None, *, has_others: bool
) -> Sentence:
    """How many there were; where others stand on their own lines, which there were besides."""
    count, names = len(cards), listed(map(_with_kind, cards))
    text = (
        _("{who} {names} in use as well.")
        if has_others
        else ngettext(
            "{who} {count} common e-resource: {names}.",
            "{who} {count} common e-resources: {names}.",
            count,
        )
    )
    subject = _("{place:genitive} customers had") if municipality else _("Customers had")
    return Sentence(
        say(text, count=count, names=names, who=say(subject, place=str(municipality or ""))),
        apart=((_("common e-resources"), number(count, 0)),),
        url=PAGE,
        example=all(card.licence.example for card in cards),
        headline=(number(count, 0), ngettext("e-resource", "e-resources", count)),
    )


_UNTOLD = (Material.MUSIC, Material.FILMS, Material.DATABASES)


def _with_kind(card: Card) -> str:
    """Its name with what it holds, which names of music, films and databases seldom say."""
    kinds = card.licence.kinds
    if len(kinds) != 1 or kinds[0] not in _UNTOLD:
        return str(card.licence)
    return f"{card.licence} ({str(Material(kinds[0]).label).lower()})"


def _use_sentence(card: Card, year: int, municipality: Municipality | None) -> Sentence:
    """From when to when the customers had one e-resource."""
    spans, year_span = days_in(card, year, municipality), year_of(year)
    first_day = min(time.first for time in spans)
    last_day = max(time.last or year_span.last or time.first for time in spans)
    match (first_day == year_span.first, last_day == year_span.last):
        case (True, True):
            text = _("{who} had {name} in use all year.")
        case (False, True):
            text = _("{who} got {name} {on_day}.")
        case (True, False):
            text = _("{who} had {name} in use until {last}.")
        case _:
            text = _("{who} had {name} in use from {first} to {last}.")
    town = str(municipality or "")
    customers = say(_("{place:genitive} customers"), place=town) if town else _("Customers")
    days = {"first": day(first_day), "last": day(last_day), "on_day": on_day(first_day, year)}
    return Sentence(
        say(text, who=customers, name=str(card.licence), **days),
        url=card.licence.get_absolute_url(),
        example=card.licence.example,
    )


def _busiest_month(card: Card, year: int, municipality: Municipality | None) -> Iterator[Sentence]:
    """In which month of the year the most of a cap was used, which all have together."""
    readings = [
        reading
        for reading in card.readings
        if reading.day.year == year
        and (cap := in_force(card.caps, reading.day))
        and cap.length == Cap.Length.MONTH
    ]
    if not readings:
        return
    top_reading = max(readings, key=lambda reading: reading.used)
    cap = in_force(card.caps, top_reading.day)
    assert cap is not None
    text = (
        _(
            "In all municipalities it was used the most {months}: {used} of {cap} that the "
            "month's cap allows."
        )
        if municipality
        else _("It was used the most {months}: {used} of {cap} that the month's cap allows.")
    )
    yield Sentence(
        say(
            text,
            months=in_months([top_reading.day], language(), year),
            used=amount_words(cap, top_reading.used),
            cap=amount_words(cap, cap.amount),
        ),
        whole=((_("used in the busiest month"), number(top_reading.used)),),
        url=card.licence.get_absolute_url(),
        example=top_reading.example,
    )


def _order_sentences(cards: Sequence[Card], year: int) -> Iterator[Sentence]:
    """How many titles were ordered into these e-resources, or into none."""
    count, example = order_count([card.licence for card in cards], year)
    if count:
        text = ngettext("{count} title was ordered.", "{count} titles were ordered.", count)
        yield Sentence(
            say(text, count=count),
            apart=((_("titles ordered"), number(count, 0)),),
            url=reverse_lazy("eresources:orders"),
            example=example,
        )


def _cost_sentences(
    cards: Sequence[Card], year: int, municipality: Municipality | None
) -> Iterator[Sentence]:
    """The material costs of the year, apart from the agreement's own price: what has been invoiced
    and what was only agreed on, each of what it is for.
    """
    shares = [p for p in payments([card.licence for card in cards], year, municipality) if p.amount]
    invoice = _("The municipalities paid {sum} ({names}) beside the agreement's price.")
    promise = _("The municipalities agreed to pay {sum} ({names}) beside the agreement's price.")
    if municipality:
        invoice = _("{place} paid {sum} ({names}) beside the agreement's price.")
        promise = _(
            "{place:genitive} agreed share was {sum} ({names}) beside the agreement's price."
        )
    for text, label, sums in (
        (invoice, _("material costs, €"), [p for p in shares if p.is_invoiced]),
        (promise, _("material costs agreed on, €"), [p for p in shares if not p.is_invoiced]),
    ):
        if sums:
            licences = {payment.licence for payment in sums}
            names = listed(str(card.licence) for card in cards if card.licence.pk in licences)
            total = sum((payment.amount for payment in sums), Decimal(0))
            yield Sentence(
                say(text, sum=money(total), place=str(municipality or ""), names=names),
                figures=((label, number(total, 2)),),
                url=PAGE,
                example=any(payment.example for payment in sums),
            )
