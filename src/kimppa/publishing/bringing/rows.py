"""What a file tells, as rows of one kind whatever the file is. Pure.

A table's columns are known by their names in Finnish, Swedish or English. A calendar's event
tells its rule; days without a time of day are refused, for the web library shows times.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from icalendar import Calendar

from kimppa.core.clock import ZONE
from kimppa.documents.csvfile import read_csv
from kimppa.documents.spreadsheets import SpreadsheetError
from kimppa.documents.xlsx import read_xlsx
from kimppa.publishing.keywords import known, slug_of

MOST_BYTES, MOST_ROWS = 5_000_000, 2_000
# A column's names, each as `slug_of` writes it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title_fi": ("otsikko", "otsikko-fi", "nimi", "titel", "title"),
    "title_sv": ("otsikko-ruotsiksi", "otsikko-sv", "titel-sv", "title-sv"),
    "title_en": ("otsikko-englanniksi", "otsikko-en", "titel-en", "title-en"),
    "summary_fi": ("lyhyesti", "tiivistelma", "kort", "summary"),
    "text_fi": ("teksti", "kuvaus", "text", "description"),
    "text_sv": ("teksti-ruotsiksi", "teksti-sv", "text-sv"),
    "text_en": ("teksti-englanniksi", "teksti-en", "text-en"),
    "day": ("paiva", "pvm", "dag", "datum", "day", "date"),
    "begins": ("alkaa", "klo", "alkaa-klo", "borjar", "starts", "start"),
    "ends": ("paattyy", "loppuu", "paattyy-klo", "slutar", "ends", "end"),
    "municipality": ("kunta", "kommun", "municipality"),
    "branch": ("kirjasto", "toimipiste", "bibliotek", "library", "branch"),
    "place": ("paikka", "plats", "place"),
    "street_address": ("osoite", "katuosoite", "adress", "address"),
    "price": ("hinta", "pris", "price"),
    "registration": ("ilmoittautuminen", "anmalan", "registration"),
    "organiser": ("jarjestaja", "arrangor", "organiser"),
    "rule": ("toistuu", "upprepas", "repeats", "rrule"),
    "keywords": ("aihe", "aiheet", "kohderyhma", "amne", "subject", "keywords"),
}
_NAMES = {name: field for field, names in COLUMNS.items() for name in names}


class FileError(ValueError):
    """A file that cannot be brought in; `code`: kind, calendar, columns, many, json."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(slots=True)
