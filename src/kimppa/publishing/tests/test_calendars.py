"""Calendars read back by another reader: one entry of an event for its whole life."""

import datetime as dt
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from django.test import Client
from icalendar import Calendar, Event
from pytest_django import Settings

from conftest import Louna
from kimppa.core.clock import ZONE
from kimppa.publishing import actions
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.models import Item
from kimppa.publishing.tests.conftest import Make, at

FEED = "/feeds/fi/events/all.ics"


def events(path: str = FEED) -> list[Event]:
    return list(Calendar.from_ical(Client().get(path).content).walk("VEVENT"))


def starts(event: Event) -> list[dt.datetime]:
    """When it is held, as dateutil expands its own lines."""
    lines = event.to_ical().decode().split("\r\n")
    kept = [line for line in lines if line.startswith(("DTSTART", "RRULE", "EXDATE"))]
    return list(rrulestr("\n".join(kept), forceset=True, tzids={"Europe/Helsinki": ZONE}))


def test_a_moved_event_keeps_its_entry_and_tells_that_it_is_newer(louna: Louna, make: Make) -> None:
    item = make("Konsertti")
    (before,) = events()
    times = {"start": at("2025-02-06 18:00"), "end": at("2025-02-06 19:00")}
    actions.change_item(by=louna.coordinator, item=item, content=ItemInput(times))
    (after,) = events()
    assert after["uid"] == before["uid"] == f"kimppa:{item.key}@kimppa"
    assert int(after["sequence"]) > int(before.get("sequence", 0))
    assert after.start == at("2025-02-06 18:00")
    assert events(f"/tapahtumat/{item.key}.ics")[0]["uid"] == after["uid"]


def test_what_is_called_off_says_so_until_it_is_over(
    louna: Louna, make: Make, settings: Settings
) -> None:
    item = make("Konsertti")
    make("Luonnos", published=False)
    actions.call_off(by=louna.coordinator, item=item)
    for path in (FEED, f"/tapahtumat/{item.key}.ics"):
        (event,) = events(path)
        assert (event["status"], int(event["sequence"])) == ("CANCELLED", 1)
        assert event["summary"] == "PERUTTU: Konsertti"
    actions.restore(by=louna.coordinator, item=item)
    (event,) = events()
    assert ("status" in event, int(event["sequence"])) == (False, 2)
    actions.call_off(by=louna.coordinator, item=item)
    settings.KIMPPA_TODAY = "2025-02-06"
    assert events() == []


@pytest.mark.parametrize(
    "values",
    [
        {"rule": "FREQ=WEEKLY;COUNT=4"},
        {"rule": "FREQ=WEEKLY;UNTIL=20250521"},  # over the moving of the clocks
        {"rule": "FREQ=WEEKLY;COUNT=5", "exceptions": ["2025-02-05", "2025-02-19", "2025-03-05"]},
        {"rule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=6", "exceptions": ["2025-04-08"]},
        {"rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=6"},
    ],
)
def test_a_series_is_one_entry_of_all_its_times(make: Make, values: dict[str, Any]) -> None:
    item = make("Satutunti", **values)
    (event,) = events()
    held = [time.start for time in item.occurrences.filter(whole=False)]
    assert starts(event) == held
    assert event["uid"] == f"kimppa:{item.key}@kimppa"


def test_a_series_of_whole_days_has_a_rule_of_days(make: Make) -> None:
    make("Pihapelit", start=at("2025-02-05 00:00"), end=at("2025-02-06 00:00"),
         rule="FREQ=WEEKLY;COUNT=3", exceptions=["2025-02-12"])  # fmt: skip
    (event,) = events()
    text = event.to_ical().decode()
    assert "DTSTART;VALUE=DATE:20250205" in text
    assert "RRULE:FREQ=WEEKLY;UNTIL=20250219" in text
    assert "EXDATE;VALUE=DATE:20250212" in text


def test_what_was_moved_tells_when_it_was_to_be(louna: Louna, make: Make) -> None:
    item = make("Konsertti")
    times = {"start": at("2025-02-06 18:00"), "end": at("2025-02-06 19:00")}
    actions.change_item(by=louna.coordinator, item=item, content=ItemInput(times))
    page = Client().get(f"/tapahtumat/{item.key}/").content.decode()
    assert '"eventStatus": "https://schema.org/EventRescheduled"' in page
    assert '"previousStartDate": "2025-02-05T17:00:00+02:00"' in page


def test_a_draft_that_is_written_anew_has_not_been_moved(louna: Louna, make: Make) -> None:
    item = make("Konsertti", published=False)
    times = {"start": at("2025-02-06 18:00"), "end": at("2025-02-06 19:00")}
    actions.change_item(by=louna.coordinator, item=item, content=ItemInput(times))
    actions.publish(by=louna.coordinator, item=item)
    assert Item.objects.get().moved_from is None
    assert "EventScheduled" in Client().get(f"/tapahtumat/{item.key}/").content.decode()
