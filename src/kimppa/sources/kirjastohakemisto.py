"""Kirjastohakemisto (Kirkanta) v4: a consortium's branches, their opening hours and closures.

    with patient(allow=…) as asking:
        found = Directory("https://api.kirjastot.fi", asking).branches("Louna", monday)

Asked in the way that Finna asks it. Only what a list of branches tells is read: no persons.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.patient import Patient, host_of

LIMIT: Final = 1000
CLOSED, STAFFED, SELF_SERVICE = 0, 1, 2
_HOUR = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Open:
    """A time of a day, "HH:MM", and whether staff are there."""

    start: str
    end: str
    staffed: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """When a branch is open on a day; no times = closed. `info` says why, if it says."""

    date: dt.date
    times: tuple[Open, ...]
    info: str


@dataclass(frozen=True, slots=True)
class ServicePoint:
    """A branch as the directory knows it."""

    id: int
    name: str
    kind: str
    street: str
    zipcode: str
    city: str
    latitude: float | None
    longitude: float | None
    hours: tuple[DayHours, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory. `address` is the server's, without `/v4`."""

    address: str
    asking: Patient

    def branches(
        self, finna_id: str, monday: dt.date, *, weeks: int = 2, language: str = "fi"
    ) -> list[ServicePoint]:
        """The branches of the consortium with its Finna id, with the hours of some weeks.

        Raises FetchError: "not-directory" for another shape, "no-consortium" for an id that is
        not known, and those of Patient.ask.
        """
        known = self._ask("finna_organisation", {"finna:id": finna_id, "lang": language})
        if not known:
            raise FetchError("no-consortium", host=host_of(self.address), name=finna_id)
        asked = {
            "consortium": str(self._number(known[0], "id")),
            "with": "schedules,primaryContactInfo,mailAddress,services",
            "period.start": monday.isoformat(),
            "period.end": (monday + dt.timedelta(weeks=weeks, days=-1)).isoformat(),
            "status": "",
            "lang": language,
        }
        return [self._point(row) for row in self._ask("service_point", asked)]

    def _ask(self, name: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        query = urlencode(asked | {"limit": str(LIMIT)})
        url = f"{self.address.rstrip('/')}/v4/{name}?{query}"
        return self.asking.ask(url, partial(self._items, host_of(url)))

    def _items(self, host: str, reply: Reply) -> list[dict[str, Any]]:
        try:
            told = json.loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise FetchError("not-json", host=host, detail=str(error)) from error
        items = told.get("items") if isinstance(told, dict) else None
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise self._odd("items")
        return items

    def _point(self, row: dict[str, Any]) -> ServicePoint:
        place, where = _part(row, "address"), _part(row, "coordinates")
        return ServicePoint(
            id=self._number(row, "id"),
            name=_text(row, "name"),
            kind=_text(row, "type"),
            street=_text(place, "street"),
            zipcode=_text(place, "zipcode"),
            city=_text(place, "city"),
            latitude=_degrees(where, "lat", 90),
            longitude=_degrees(where, "lon", 180),
            hours=tuple(self._days(row)),
        )

    def _days(self, row: dict[str, Any]) -> Iterator[DayHours]:
        for one in row.get("schedules") or []:
            if not isinstance(one, dict):
                raise self._odd("schedules")
            try:
                date = dt.date.fromisoformat(_text(one, "date"))
            except ValueError as error:
                raise self._odd("date") from error
            yield DayHours(date, tuple(self._times(one)), _text(one, "info"))

    def _times(self, day: dict[str, Any]) -> Iterator[Open]:
        if day.get("closed"):
            return
        for one in day.get("times") or []:
            if not isinstance(one, dict):
                raise self._odd("times")
            start, end = _text(one, "from"), _text(one, "to")
            if not (_HOUR.fullmatch(start) and _HOUR.fullmatch(end)):
                raise self._odd("times")
            if one.get("status") != CLOSED:
                yield Open(start, end, one.get("status") == STAFFED)

    def _number(self, row: dict[str, Any], name: str) -> int:
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._odd(name)
        return value

    def _odd(self, detail: str) -> FetchError:
        return FetchError("not-directory", host=host_of(self.address), detail=detail)


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _text(row: dict[str, Any], name: str) -> str:
    """A text, or one of the texts by language; Finnish first."""
    value = row.get(name)
    if isinstance(value, dict):
        value = value.get("fi") or next((one for one in value.values() if one), "")
    return " ".join(str(value).split()) if value not in (None, False) else ""


def _degrees(row: dict[str, Any], name: str, most: float) -> float | None:
    value = row.get(name)
    try:
        found = float(value) if value is not None else None
    except (TypeError, ValueError):
        return None
    return found if found is not None and abs(found) <= most else None
