"""The events of a file: a table, a calendar, or what another event service gives. Pure.

A calendar's event tells its rule and its end, or how long it lasts; a day without hours is a whole
one.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from icalendar import Calendar, IncompleteComponent, InvalidCalendar

from kimppa.core.clock import ZONE
from kimppa.core.imports.columns import Column
from kimppa.core.imports.tables import Limits
from kimppa.publishing.keywords import known, slug_of
from kimppa.publishing.spans import whole_days, whole_end
from kimppa.publishing.translated import LANGUAGES, TITLES

LIMITS = Limits(size=5_000_000, rows=2_000, columns=100)


def _column(name: str, title: str, swedish: str, english: str, *more: str, **kind: Any) -> Column:
    """A column by its heading in each language, and by `more` that people have written."""
    return Column(name, title, in_others={"sv": swedish, "en": english}, aliases=more, **kind)


def _texts() -> Iterator[Column]:
    """A text in the house's first language, and in each of the languages by name; the title in one
    of them.
    """
    languages = {
        "fi": ("suomeksi", "på finska", "in Finnish"),
        "sv": ("ruotsiksi", "på svenska", "in Swedish"),
        "en": ("englanniksi", "på engelska", "in English"),
    }
    for name, titles, more in _TEXTS:
        is_title = name == "title"
        yield _column(name, *titles, *more, needed=is_title, instead=TITLES if is_title else ())
        for code, words in languages.items():
            headings = (f"{title} {word}" for title, word in zip(titles, words, strict=True))
            yield _column(
                f"{name}_{code}", *headings, *(f"{word} {code}" for word in (*titles, *more))
            )


_TEXTS = (
    ("title", ("Otsikko", "Rubrik", "Title"), ("nimi", "titel")),
    ("summary", ("Lyhyesti", "Kort", "In short"), ("tiivistelmä", "summary")),
    ("text", ("Teksti", "Text", "Text"), ("kuvaus", "beskrivning", "description")),
)
COLUMNS = (
    *_texts(),
    _column(
        "day", "Päivä", "Dag", "Day", "pvm", "datum", "date", kind="date", needed=True, filled=True
    ),
    _column(
        "begins",
        "Alkaa",
        "Börjar",
        "Begins",
        "klo",
        "alkaa klo",
        "kl",
        "starts",
        "start",
        kind="time",
        needed=True,
        filled=True,
    ),
    _column(
        "ends",
        "Päättyy",
        "Slutar",
        "Ends",
        "loppuu",
        "päättyy klo",
        "end",
        kind="time",
        filled=True,
    ),
    _column("municipality", "Kunta", "Kommun", "Municipality"),
    _column("branch", "Kirjasto", "Bibliotek", "Library", "toimipiste", "branch"),
    _column("place", "Paikka", "Plats", "Place"),
    _column("street_address", "Osoite", "Adress", "Address", "katuosoite", "gatuadress"),
    _column("price", "Hinta", "Pris", "Price"),
    _column("registration", "Ilmoittautuminen", "Anmälan", "Signing up", "registration"),
    _column("organiser", "Järjestäjä", "Arrangör", "Organiser"),
    _column("rule", "Toistuu", "Upprepas", "Repeats", "rrule"),
    _column("keywords", "Aiheet", "Ämnen", "Subjects", "aihe", "kohderyhmä", "ämne", "subject"),
)


class FileError(ValueError):
    """A file that is not what its name says; `code`: calendar, json, many."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(slots=True)
class Entry:
    """An event of another system. `fault` is a code of why it is left out: whole_day, cancelled."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    exceptions: list[str] = field(default_factory=list)
    source: str = ""
    fault: str = ""


def entries_of(content: bytes, name: str) -> list[Entry] | None:
    """The events of a calendar or a list of Linked Events; None for another kind of file.

    Raises FileError.
    """
    readers = {".ics": _calendar, ".json": _linked}
    reader = next((readers[end] for end in readers if name.lower().endswith(end)), None)
    if reader is None:
        return None
    if len(content) > LIMITS.size:
        raise FileError("many")
    entries = list(reader(content))
    if len(entries) > LIMITS.rows:
        raise FileError("many")
    return entries


def _calendar(content: bytes) -> Iterator[Entry]:
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise FileError("calendar") from error
    moved = _moved(events)
    for number, event in enumerate(events, 1):
        uid, once = str(event.get("uid", "")), _moment(event, "recurrence-id")
        entry = Entry(number, source=f"{uid} {once.isoformat()}"[:300] if once else uid[:300])
        entry.values = {
            "title": str(event.get("summary", "")),
            "text": str(event.get("description", "")),
            "place": str(event.get("location", ""))[:200],
            "rule": _rule(event),
        }
        entry.start, entry.end = _times(event)
        if entry.values["rule"]:
            entry.exceptions = sorted({*_left_out(event), *moved.get(uid, ())})
        if entry.start is None or entry.end is None:
            entry.fault = "whole_day"
        if str(event.get("status", "")).upper() == "CANCELLED":
            entry.fault = "cancelled"
        yield entry


def _times(event: Any) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Beginning and end, which may be told as a duration; a day without hours is a whole one."""
    try:
        start, end = event.start, event.end
    except (InvalidCalendar, IncompleteComponent, ValueError, TypeError):
        return None, None
    if not isinstance(start, dt.datetime) and not isinstance(end, dt.datetime):
        return whole_days(start, max(end - dt.timedelta(days=1), start))
    if not (isinstance(start, dt.datetime) and isinstance(end, dt.datetime)) or start == end:
        return None, None  # when it ends nobody knows
    return _with_zone(start), _with_zone(end)


