"""Whole days and ends at midnight are said as people say them, everywhere."""

import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from icalendar import Calendar

from conftest import Louna
from kimppa.publishing import actions
from kimppa.publishing.days import day_of
from kimppa.publishing.feeds import XCAL
from kimppa.publishing.imports import entries_of
from kimppa.publishing.messages import time_words
from kimppa.publishing.models import Item
from kimppa.publishing.positions import point_of, read_position
from kimppa.publishing.spans import last_moment, whole_end
from kimppa.publishing.tests.conftest import Make, at

DAY = ("2025-02-05 00:00", "2025-02-06 00:00")
DAYS = ("2025-02-05 00:00", "2025-02-08 00:00")
EVENING = ("2025-02-05 18:00", "2025-02-06 00:00")
NIGHT = ("2025-02-05 22:00", "2025-02-06 06:00")


@pytest.mark.parametrize(
    ("times", "short", "hours", "feed"),
    [
        (DAY, "ke 5.2.2025", "koko päivän", ("2025-02-05", "2025-02-05")),
        (
            DAYS,
            "ke 5.2.2025 – pe 7.2.2025",
            "– perjantaina 7. helmikuuta 2025",
            ("2025-02-05", "2025-02-07"),
        ),
        (
            EVENING,
            "ke 5.2.2025 18.00–24.00",
            "klo 18.00–24.00",
            ("2025-02-05 18:00", "2025-02-05 23:59"),
        ),
        (
            NIGHT,
            "ke 5.2.2025 22.00 – to 6.2.2025 6.00",
            "klo 22.00 – torstaina 6. helmikuuta 2025 klo 6.00",
            ("2025-02-05 22:00", "2025-02-06 06:00"),
        ),
    ],
)
def test_a_span_is_said_alike_everywhere(
    make: Make, times: tuple[str, str], short: str, hours: str, feed: tuple[str, str]
) -> None:
    start, end = map(at, times)
    assert time_words(start, end) == short
    assert day_of(start, end).hours == hours
    make("Näyttely", start=start, end=end)
    raw = Client().get("/feeds/fi/events/all.xml").content
    (item,) = ET.fromstring(raw).iter("item")
    assert tuple(item.findtext(f"{{{XCAL}}}{name}") for name in ("dtstart", "dtend")) == feed
    (event,) = Calendar.from_ical(Client().get("/feeds/fi/events/all.ics").content).walk("VEVENT")
    whole = times in (DAY, DAYS)
    assert isinstance(event.start, dt.datetime) is not whole
    if whole:
        assert (event.start, event.end) == (start.date(), end.date())
    else:
        assert (event.start, event.end) == (start, end)


FORM = {
    "title_fi": "Avoimet ovet",
    "municipality": "",
    "joint": "on",
    "place": "Tori",
    "day": "5.2.2025",
}


@pytest.mark.parametrize(
    ("values", "times"),
    [
        ({}, DAY),
        ({"last_day": "7.2.2025"}, DAYS),
        ({"begins": "18.00", "ends": "0.00"}, EVENING),
        ({"begins": "22.00", "ends": "6.00", "last_day": "6.2.2025"}, NIGHT),
    ],
)
def test_a_form_takes_whole_days_and_shows_them_again(
    louna: Louna, values: dict[str, str], times: tuple[str, str]
) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    client.post("/publishing/new/event/", FORM | values)
    item = Item.objects.get()
    assert (item.start, item.end) == tuple(map(at, times))
    initial = client.get(f"/publishing/{item.pk}/edit/").context["form"].initial
    assert (initial["begins"] is None) is ("begins" not in values)
    assert (initial["last_day"] is None) is ("last_day" not in values)


def test_one_time_alone_is_asked_about(louna: Louna) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    page = client.post("/publishing/new/event/", FORM | {"begins": "18.00"}).content.decode()
    assert "Kirjoita molemmat kellonajat" in page
    assert not Item.objects.exists()


