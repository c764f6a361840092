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
from kimppa.publishing.keywords import LONGEST_WORD, roles_by_slug, slug_of
from kimppa.publishing.prices import FREE
from kimppa.publishing.spans import whole_days, whole_end
from kimppa.publishing.translated import LANGUAGES, TITLES

LIMITS = Limits(size=5_000_000, rows=2_000, columns=100)


def _column(
    name: str, title: str, swedish: str, english: str, *aliases: str, **kind: Any
) -> Column:
    """A column by its heading in each language, and by `aliases` that people have written."""
    return Column(name, title, in_others={"sv": swedish, "en": english}, aliases=aliases, **kind)


def _text_columns() -> Iterator[Column]:
    """A text in the house's first language, and in each of the languages by name; the title in one
    of them.
    """
    languages = {
        "fi": ("suomeksi", "på finska", "in Finnish"),
        "sv": ("ruotsiksi", "på svenska", "in Swedish"),
        "en": ("englanniksi", "på engelska", "in English"),
    }
    for name, titles, aliases in _TEXTS:
        is_title = name == "title"
        yield _column(name, *titles, *aliases, needed=is_title, instead=TITLES if is_title else ())
        for code, language_words in languages.items():
            headings = (
                f"{title} {word}" for title, word in zip(titles, language_words, strict=True)
            )
            yield _column(
                f"{name}_{code}", *headings, *(f"{word} {code}" for word in (*titles, *aliases))
            )


_TEXTS = (
    ("title", ("Otsikko", "Rubrik", "Title"), ("nimi", "titel")),
    ("summary", ("Lyhyesti", "Kort", "In short"), ("tiivistelmä", "summary")),
    ("text", ("Teksti", "Text", "Text"), ("kuvaus", "beskrivning", "description")),
)
COLUMNS = (
    *_text_columns(),
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
    ),
    _column("municipality", "Kunta", "Kommun", "Municipality"),
    _column("branch", "Kirjasto", "Bibliotek", "Library", "toimipiste", "branch"),
    _column("place", "Paikka", "Plats", "Place"),
    _column("street_address", "Osoite", "Adress", "Address", "katuosoite", "gatuadress"),
    _column("price", "Hinta", "Pris", "Price"),
    _column("registration", "Ilmoittautuminen", "Anmälan", "Signing up", "registration"),
    _column("organiser", "Järjestäjä", "Arrangör", "Organiser"),
    _column("rule", "Toistuu", "Upprepas", "Repeats", "rrule", "toisto", "upprepning"),
    _column(
        "repeat_until",
        "Toistuu tähän päivään",
        "Upprepas till och med",
        "Repeats until",
        "toistuu asti",
        "upprepas till",
        kind="date",
    ),
    _column(
        "keywords",
        "Aiheet",
        "Ämnen",
        "Subjects",
        *("aihe", "kohderyhmä", "luokka", "luokat", "avainsanat"),
        *("ämne", "målgrupp", "kategori", "kategorier", "nyckelord"),
        *("subject", "topic", "topics", "category", "categories", "audience"),
    ),
)
_REPEATS = {
    "FREQ=WEEKLY": (
        "viikoittain",
        "joka viikko",
        "varje vecka",
        "veckovis",
        "weekly",
        "every week",
    ),
    "FREQ=WEEKLY;INTERVAL=2": (
        *("joka toinen viikko", "varannan vecka", "every other week", "every second week"),
    ),
    "FREQ=MONTHLY": (
        *("kuukausittain", "joka kuukausi", "varje månad", "månatligen", "monthly", "every month"),
    ),
}
_RULE_BY_WORDS = {words: rule for rule, phrases in _REPEATS.items() for words in phrases}


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
    readers = {".ics": _calendar_entries, ".json": _linked_entries}
    reader = next((readers[ending] for ending in readers if name.lower().endswith(ending)), None)
    if reader is None:
        return None
    if len(content) > LIMITS.size:
        raise FileError("many")
    entries = list(reader(content))
    if len(entries) > LIMITS.rows:
        raise FileError("many")
    return entries


def _calendar_entries(content: bytes) -> Iterator[Entry]:
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise FileError("calendar") from error
    moved_days = _moved_days(events)
    for number, event in enumerate(events, 1):
        uid, moved_from = str(event.get("uid", "")), _moment(event, "recurrence-id")
        entry = Entry(
            number, source=f"{uid} {moved_from.isoformat()}"[:300] if moved_from else uid[:300]
        )
        entry.values = {
            "title": str(event.get("summary", "")),
            "text": str(event.get("description", "")),
            "place": str(event.get("location", ""))[:200],
            "rule": _rule(event),
        }
        entry.start, entry.end = _times(event)
        if entry.values["rule"]:
            entry.exceptions = sorted({*_excepted_days(event), *moved_days.get(uid, ())})
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


