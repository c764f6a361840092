"""The calendar is read back by an independent reader, also around the clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from kimppa.core.yearclock.ical import Entry, calendar, stable_uid

HELSINKI = ZoneInfo("Europe/Helsinki")
STAMP = dt.datetime(2025, 1, 14, 8, tzinfo=dt.UTC)


def written(*entries: Entry) -> Calendar:
    return Calendar.from_ical(calendar("Vuosikello", entries, stamp=STAMP))


def test_a_due_day_is_an_all_day_event() -> None:
    day = dt.date(2025, 1, 31)
    event = written(Entry("a@kimppa", "Raportti; valmis, \\ toimita", day)).events[0]
    assert event["summary"] == "Raportti; valmis, \\ toimita"
    assert event.decoded("dtstart") == day
    assert event.decoded("dtend") == dt.date(2025, 2, 1)


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2025-03-29T10:00", "2025-03-29T08:00"),
        ("2025-03-30T10:00", "2025-03-30T07:00"),
        ("2025-10-25T10:00", "2025-10-25T07:00"),
        ("2025-10-26T10:00", "2025-10-26T08:00"),
    ],
)
def test_a_meeting_keeps_its_hour_over_the_clock_changes(local: str, utc: str) -> None:
    start = dt.datetime.fromisoformat(local).replace(tzinfo=HELSINKI)
    event = written(Entry("b@kimppa", "Kokous", start)).events[0]
    moment = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert event.decoded("dtstart").astimezone(dt.UTC) == moment


def test_the_time_zone_is_two_rules_and_does_not_end() -> None:
    text = calendar("x", [], stamp=STAMP).decode()
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert "UNTIL" not in text
    assert "RDATE" not in text


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    raw = calendar("x", [Entry("c@kimppa", "ä" * 200, dt.date(2025, 1, 1))], stamp=STAMP)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_same_thing_keeps_its_identity() -> None:
    assert stable_uid("agreement", "2.1", "2024") == stable_uid("agreement", "2.1", "2024")
    assert stable_uid("a", "bc") != stable_uid("ab", "c")
