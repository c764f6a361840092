"""iCalendar (RFC 5545) text of what is due. Pure: events in, bytes out.

The time zone is written by hand: two rules tell Helsinki's clock since 1996, where generated
blocks list every change up to some year and then end.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event, vRecur

from kimppa.documents.text import fit

HELSINKI = b"""BEGIN:VTIMEZONE\r
TZID:Europe/Helsinki\r
BEGIN:DAYLIGHT\r
DTSTART:19960331T030000\r
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r
TZNAME:EEST\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0300\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T040000\r
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r
TZNAME:EET\r
TZOFFSETFROM:+0300\r
TZOFFSETTO:+0200\r
END:STANDARD\r
END:VTIMEZONE\r
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: `start` a date (all day) or an aware moment; `end` the last day, or a moment."""

    uid: str
    summary: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    url: str = ""
    description: str = ""
    location: str = ""
    sequence: int = 0
    rule: str = ""  # RFC 5545; its UNTIL as `start` is: a date, or a moment of UTC
    left_out: tuple[dt.date | dt.datetime, ...] = ()
    cancelled: bool = False


def stable_uid(*parts: str) -> str:
    """An identifier that stays the same while the parts do."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32] + "@kimppa"


def calendar(name: str, entries: Iterable[Entry], *, stamp: dt.datetime) -> bytes:
    """A calendar to subscribe to. `stamp` (aware) is when it was made; clients look hourly."""
    feed = Calendar()
    feed.add("prodid", "-//Kimppa//Vuosikello//FI")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("x-wr-timezone", "Europe/Helsinki")
    feed.add("refresh-interval", dt.timedelta(hours=1), parameters={"value": "DURATION"})
    feed.add_component(Calendar.from_ical(HELSINKI))
    for entry in entries:
        feed.add_component(_event(entry, stamp))
    content: bytes = feed.to_ical()
    return content


def _event(entry: Entry, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC))
    event.add("summary", fit(entry.summary))
    if isinstance(entry.start, dt.datetime):
        event.add("dtstart", entry.start)
        event.add("dtend", entry.end or entry.start + dt.timedelta(hours=1))
    else:
        event.add("dtstart", entry.start)
        event.add("dtend", (entry.end or entry.start) + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    _add_repetition(event, entry)
    properties = {
        "status": "CANCELLED" if entry.cancelled else "",
        "sequence": entry.sequence,
        "url": entry.url,
        "description": fit(entry.description),
        "location": fit(entry.location),
    }
    for name, text in properties.items():
        if text:
            event.add(name, text)
    return event


def _add_repetition(event: Event, entry: Entry) -> None:
    if entry.rule:
        event.add("rrule", vRecur.from_ical(entry.rule))
    for time in entry.left_out:
        whole_day = {} if isinstance(time, dt.datetime) else {"value": "DATE"}
        event.add("exdate", time, parameters=whole_day)
