"""When an event is held, as Finna shows it, and what has become of it since it was told."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import Settings

from conftest import Louna
from kimppa.core.clock import ZONE
from kimppa.publishing import actions
from kimppa.publishing.actions import ItemInput
from kimppa.publishing.tests.conftest import Make, at
from kimppa.publishing.tests.test_linkedevents import DETAIL, ask, names
from kimppa.publishing.tests.test_linkedevents import public_base as public_base


def as_finna(event: dict[str, Any]) -> str:
    """Its dates as Finna's page shows them: hours only when both days are the same."""
    start, end = (
        dt.datetime.fromisoformat(event[name]).astimezone(ZONE)
        for name in ("start_time", "end_time")
    )
    days = [f"{at.day}.{at.month}.{at.year}" for at in (start, end)]
    return f"{days[0]} {start:%H:%M}–{end:%H:%M}" if days[0] == days[1] else "–".join(days)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-12-12 00:00", "2026-12-13 00:00", "12.12.2026 00:00–23:59"),
        ("2026-12-12 20:00", "2026-12-13 00:00", "12.12.2026 20:00–23:59"),
        ("2026-12-01 00:00", "2027-02-01 00:00", "1.12.2026–31.1.2027"),
        ("2026-12-12 22:00", "2026-12-13 02:00", "12.12.2026–13.12.2026"),
        ("2026-12-12 17:00", "2026-12-12 18:30", "12.12.2026 17:00–18:30"),
    ],
)
def test_finna_shows_the_last_day_on_which_it_is_held(
    make: Make, start: str, end: str, shown: str
) -> None:
    item = make("Näyttely", start=at(start), end=at(end))
    event = ask(DETAIL.format(f"kimppa:{item.key}"))
    assert as_finna(event) == shown
    series = make("Sarja", start=at(start), end=at(end), rule="FREQ=YEARLY;COUNT=2")
    whole = ask(DETAIL.format(f"kimppa:{series.key}"))
    assert as_finna(whole["sub_events"][0]) == shown


def test_what_has_been_moved_says_so(louna: Louna, make: Make) -> None:
    item = make("Konsertti")
    for hour, status in ((19, "EventRescheduled"), (17, "EventScheduled")):
        times = {"start": at(f"2025-02-06 {hour}:00"), "end": at("2025-02-06 20:00")}
        if status == "EventScheduled":  # back to what was public first
            times = {"start": at("2025-02-05 17:00"), "end": at("2025-02-05 18:00")}
        actions.change_item(by=louna.coordinator, item=item, content=ItemInput(times))
        assert ask(DETAIL.format(f"kimppa:{item.key}"))["event_status"] == status


def test_a_series_is_moved_by_its_hour_or_weekday_and_not_by_its_length(
    louna: Louna, make: Make
) -> None:
    item = make("Satutunti", rule="FREQ=WEEKLY;COUNT=4")
    week_later = {"start": at("2025-02-12 17:00"), "end": at("2025-02-12 18:30")}
    actions.change_item(by=louna.coordinator, item=item, content=ItemInput(week_later))
    assert ask(DETAIL.format(f"kimppa:{item.key}"))["event_status"] == "EventScheduled"
    hour_later = {"start": at("2025-02-12 18:00"), "end": at("2025-02-12 19:00")}
    actions.change_item(by=louna.coordinator, item=item, content=ItemInput(hour_later))
    assert ask(DETAIL.format(f"kimppa:{item.key}"))["event_status"] == "EventRescheduled"


def test_only_what_says_something_new_since_then(
    louna: Louna, make: Make, settings: Settings
) -> None:
    draft = make("Luonnos", published=False)
    make("Vanha")
    settings.KIMPPA_TODAY = "2025-01-20"
    changed = make("Uusi")
    actions.publish(by=louna.coordinator, item=draft)  # written before, told now
    asked = "event/?last_modified_since={}&sort=-last_modified_time"
    assert set(names(ask(asked.format("2025-01-18")))) == {"Uusi", "Luonnos"}
    assert set(names(ask(asked.format("2025-01-01T00:00:00Z")))) == {"Uusi", "Luonnos", "Vanha"}
    assert names(ask(asked.format("2025-01-21"))) == []
    since = ask(DETAIL.format(f"kimppa:{changed.key}"))["last_modified_time"]
    assert "Uusi" in names(ask(asked.format(since)))  # that moment included
    told = ask(asked.format("yesterday"), status=400)
    assert "last_modified_since" in told["detail"]
