"""Events as Linked Events tells them, with everything that Finna reads always in its place."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from kimppa.core.consortium.models import Branch, Consortium, Municipality
from kimppa.publishing import markup, outside, positions, texts
from kimppa.publishing.keywords import known, names_of
from kimppa.publishing.models import LANGUAGES, DirectoryEntry, Item, Keyword, Occurrence
from kimppa.publishing.prices import FREE
from kimppa.publishing.spans import is_moved, last_moment

type LinkedObject = dict[str, Any]
CONTEXT = "https://schema.org"


def event(
    occurrence: Occurrence, series: Sequence[Occurrence], centres: positions.Centres
) -> LinkedObject:
    """One occurrence. `series`: the occurrences of its item, the whole too; one = no series."""
    item = occurrence.item
    is_series = len(series) > 1
    event_id = outside.occurrence_id(item, occurrence, is_series=is_series)
    single_occurrences = [single for single in series if not single.whole]
    return {
        "id": event_id,
        **_link("event-detail", event_id, "Event/LinkedEvent"),
        "name": _titles(item),
        # Finna's page shows both: what is no summary of its own would stand there twice.
        "short_description": in_languages(item, "summary"),
        "description": {
            language: texts.body(item, language, single_occurrences if occurrence.whole else ())
            for language in _languages(item, "summary", "text")
        },
        **_times(occurrence),
        "images": images(item),
        **_where(item, centres),
        "offers": offers(item),
        "keywords": keywords(item, Keyword.Role.CATEGORY, Keyword.Role.WORD),
        "audience": keywords(item, Keyword.Role.AUDIENCE),
        "super_event": _brief_of_series(item, series)
        if is_series and not occurrence.whole
        else None,
        "super_event_type": "recurring" if occurrence.whole else None,
        "sub_events": [brief(single) for single in single_occurrences] if occurrence.whole else [],
        **_contact(item),
        **_publication(item),
    }


def _times(occurrence: Occurrence) -> LinkedObject:
    """Finna shows the day of each moment, and hours when the days are the same: the end must fall
    on the last day itself. Of whole days that is from 0:00 to 23:59.
    """
    return {
        "start_time": moment(occurrence.start),
        "end_time": moment(last_moment(occurrence.start, occurrence.end)),
    }


def _titles(item: Item) -> Mapping[str, str]:
    """The title; what is called off says so there, as Finna reads no other mark of it."""
    return {
        language: markup.flat(texts.marked_title(item, language))
        for language in _languages(item, "title")
    }


def _status(item: Item) -> str:
    if item.status == Item.Status.CANCELLED:
        return "EventCancelled"
    is_series = bool(item.rule)
    is_rescheduled = is_moved(item.moved_from, item.start, is_series=is_series)
    return "EventRescheduled" if is_rescheduled else "EventScheduled"


def _publication(item: Item) -> LinkedObject:
    publisher = outside.municipality_id(item.municipality) if item.municipality else ""
    return {
        "info_url": {"fi": outside.page_url(item)},
        "external_links": [],
        "event_status": _status(item),
        "publication_status": "public",
        "publisher": publisher or outside.EVERYBODY,
        "data_source": outside.SOURCE,
        "in_language": [],
        "date_published": moment(item.published_at) if item.published_at else None,
        "last_modified_time": moment(texts.told_since(item)),
    }


def _contact(item: Item) -> LinkedObject:
    mail = item.contact if "@" in item.contact else ""
    names = {language: markup.flat(texts.organiser(item, language)) for language in LANGUAGES}
    return {
        "provider": names,
        "provider_name": names,
        "provider_link": {"fi": item.registration} if item.registration else None,
        "provider_phone": {"fi": markup.flat(item.contact)} if item.contact and not mail else None,
        "provider_email": {"fi": markup.flat(mail)} if mail else None,
        "provider_contact_info": {"fi": markup.flat(item.contact)} if item.contact else None,
    }


def _languages(item: Item, *fields: str) -> list[str]:
    """Finnish, which must always be there, and the languages that something is told in."""
    return [
        language
        for language in LANGUAGES
        if language == "fi" or any(getattr(item, f"{name}_{language}") for name in fields)
    ]


def in_languages(item: Item, field: str) -> Mapping[str, str]:
    """A plain text in the languages that it is in."""
    return {
        language: markup.flat(item.text_in(field, language)) for language in _languages(item, field)
    }


def brief(occurrence: Occurrence) -> LinkedObject:
    """An event as another one names it."""
    event_id = outside.occurrence_id(occurrence.item, occurrence, is_series=True)
    return {
        "id": event_id,
        **_link("event-detail", event_id, "Event/LinkedEvent"),
        "name": in_languages(occurrence.item, "title"),
        **_times(occurrence),
    }


def _brief_of_series(item: Item, series: Sequence[Occurrence]) -> LinkedObject | None:
    """The series of an occurrence, as one of its own events names it; None without a whole."""
    return next(
        (
            brief(occurrence) | {"super_event_type": "recurring"}
            for occurrence in series
            if occurrence.whole
        ),
        None,
    )


def moment(time: dt.datetime) -> str:
    """UTC, with Z."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def images(item: Item) -> list[LinkedObject]:
    """The picture, if there is one."""
    if item.image is None:
        return []
    alts = {lang: markup.flat(item.text_in("alt", lang)) for lang in _languages(item, "alt")}
    return [
        {
            "id": item.image.sha256[:12],
            "url": outside.picture_url(item),
            "name": alts["fi"],
            "alt_text": alts,
            "@type": "ImageObject",
            "@context": CONTEXT,
        }
    ]