class Row:
    """One event as told. `fault` is a code of why it is not taken: day, time, whole_day,
    cancelled."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    exceptions: list[str] = field(default_factory=list)
    source: str = ""
    fault: str = ""


def rows_of(content: bytes, name: str) -> list[Row]:
    """The rows of a file. Raises SpreadsheetError and FileError."""
    low = name.lower()
    if low.endswith(".ics"):
        found = list(_calendar(content))
    elif low.endswith(".json"):
        found = list(_linked(content))
    elif low.endswith(".csv"):
        told = read_csv(content, max_bytes=MOST_BYTES, max_rows=MOST_ROWS)
        found = list(_table(told.header, told.rows, told.lines))
    elif low.endswith(".xlsx"):
        found = list(_workbook(content))
    else:
        raise FileError("kind")
    if len(found) > MOST_ROWS:
        raise FileError("many")
    return found


def _workbook(content: bytes) -> Iterator[Row]:
    sheets = read_xlsx(content, max_bytes=MOST_BYTES, max_rows=MOST_ROWS, max_cells=200_000)
    if not sheets or not sheets[0].rows:
        raise SpreadsheetError("no_rows")
    sheets[0].refuse_formulas()
    header, *rest = sheets[0].rows
    kept = [(n, row) for n, row in enumerate(rest, 2) if any(cell is not None for cell in row)]
    return _table([_told(c) for c in header], [r for _n, r in kept], [n for n, _r in kept])


def _table(
    header: Iterable[str], rows: Iterable[Sequence[Any]], lines: Iterable[int]
) -> Iterator[Row]:
    names = [_NAMES.get(slug_of(title)) for title in header]
    if not {"title_fi", "day", "begins"} <= set(names):
        raise FileError("columns")
    for number, cells in zip(lines, rows, strict=True):
        row = Row(number)
        given = {name: cell for name, cell in zip(names, cells, strict=True) if name}
        row.values = {name: _told(cell) for name, cell in given.items()}
        try:
            day = _day(given.get("day"))
            row.start = dt.datetime.combine(day, _time(given.get("begins")), ZONE)
            row.end = dt.datetime.combine(day, _time(given.get("ends")), ZONE)
        except ValueError as error:
            row.fault = str(error)
        yield row


def _told(cell: Any) -> str:
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _day(cell: Any) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"):
        try:
            return dt.datetime.strptime(_told(cell), pattern).replace(tzinfo=ZONE).date()
        except ValueError:
            continue
    raise ValueError("day")


def _time(cell: Any) -> dt.time:
    if isinstance(cell, dt.datetime):
        return cell.time()
    if isinstance(cell, dt.time):
        return cell
    text = _told(cell).replace(".", ":").removesuffix(":00:00")
    hour, _colon, minute = text.partition(":")
    try:
        return dt.time(int(hour), int((minute or "0")[:2]))
    except ValueError as error:
        raise ValueError("time") from error


def _calendar(content: bytes) -> Iterator[Row]:
    if len(content) > MOST_BYTES:
        raise FileError("many")
    try:
        events = Calendar.from_ical(content).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise FileError("calendar") from error
    moved = _moved(events)
    for number, event in enumerate(events, 1):
        uid, once = str(event.get("uid", "")), _moment(event, "recurrence-id")
        row = Row(number, source=f"{uid} {once.isoformat()}"[:300] if once else uid[:300])
        row.values = {
            "title_fi": str(event.get("summary", "")),
            "text_fi": str(event.get("description", "")),
            "place": str(event.get("location", ""))[:200],
            "rule": _rule(event),
        }
        row.start, row.end = _moment(event, "dtstart"), _moment(event, "dtend")
        if row.values["rule"]:
            row.exceptions = sorted({*_left_out(event), *moved.get(uid, ())})
        if row.start is None or row.end is None:
            row.fault = "whole_day"
        if str(event.get("status", "")).upper() == "CANCELLED":
            row.fault = "cancelled"
        yield row


def _moved(events: Iterable[Any]) -> Mapping[str, list[str]]:
    """By series, its days of which a calendar tells something else than the series does."""
    found: dict[str, list[str]] = {}
    for event in events:
        if once := _moment(event, "recurrence-id"):
            found.setdefault(str(event.get("uid", "")), []).append(_local_day(once))
    return found


def _left_out(event: Any) -> Iterator[str]:
    """The days on which a series is not held."""
    told = event.get("exdate", [])
    for one in told if isinstance(told, list) else [told]:
        for value in one.dts:
            whole = not isinstance(value.dt, dt.datetime)
            yield value.dt.isoformat() if whole else _local_day(_aware(value.dt))


def _local_day(moment: dt.datetime) -> str:
    return moment.astimezone(ZONE).date().isoformat()


def _rule(event: Any) -> str:
    found = event.get("rrule")
    return (
        str(found.to_ical(), "utf-8") if found is not None and not isinstance(found, list) else ""
    )


def _moment(event: Any, name: str) -> dt.datetime | None:
    try:
        value = event.decoded(name)
    except (KeyError, ValueError):
        return None
    if not isinstance(value, dt.datetime):
        return None
    return _aware(value)


def _aware(value: dt.datetime) -> dt.datetime:
    return value if value.tzinfo else value.replace(tzinfo=ZONE)


def _linked(content: bytes) -> Iterator[Row]:
    """A list of Linked Events, as other cities' services give it."""
    try:
        data = json.loads(content)["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FileError("json") from error
    if not isinstance(data, list):
        raise FileError("json")
    for number, one in enumerate(data, 1):
        if isinstance(one, dict) and one.get("super_event_type") is None:
            yield _linked_row(number, one)


LINKED = (("title", "name"), ("summary", "short_description"), ("text", "description"))
CALLED_OFF = "EventCancelled"


def _linked_row(number: int, one: Mapping[str, Any]) -> Row:
    row = Row(number, source=str(one.get("@id") or one.get("id") or "")[:300])
    for field_name, key in LINKED:
        for language in ("fi", "sv", "en"):
            row.values[f"{field_name}_{language}"] = _in(one.get(key), language)
    row.values["summary_fi"] = row.values["summary_fi"][:300]
    place = one.get("location")
    if isinstance(place, dict):
        row.values["place"] = _in(place.get("name"), "fi")[:200]
        row.values["street_address"] = _in(place.get("street_address"), "fi")[:200]
    offers = one.get("offers")
    first = offers[0] if isinstance(offers, list) and offers else None
    if isinstance(first, dict) and not first.get("is_free"):
        row.values["price"] = _in(first.get("price"), "fi")[:100]
    row.start, row.end = _iso(one.get("start_time")), _iso(one.get("end_time"))
    if row.start is None or row.end is None:
        row.fault = "whole_day"
    if one.get("event_status") == CALLED_OFF or one.get("deleted") is True:
        row.fault = "cancelled"
    return row


def _in(value: Any, language: str) -> str:
    if isinstance(value, dict):
        return str(value.get(language) or "")
    return str(value) if value and language == "fi" else ""


def _iso(value: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    if found.tzinfo is None:
        return None if len(str(value)) == 10 else found.replace(tzinfo=ZONE)
    return found


def keywords_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """Subjects, audiences and other words of words with commas between."""
    roles: tuple[list[str], list[str], list[str]] = ([], [], [])
    known_here = known()
    for word in (one.strip() for one in text.split(",")):
        slug = slug_of(word)
        if slug in known_here["category"]:
            roles[0].append(slug)
        elif slug in known_here["audience"]:
            roles[1].append(slug)
        elif slug:
            roles[2].append(word[:60])
    return roles
