"""RSS 2.0 in the very shape that Finna's reader takes. Pure XML: entries in, bytes out.

What that reader does decides the shape: bodies are matched by their ordinal, so every item has
`content:encoded`; an id of digits alone would be read as a position; a date is printed in the
offset it is given in; times of events are shown only as `YYYY-MM-DD HH:MM`, local.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from kimppa.core.clock import ZONE

CONTENT = "http://purl.org/rss/1.0/modules/content/"
ATOM = "http://www.w3.org/2005/Atom"
XCAL = "urn:ietf:params:xml:ns:xcal"
for _prefix, _uri in (("content", CONTENT), ("xcal", XCAL), ("atom", ATOM)):
    register_namespace(_prefix, _uri)


@dataclass(frozen=True, slots=True)
class Channel:
    """What the feed is."""

    title: str
    link: str
    description: str
    language: str
    own: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture."""

    url: str
    length: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item; `body` is clean HTML with absolute addresses. Times only of events."""

    guid: str
    title: str
    link: str
    summary: str
    body: str
    published: dt.datetime
    enclosure: Enclosure | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    location: str = ""
    address: str = ""
    city: str = ""
    organiser: str = ""
    cost: str = ""
    categories: tuple[str, ...] = ()


def rss(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """The feed. An entry without a title would shift every body after it: it is left out."""
    root = Element("rss", {"version": "2.0"})
    told = SubElement(root, "channel")
    _texts(told, title=channel.title, link=channel.link, description=channel.description)
    _texts(told, language=channel.language, generator="Kimppa", ttl="10")
    SubElement(
        told,
        f"{{{ATOM}}}link",
        {"href": channel.own, "rel": "self", "type": "application/rss+xml"},
    )
    for one in entries:
        if one.title.strip():
            _item(SubElement(told, "item"), one)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _item(item: Element, one: Entry) -> None:
    _texts(item, title=one.title, link=one.link)
    guid = SubElement(item, "guid", {"isPermaLink": "false"})
    guid.text = one.guid
    published = one.published.astimezone(ZONE)
    _texts(item, pubDate=format_datetime(published), description=one.summary or one.title)
    SubElement(item, f"{{{CONTENT}}}encoded").text = one.body or f"<p>{_escaped(one.title)}</p>"
    for word in one.categories:
        SubElement(item, "category").text = word
    if one.enclosure:
        SubElement(
            item,
            "enclosure",
            {
                "url": one.enclosure.url,
                "length": str(one.enclosure.length),
                "type": one.enclosure.media_type,
            },
        )
    if one.start and one.end:
        _event(item, one, one.start, one.end)


def _event(item: Element, one: Entry, start: dt.datetime, end: dt.datetime) -> None:
    told = {
        "dtstart": _local(start),
        "dtend": _local(end),
        "location": one.location,
        "location-address": one.address,
        "location-city": one.city,
        "organizer": one.organiser,
        "cost": one.cost,
    }
    for name, value in told.items():
        if value:
            SubElement(item, f"{{{XCAL}}}{name}").text = value


def _local(moment: dt.datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _texts(parent: Element, **values: str) -> None:
    for name, value in values.items():
        SubElement(parent, name).text = value


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
