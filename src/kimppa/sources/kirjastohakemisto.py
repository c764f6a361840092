"""Kirjastohakemisto (Kirkanta) v4: a consortium's branches, their opening hours and closures.

    with patient(allow=…) as client:
        found = Directory("https://api.kirjastot.fi", client).branches("Vaski", monday)

Asked in the way that Finna asks it. Only what a list of branches tells is read: no persons.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from kimppa.sources.errors import FetchError
from kimppa.sources.http import Reply
from kimppa.sources.patient import PatientClient, host_of, json_of

LIMIT: Final = 1000
CLOSED, STAFFED = 0, 1  # 2 is self-service
_HOUR = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class OpeningTime:
    """A time of a day, "HH:MM", and whether staff are there."""

    start: str
    end: str
    staffed: bool


@dataclass(frozen=True, slots=True)
class DayHours:
    """When a branch is open on a day; no times = closed. `info` says why, if it says."""

    date: dt.date
    times: tuple[OpeningTime, ...]
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
    client: PatientClient

    def branches(
        self, finna_id: str, monday: dt.date, *, weeks: int = 2, language: str = "fi"
    ) -> list[ServicePoint]:
        """The branches of the consortium with its Finna id, with the hours of some weeks.

        Raises FetchError: "not-directory" for another shape, "no-consortium" for an id that is
        not known, and those of PatientClient.ask.
        """
        consortia = self._ask_directory(
            "finna_organisation", {"finna:id": finna_id, "lang": language}
        )
        if not consortia:
            raise FetchError("no-consortium", host=host_of(self.address), name=finna_id)
        params = {
            "consortium": str(self._number(consortia[0], "id")),
            "with": "schedules,primaryContactInfo,mailAddress,services",
            "period.start": monday.isoformat(),
            "period.end": (monday + dt.timedelta(weeks=weeks, days=-1)).isoformat(),
            "status": "",
            "lang": language,
        }
        return [self._point(point) for point in self._ask_directory("service_point", params)]

    def _ask_directory(self, name: str, params: dict[str, str]) -> list[dict[str, Any]]:
        query = urlencode(params | {"limit": str(LIMIT)})
        url = f"{self.address.rstrip('/')}/v4/{name}?{query}"
        return self.client.ask(url, partial(self._items, host_of(url)))

    def _items(self, host: str, reply: Reply) -> list[dict[str, Any]]:
        payload = json_of(host, reply)
        items = payload.get("items") if isinstance(payload, dict) else None
        if not isinstance(items, list) or not all(isinstance(point, dict) for point in items):
            raise self._odd_answer("items")
        return items

    def _point(self, point: dict[str, Any]) -> ServicePoint:
        address, coordinates = _object(point, "address"), _object(point, "coordinates")
        return ServicePoint(
            id=self._number(point, "id"),
            name=_text(point, "name"),
            kind=_text(point, "type"),
            street=_text(address, "street"),
            zipcode=_text(address, "zipcode"),
            city=_text(address, "city"),
            latitude=_degrees(coordinates, "lat", 90),
            longitude=_degrees(coordinates, "lon", 180),
            hours=tuple(self._days(point)),
        )

    def _days(self, point: dict[str, Any]) -> Iterator[DayHours]:
        for schedule in point.get("schedules") or []:
            if not isinstance(schedule, dict):
                raise self._odd_answer("schedules")
            try:
                date = dt.date.fromisoformat(_text(schedule, "date"))
            except ValueError as error:
                raise self._odd_answer("date") from error
            yield DayHours(date, tuple(self._times(schedule)), _text(schedule, "info"))

    def _times(self, day: dict[str, Any]) -> Iterator[OpeningTime]:
        if day.get("closed"):
            return
        for time in day.get("times") or []:
            if not isinstance(time, dict):
                raise self._odd_answer("times")
            start, end = _text(time, "from"), _text(time, "to")
            if not (_HOUR.fullmatch(start) and _HOUR.fullmatch(end)):
                raise self._odd_answer("times")
            if time.get("status") != CLOSED:
                yield OpeningTime(start, end, time.get("status") == STAFFED)

    def _number(self, row: dict[str, Any], name: str) -> int:
        number = row.get(name)
        if isinstance(number, bool) or not isinstance(number, int):
            raise self._odd_answer(name)
        return number

    def _odd_answer(self, detail: str) -> FetchError:
        return FetchError("not-directory", host=host_of(self.address), detail=detail)


def _object(row: dict[str, Any], name: str) -> dict[str, Any]:
    part = row.get(name)
    return part if isinstance(part, dict) else {}


def _text(row: dict[str, Any], name: str) -> str:
    """A text, or one of the texts by language; Finnish first."""
    content = row.get(name)
    if isinstance(content, dict):
        content = content.get("fi") or next((text for text in content.values() if text), "")
    return " ".join(str(content).split()) if content not in (None, False) else ""


def _degrees(row: dict[str, Any], name: str, largest: float) -> float | None:
    content = row.get(name)
    try:
        degrees = float(content) if content is not None else None
    except (TypeError, ValueError):
        return None
    return degrees if degrees is not None and abs(degrees) <= largest else None
