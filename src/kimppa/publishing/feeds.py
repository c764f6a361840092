"""RSS 2.0 in the very shape that Finna's reader takes. Pure XML: entries in, bytes out.

What that reader does decides the shape: bodies are matched by their ordinal, so every item has
`content:encoded`; an id of digits alone would be read as a position; a date is printed in the
offset it is given in, and an event's would be taken for its day; times of events are shown only as
`YYYY-MM-DD HH:MM`, local, and what tells of them is escaped twice.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from kimppa.core.clock import ZONE
from kimppa.documents.text import fit
from kimppa.publishing.spans import last_moment, span_of

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
    feed_url: str


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
    published: dt.datetime | None  # none for an event
    enclosure: Enclosure | None = None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    location: str = ""
    address: str = ""
    city: str = ""
    organiser: str = ""
    cost: str = ""
    ampersand: str = "&"  # in words, for what Finna escapes twice
    categories: tuple[str, ...] = ()


def rss(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """The feed. An entry without a title would shift every body after it: it is left out."""
    root = Element("rss", {"version": "2.0"})
    channel_element = SubElement(root, "channel")
    _add_texts(
        channel_element, title=channel.title, link=channel.link, description=channel.description
    )
    _add_texts(channel_element, language=channel.language, generator="Kimppa", ttl="10")
    SubElement(
        channel_element,
        f"{{{ATOM}}}link",
        {"href": channel.feed_url, "rel": "self", "type": "application/rss+xml"},
    )
    for entry in entries:
        if entry.title.strip():
            _add_item(SubElement(channel_element, "item"), entry)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml


def _add_item(item: Element, entry: Entry) -> None:
    _add_texts(item, title=entry.title, link=entry.link)
    SubElement(item, "guid", {"isPermaLink": "false"}).text = fit(entry.guid)
    if entry.published:
        _add_texts(item, pubDate=format_datetime(entry.published.astimezone(ZONE)))
    _add_texts(item, description=entry.summary or entry.title)
    body = entry.body or f"<p>{escape(entry.title)}</p>"
    _add_texts(item, **{f"{{{CONTENT}}}encoded": body})
    for word in entry.categories:
        _add_texts(item, category=word)
    if entry.enclosure:
        SubElement(
            item,
            "enclosure",
            {
                "url": entry.enclosure.url,
                "length": str(entry.enclosure.length),
                "type": entry.enclosure.media_type,
            },
        )
    if entry.start and entry.end:
        _add_event(item, entry, entry.start, entry.end)


def _add_event(item: Element, entry: Entry, start: dt.datetime, end: dt.datetime) -> None:
    begins, ends = _times(start, end)
    text_by_name = {
        "dtstart": begins,
        "dtend": ends,
        "location": entry.location,
        "location-address": entry.address,
        "location-city": entry.city,
        "organizer": entry.organiser,
        "cost": entry.cost,
    }
    for name, text in text_by_name.items():
        if text:
            _add_texts(item, **{f"{{{XCAL}}}{name}": text.replace("&", entry.ampersand)})


def _times(start: dt.datetime, end: dt.datetime) -> tuple[str, str]:
    """Local; of whole days without hours, and to the last day itself."""
    span = span_of(start, end)
    if span.whole_day:
        return span.first.isoformat(), span.last.isoformat()
    local_start, local_end = start.astimezone(ZONE), last_moment(start, end).astimezone(ZONE)
    return f"{local_start:%Y-%m-%d %H:%M}", f"{local_end:%Y-%m-%d %H:%M}"


def _add_texts(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = fit(text)