def _moved(events: Iterable[Any]) -> Mapping[str, list[str]]:
    """By series, the days of which a calendar tells something else than the series does."""
    days: dict[str, list[str]] = {}
    for event in events:
        if once := _moment(event, "recurrence-id"):
            days.setdefault(str(event.get("uid", "")), []).append(_local_day(once))
    return days


def _left_out(event: Any) -> Iterator[str]:
    """The days on which a series is not held."""
    exdates = event.get("exdate", [])
    for exdate in exdates if isinstance(exdates, list) else [exdates]:
        for value in exdate.dts:
            whole = not isinstance(value.dt, dt.datetime)
            yield value.dt.isoformat() if whole else _local_day(_with_zone(value.dt))


def _local_day(time: dt.datetime) -> str:
    return time.astimezone(ZONE).date().isoformat()


def _rule(event: Any) -> str:
    rule = event.get("rrule")
    return "" if rule is None or isinstance(rule, list) else str(rule.to_ical(), "utf-8")


def _moment(event: Any, name: str) -> dt.datetime | None:
    try:
        value = event.decoded(name)
    except (KeyError, ValueError):
        return None
    if not isinstance(value, dt.datetime):
        return None
    return _with_zone(value)


def _with_zone(value: dt.datetime) -> dt.datetime:
    return value if value.tzinfo else value.replace(tzinfo=ZONE)


def _linked(content: bytes) -> Iterator[Entry]:
    """A list of Linked Events, as other cities' services give it."""
    try:
        data = json.loads(content)["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileError("json") from error
    if not isinstance(data, list):
        raise FileError("json")
    for number, event in enumerate(data, 1):
        if isinstance(event, dict) and event.get("super_event_type") is None:
            yield _linked_entry(number, event)


LINKED = (("title", "name"), ("summary", "short_description"), ("text", "description"))
CALLED_OFF = "EventCancelled"


def _linked_entry(number: int, event: Mapping[str, Any]) -> Entry:
    entry = Entry(number, source=str(event.get("@id") or event.get("id") or "")[:300])
    for field_name, key in LINKED:
        most = 300 if field_name == "summary" else None
        for language in LANGUAGES:
            text = _in_language(event.get(key), language)
            entry.values[f"{field_name}_{language}"] = text[:most]
    place = event.get("location")
    if isinstance(place, dict):
        entry.values["place"] = _in_any(place.get("name"))[:200]
        entry.values["street_address"] = _in_any(place.get("street_address"))[:200]
    offers = event.get("offers")
    first = offers[0] if isinstance(offers, list) and offers else None
    if isinstance(first, dict) and not first.get("is_free"):
        entry.values["price"] = _in_any(first.get("price"))[:100]
    entry.start, end = _iso(event.get("start_time")), _iso(event.get("end_time"))
    entry.end = whole_end(end) if end else None
    if entry.start is None or entry.end is None:
        entry.fault = "whole_day"
    if event.get("event_status") == CALLED_OFF or event.get("deleted") is True:
        entry.fault = "cancelled"
    return entry


def _in_language(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return str(value.get(language) or "")
    return str(value) if value and language == "fi" else ""


def _in_any(value: Any) -> str:
    texts = (_in_language(value, language) for language in LANGUAGES)
    return next(filter(None, texts), "")


def _iso(value: Any) -> dt.datetime | None:
    try:
        time = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if time.tzinfo is None:
        return None if len(str(value)) == 10 else time.replace(tzinfo=ZONE)
    return time


def keywords_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """Subjects, audiences and other words of words with commas between."""
    roles: tuple[list[str], list[str], list[str]] = ([], [], [])
    slugs = known()
    for word in (part.strip() for part in text.split(",")):
        slug = slug_of(word)
        if slug in slugs["category"]:
            roles[0].append(slug)
        elif slug in slugs["audience"]:
            roles[1].append(slug)
        elif slug:
            roles[2].append(word[:60])
    return roles
