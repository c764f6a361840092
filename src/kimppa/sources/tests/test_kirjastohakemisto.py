"""Branches and hours of a consortium, from a directory of our own that is another process."""

import datetime as dt
from typing import Any

import pytest

from kimppa.sources.errors import FetchError
from kimppa.sources.kirjastohakemisto import DayHours, Directory, OpeningTime, ServicePoint
from kimppa.sources.patient import patient
from kimppa.sources.tests.conftest import Running, Waits

MONDAY = dt.date(2025, 1, 13)
POINT = {
    "id": 84001,
    "name": "Tammelan kirjasto",
    "shortName": "Tammela",
    "slug": "tammela",
    "type": "library",
    "address": {"street": "Hakkapeliitantie 2", "zipcode": "31300", "city": "Tammela"},
    "coordinates": {"lat": "60.81", "lon": 23.76},
    "schedules": [
        {
            "date": "2025-01-13",
            "closed": False,
            "info": None,
            "times": [
                {"from": "07:00", "to": "10:00", "status": 2},
                {"from": "10:00", "to": "12:00", "status": 1},
                {"from": "12:00", "to": "13:00", "status": 0},
            ],
        },
        {"date": "2025-01-14", "closed": True, "info": {"fi": "Remontti"}, "times": []},
    ],
}


def ask(here: Running, waits: Waits, finna_id: str = "Louna", **told: Any) -> list[ServicePoint]:
    with patient(allow=here.allow, patience=waits.patience(tries=1)) as client:
        return Directory(here.make(**told), client).branches(finna_id, MONDAY)


def test_branches_with_their_hours_and_closures(kirjastohakemisto: Running, waits: Waits) -> None:
    (found,) = ask(kirjastohakemisto, waits, points=[POINT])
    assert (found.id, found.name, found.city) == (84001, "Tammelan kirjasto", "Tammela")
    assert (found.latitude, found.longitude) == (60.81, 23.76)
    open_day, closed = found.hours
    assert open_day.times == (
        OpeningTime("07:00", "10:00", False),
        OpeningTime("10:00", "12:00", True),
    )
    assert closed == DayHours(dt.date(2025, 1, 14), (), "Remontti")


def test_what_is_missing_is_empty(kirjastohakemisto: Running, waits: Waits) -> None:
    (found,) = ask(kirjastohakemisto, waits, points=[{"id": 1, "name": "X", "address": None}])
    assert found == ServicePoint(1, "X", "", "", "", "", None, None, ())


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"raw": []}, "not-directory"),
        ({"raw": {"items": "x"}}, "not-directory"),
        ({"points": [{"id": "x"}]}, "not-directory"),
        ({"points": [{"id": 1, "schedules": [{"date": "2025-02-30"}]}]}, "not-directory"),
        ({"points": [], "finna_id": "Muu"}, "no-consortium"),
    ],
)
def test_another_shape_is_told(
    kirjastohakemisto: Running, waits: Waits, told: dict[str, Any], code: str
) -> None:
    with pytest.raises(FetchError) as error:
        ask(kirjastohakemisto, waits, **told)
    assert error.value.code == code