def test_hours_the_wrong_way_round_lead_to_the_last_day(louna: Louna) -> None:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.coordinator)
    values = FORM | {"begins": "22.00", "ends": "2.00"}
    errors = client.post("/publishing/new/event/", values).context["form"].errors
    assert list(errors) == ["last_day"]
    assert "kirjoita tähän seuraava päivä" in errors["last_day"][0]
    client.post("/publishing/new/event/", values | {"last_day": "6.2.2025"})
    assert Item.objects.get().end == at("2025-02-06 02:00")


@pytest.mark.parametrize(("times", "shown"), [(DAY, "5.2.2025"), (EVENING, "5.2.2025 18.00")])
def test_what_waits_to_be_published_has_no_hours_of_a_whole_day(
    louna: Louna, make: Make, times: tuple[str, str], shown: str
) -> None:
    start, end = map(at, times)
    item = make("Näyttely", start=start, end=end, published=False)
    actions.propose(by=louna.coordinator, item=item)
    client = Client()
    client.force_login(louna.coordinator)
    assert f"<span>{shown}</span>" in client.get("/publishing/").content.decode()


@pytest.mark.parametrize(
    ("written", "point"),
    [("60.8137, 23.6211", (60.8137, 23.6211)), ("60,8137 23,6211", (60.8137, 23.6211)), ("", None)],
)
def test_a_place_of_its_own_is_told_on_the_map(
    louna: Louna, written: str, point: tuple[float, float] | None
) -> None:
    client = Client(headers={"Accept-Language": "fi"})
    client.force_login(louna.coordinator)
    assert "Jos kohta on tyhjä" in client.get("/publishing/new/event/").content.decode()
    client.post("/publishing/new/event/", FORM | {"position": written})
    item = Item.objects.get()
    assert point_of(item) == point
    assert read_position(client.get(f"/publishing/{item.pk}/edit/").context["form"]
                         .initial.get("position", "")) == point  # fmt: skip


@pytest.mark.parametrize("written", ["Tori 5", "23.6211, 60.8137", "60.8"])
def test_what_is_no_position_is_refused_at_its_field(louna: Louna, written: str) -> None:
    client = Client()
    client.force_login(louna.coordinator)
    answer = client.post("/publishing/new/event/", FORM | {"position": written})
    assert list(answer.context["form"].errors) == ["position"]


def test_an_end_at_23_59_of_another_service_is_the_end_of_its_day() -> None:
    start, end = at("2025-02-05 00:00"), at("2025-02-06 00:00")
    assert whole_end(last_moment(start, end)) == end
    assert whole_end(at("2025-02-05 18:30")) == at("2025-02-05 18:30")


CALENDAR = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Test//FI\r
BEGIN:VEVENT\r
UID:1\r
SUMMARY:Luento\r
DTSTART;TZID=Europe/Helsinki:20250205T170000\r
{}\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    ("ending", "end"),
    [
        ("DURATION:PT1H30M", "2025-02-05 18:30"),
        ("DTEND;TZID=Europe/Helsinki:20250205T180000", "2025-02-05 18:00"),
        ("X-NONE:1", ""),
    ],
)
def test_a_calendar_tells_its_end_or_how_long_it_lasts(ending: str, end: str) -> None:
    (entry,) = entries_of(CALENDAR.format(ending).encode(), "a.ics") or []
    assert entry.end == (at(end) if end else None)
    assert entry.fault == ("" if end else "whole_day")


def test_a_calendars_whole_day_comes_in() -> None:
    text = CALENDAR.format("DTEND;VALUE=DATE:20250208").replace(
        "DTSTART;TZID=Europe/Helsinki:20250205T170000", "DTSTART;VALUE=DATE:20250205"
    )
    (entry,) = entries_of(text.encode(), "a.ics") or []
    assert (entry.start, entry.end) == tuple(map(at, DAYS))