def _where(item: Item, centres: positions.Centres) -> LinkedObject:
    """The place with its position; of what is in no municipality its name in words and no place.

    A place whose position is null breaks the map of Finna's page, and all that follows on it.
    """
    if point := positions.approximate_point(item, centres):
        return {"location": location(item) | {"position": _point(point)},
                "location_extra_info": None}  # fmt: skip
    return {
        "location": None,
        "location_extra_info": {
            language: markup.flat(", ".join(_place_words(item, language))) for language in LANGUAGES
        },
    }


def _place_words(item: Item, language: str) -> list[str]:
    words = (texts.place_name(item, language), texts.street(item), texts.town_name(item, language))
    return list(dict.fromkeys(filter(None, words)))


def location(item: Item) -> LinkedObject:
    """Where it is held, whole: nothing is asked for a second time."""
    if item.branch is not None and not item.place:
        return branch_place(item.branch)
    place_id = outside.place_id(item)
    point = positions.point_of(item)
    return {
        "id": place_id,
        **_link("place-detail", place_id, "Place"),
        "name": {lang: markup.flat(texts.place_name(item, lang)) for lang in LANGUAGES},
        "street_address": {"fi": markup.flat(item.street_address)} if item.street_address else None,
        "address_locality": {lang: markup.flat(texts.town_name(item, lang)) for lang in LANGUAGES},
        "position": _point(point) if point else None,
        "data_source": outside.SOURCE,
    }


def branch_place(branch: Branch) -> LinkedObject:
    """A library as a place."""
    place_id = outside.branch_id(branch)
    directory_entry: DirectoryEntry | None = getattr(branch, "directory_entry", None)
    street = directory_entry.street if directory_entry and not directory_entry.gone else ""
    return {
        "id": place_id,
        **_link("place-detail", place_id, "Place"),
        "name": _names_by_language(branch),
        "street_address": {"fi": markup.flat(street)} if street else None,
        "address_locality": _names_by_language(branch.municipality),
        "position": _position(directory_entry),
        "data_source": outside.SOURCE,
    }


def _position(directory_entry: DirectoryEntry | None) -> LinkedObject | None:
    if (
        directory_entry is None
        or directory_entry.latitude is None
        or directory_entry.longitude is None
    ):
        return None
    return _point((directory_entry.latitude, directory_entry.longitude))


def _point(point: positions.Point) -> LinkedObject:
    """GeoJSON: the longitude first."""
    latitude, longitude = point
    return {"type": "Point", "coordinates": [longitude, latitude]}


def offers(item: Item) -> list[LinkedObject]:
    """What it costs and where one signs up; no offer where neither has been said."""
    if not item.price and not item.registration:
        return []
    is_free = item.price == FREE
    price = {"fi": markup.flat(item.price)} if item.price and not is_free else None
    link = {"fi": item.registration} if item.registration else None
    return [{"is_free": is_free, "price": price, "info_url": link, "description": None}]


def keywords(item: Item, *roles: str) -> list[LinkedObject]:
    """The item's keywords of some roles."""
    return [
        keyword(word.role, word.slug, word.name)
        for word in item.keywords.all()
        if word.role in roles
    ]


def keyword(role: str, slug: str, name: str = "") -> LinkedObject:
    """A keyword, whole."""
    keyword_id = outside.keyword_id(role, slug)
    names = {lang: markup.flat(text) for lang, text in names_of(role, slug, name).items()}
    return {
        "id": keyword_id,
        **_link("keyword-detail", keyword_id, "Keyword"),
        "name": names,
        "data_source": outside.SOURCE,
        "deprecated": False,
    }


@cache
def known_keywords() -> list[tuple[str, str]]:
    """(role, slug) of every keyword that is always there."""
    return [(role, slug) for role, names in known().items() for slug in names]


def organisation(publisher: Municipality | Consortium | None) -> LinkedObject:
    """A publisher."""
    town = publisher if isinstance(publisher, Municipality) else None
    publisher_id = outside.municipality_id(town) if town else outside.EVERYBODY
    return {
        "id": publisher_id,
        **_link("organization-detail", publisher_id, "Organization"),
        "name": publisher.official_name if publisher else "",
        "data_source": outside.SOURCE,
        "classification": None,
        "parent_organization": outside.EVERYBODY if town else None,
    }


def _names_by_language(owner: Branch | Municipality) -> Mapping[str, str]:
    names = {"fi": owner.name_fi, "sv": owner.name_sv, "en": owner.name_en}
    return {language: name for language, name in names.items() if name}


def _link(name: str, object_id: str, kind: str) -> LinkedObject:
    return {"@id": outside.address(name, object_id), "@type": kind, "@context": CONTEXT}
