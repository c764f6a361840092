"""An item in schema.org's words, for search engines and calendars that read pages."""

import json
from collections.abc import Sequence
from typing import Any

from kimppa.core import clock
from kimppa.core.consortium.queries import consortium
from kimppa.publishing import markup, outside, positions, texts
from kimppa.publishing.directory import entry_of
from kimppa.publishing.models import Item, Occurrence
from kimppa.publishing.prices import FREE
from kimppa.publishing.spans import is_moved, span_of

type Thing = dict[str, Any]


def structured(item: Item, times: Sequence[Occurrence], language: str) -> str:
    """JSON-LD of an event, each time of it an event of its own, or of a news item; safe to stand
    inside a script element."""
    things = [_event(item, time, language) for time in times] or [_article(item, language)]
    graph = {"@context": "https://schema.org", "@graph": things}
    return json.dumps(graph, ensure_ascii=False).replace("<", "\\u003c")


def _common_facts(item: Item, language: str) -> Thing:
    return _without_empty(
        {
            "url": outside.page_url(item),
            "description": texts.summary(item, language),
            "image": outside.picture_url(item),
            "inLanguage": item.language if language in item.missing_languages else language,
        }
    )


def _event(item: Item, time: Occurrence, language: str) -> Thing:
    span = span_of(time.start, time.end)
    start, end = time.start.astimezone(clock.ZONE), time.end.astimezone(clock.ZONE)
    state = "Cancelled" if item.status == Item.Status.CANCELLED else "Scheduled"
    if state == "Scheduled" and is_moved(item.moved_from, item.start, is_series=bool(item.rule)):
        state = "Rescheduled"
    return {
        "@type": "Event",
        "name": item.text_in("title", language),
        "startDate": (span.first if span.whole_day else start).isoformat(),
        "endDate": (span.last if span.whole_day else end).isoformat(),
        "eventStatus": f"https://schema.org/Event{state}",
        **(_previous_start(item, whole_day=span.whole_day) if state == "Rescheduled" else {}),
        "location": _place(item, language),
        "organizer": {"@type": "Organization", "name": texts.organiser(item, language)},
        **_price_facts(item),
        **_common_facts(item, language),
    }


def _previous_start(item: Item, *, whole_day: bool) -> Thing:
    """Of what is held once the start that was public first; each time of a series had its own."""
    if item.moved_from is None or item.rule:
        return {}
    earlier_start = item.moved_from.astimezone(clock.ZONE)
    return {"previousStartDate": (earlier_start.date() if whole_day else earlier_start).isoformat()}


def _place(item: Item, language: str) -> Thing:
    entry = entry_of(item)
    place: Thing = {
        "@type": "Place",
        "name": texts.place_name(item, language) or texts.town_name(item, language),
        "address": _without_empty(
            {
                "@type": "PostalAddress",
                "streetAddress": texts.street(item),
                "postalCode": entry.zipcode if entry and not item.street_address else "",
                "addressLocality": texts.town_name(item, language),
                "addressCountry": "FI",
            }
        ),
    }
    if point := positions.point_of(item):
        latitude, longitude = point
        place["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return place


def _price_facts(item: Item) -> Thing:
    """What it costs, and where one signs up; nothing of a price that nobody has said."""
    if not item.price:
        return {"offers": _offer(item)} if item.registration else {}
    return {"isAccessibleForFree": item.price == FREE, "offers": _offer(item)}


def _offer(item: Item) -> Thing:
    """A price in words ("5 €, lapset 2 €") is a description and no number."""
    is_open = item.registration and item.status != Item.Status.CANCELLED
    offer = {"@type": "Offer", "url": item.registration if is_open else outside.page_url(item)}
    if item.price == FREE:
        return {**offer, "price": 0, "priceCurrency": "EUR"}
    return {**offer, "description": item.price} if item.price else offer


def _article(item: Item, language: str) -> Thing:
    published = item.published_at or item.publish_at or item.changed_at
    owner = consortium()
    publisher = item.municipality.name if item.municipality else owner.name if owner else ""
    return {
        "@type": "NewsArticle",
        "headline": item.text_in("title", language),
        "datePublished": published.astimezone(clock.ZONE).isoformat(),
        "dateModified": item.changed_at.astimezone(clock.ZONE).isoformat(),
        "publisher": {"@type": "Organization", "name": publisher},
        "articleBody": markup.plain_text(item.text_in("text", language)),
        **_common_facts(item, language),
    }


def _without_empty(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value}