def _moved_days(events: Iterable[Any]) -> Mapping[str, list[str]]:
    """By series, the days of which a calendar tells something else than the series does."""
    days_by_series: dict[str, list[str]] = {}
    for event in events:
        if moved_from := _moment(event, "recurrence-id"):
            days_by_series.setdefault(str(event.get("uid", "")), []).append(_local_day(moved_from))
    return days_by_series


def _excepted_days(event: Any) -> Iterator[str]:
    """The days on which a series is not held."""
    exdates = event.get("exdate", [])
    for exdate in exdates if isinstance(exdates, list) else [exdates]:
        for excepted in exdate.dts:
            is_whole_day = not isinstance(excepted.dt, dt.datetime)
            yield excepted.dt.isoformat() if is_whole_day else _local_day(_with_zone(excepted.dt))


def _local_day(time: dt.datetime) -> str:
    return time.astimezone(ZONE).date().isoformat()


def _rule(event: Any) -> str:
    rule = event.get("rrule")
    return "" if rule is None or isinstance(rule, list) else str(rule.to_ical(), "utf-8")


def _moment(event: Any, name: str) -> dt.datetime | None:
    """A property that is a moment, aware; None for a whole day and for what is not there."""
    try:
        moment = event.decoded(name)
    except (KeyError, ValueError):
        return None
    if not isinstance(moment, dt.datetime):
        return None
    return _with_zone(moment)


def _with_zone(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


def _linked_entries(content: bytes) -> Iterator[Entry]:
    """A list of Linked Events, as other cities' services give it."""
    try:
        events = json.loads(content)["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileError("json") from error
    if not isinstance(events, list):
        raise FileError("json")
    for number, event in enumerate(events, 1):
        if isinstance(event, dict) and event.get("super_event_type") is None:
            yield _linked_entry(number, event)


LINKED = (("title", "name"), ("summary", "short_description"), ("text", "description"))
CALLED_OFF = "EventCancelled"


def _linked_entry(number: int, event: Mapping[str, Any]) -> Entry:
    entry = Entry(number, source=str(event.get("@id") or event.get("id") or "")[:300])
    for field_name, key in LINKED:
        longest = 300 if field_name == "summary" else None
        for language in LANGUAGES:
            text = _in_language(event.get(key), language)
            entry.values[f"{field_name}_{language}"] = text[:longest]
    location = event.get("location")
    if isinstance(location, dict):
        entry.values["place"] = _in_any(location.get("name"))[:200]
        entry.values["street_address"] = _in_any(location.get("street_address"))[:200]
    offers = event.get("offers")
    first_offer = offers[0] if isinstance(offers, list) and offers else None
    if isinstance(first_offer, dict):
        price = FREE if first_offer.get("is_free") else _in_any(first_offer.get("price"))
        entry.values["price"] = price[:100]
    entry.start, end = _iso(event.get("start_time")), _iso(event.get("end_time"))
    entry.end = whole_end(end) if end else None
    if entry.start is None or entry.end is None:
        entry.fault = "whole_day"
    if event.get("event_status") == CALLED_OFF or event.get("deleted") is True:
        entry.fault = "cancelled"
    return entry


def _in_language(translated: Any, language: str) -> str:
    """A text by language, or plain: a plain one is Finnish. Empty where it is not told."""
    if isinstance(translated, dict):
        return str(translated.get(language) or "")
    return str(translated) if translated and language == "fi" else ""


def _in_any(translated: Any) -> str:
    texts = (_in_language(translated, language) for language in LANGUAGES)
    return next(filter(None, texts), "")


def _iso(raw_time: Any) -> dt.datetime | None:
    """An aware moment; None for a day alone, and for what is no time."""
    try:
        moment = dt.datetime.fromisoformat(str(raw_time))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None if len(str(raw_time)) == 10 else moment.replace(tzinfo=ZONE)
    return moment


def rule_of(text: str, until: dt.date | None) -> str:
    """The rule of plain words for how often, or a rule as calendars write it, until a day.

    Raises KeyError, of the column that lacks what the other has.
    """
    rule = _RULE_BY_WORDS.get(" ".join(text.casefold().split()), text)
    if until and not rule:
        raise KeyError("rule")
    if rule != text and until is None:
        raise KeyError("repeat_until")
    is_bounded = "UNTIL=" in rule.upper() or "COUNT=" in rule.upper()
    return f"{rule};UNTIL={until:%Y%m%d}" if until and not is_bounded else rule


def keywords_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """Subjects, audiences and other words of words with commas between; the former by their names
    in any language.
    """
    slugs: dict[str, list[str]] = {"category": [], "audience": []}
    other_words = []
    for word in map(str.strip, text.replace(";", ",").split(",")):
        slug = slug_of(word)
        if slug in roles_by_slug():
            role, known_slug = roles_by_slug()[slug]
            slugs[role].append(known_slug)
        elif slug:
            other_words.append(word[:LONGEST_WORD])
    return slugs["category"], slugs["audience"], other_words
