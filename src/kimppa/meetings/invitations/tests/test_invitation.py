"""Invitations are read back by two independent readers; ical.js reads them in tests/journeys."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from kimppa.core.clock import ZONE
from kimppa.meetings.invitations.invitation import (
    InvitationError,
    Party,
    cancel,
    following,
    request,
    version_to_send,
)
from kimppa.meetings.invitations.tests.samples import AINO, ORGANISER, STAMP, UID, invitation

LATER = STAMP + dt.timedelta(days=3)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")), max_size=200)


def event(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).events
    return found


def test_an_invitation_says_what_programs_look_for() -> None:
    content = request(invitation(), AINO)
    calendar, sent = Calendar.from_ical(content), event(content)
    assert (calendar["method"], sent["status"], sent["uid"]) == ("REQUEST", "CONFIRMED", UID)
    assert (sent["sequence"], sent.decoded("dtstamp")) == (0, STAMP)
    assert sent["organizer"] == f"mailto:{ORGANISER.address}"
    assert sent["attendee"] == f"mailto:{AINO.address}"
    assert dict(sent["attendee"].params) == {
        "CN": "Aino Öst, Forssa", "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE",
    }  # fmt: skip
    assert b"RSVP=TRUE" in content.replace(b"\r\n ", b"")
    assert sent["location"] == "Forssan kirjasto, Wahreninkatu 4, https://teams.example/kokous/1"
    assert sent["description"] == "Esityslista:\nhttps://kimppa.example/meetings/1/"


def test_a_cancellation_says_so_twice_and_asks_for_no_answer() -> None:
    content = cancel(following(invitation(), LATER), AINO)
    sent = event(content)
    assert (Calendar.from_ical(content)["method"], sent["status"]) == ("CANCEL", "CANCELLED")
    assert (sent["uid"], sent["sequence"], sent.decoded("dtstamp")) == (UID, 1, LATER)
    assert "RSVP" not in sent["attendee"].params


@pytest.mark.parametrize(
    "changes",
    [
        {"start": dt.datetime(2025, 3, 26, 8, tzinfo=ZONE)},
        {"end": dt.datetime(2025, 3, 26, 12, tzinfo=ZONE)},
        {"place": "Tammelan kirjasto"},
        {"link": "https://teams.example/kokous/2"},
    ],
)
def test_another_time_or_place_is_a_new_version_of_the_same_entry(changes: dict[str, Any]) -> None:
    before = invitation(sequence=4)
    after = version_to_send(before, replace(before, sequence=0, stamp=LATER, **changes))
    assert after is not None
    assert (after.uid, after.sequence, after.stamp) == (UID, 5, LATER)
    assert all(getattr(after, name) == value for name, value in changes.items())


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Uusi esityslista"},
        {"summary": "Kokous"},
        {"place": "Forssan  kirjasto, Wahreninkatu 4 "},
        {"start": dt.datetime(2025, 3, 26, 7, tzinfo=dt.UTC)},
    ],
)
def test_an_edited_agenda_sends_nothing(changes: dict[str, Any]) -> None:
    assert version_to_send(invitation(), invitation(stamp=LATER, **changes)) is None


def test_a_version_is_later_than_the_one_before_be_the_clock_set_back() -> None:
    after = following(invitation(), STAMP - dt.timedelta(hours=2))
    assert (after.sequence, after.stamp) == (1, STAMP + dt.timedelta(seconds=1))


def test_two_meetings_are_no_versions_of_each_other() -> None:
    with pytest.raises(InvitationError, match="uid"):
        version_to_send(invitation(), invitation(uid="b@kimppa"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uid": ""}, "uid"),
        ({"uid": "a\nATTENDEE:x"}, "uid"),
        ({"sequence": -1}, "sequence"),
        ({"stamp": STAMP.replace(tzinfo=None)}, "naive"),
        ({"end": dt.datetime(2025, 3, 26, 9, tzinfo=ZONE)}, "end"),
        ({"start": dt.datetime(2025, 3, 30, 3, 30, tzinfo=ZONE),
          "end": dt.datetime(2025, 3, 30, 5, tzinfo=ZONE)}, "hour"),
        ({"start": dt.datetime(2025, 10, 26, 1, tzinfo=ZONE),
          "end": dt.datetime(2025, 10, 26, 3, 30, tzinfo=ZONE)}, "hour"),
    ],
)  # fmt: skip
def test_what_no_program_would_take_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(InvitationError) as error:
        invitation(**changes)
    assert error.value.code == code


@pytest.mark.parametrize("address", ["", "aino", "a@b, c@d", "a b@c.fi", "a@b\nx", "a@b;c"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(InvitationError, match="address"):
        Party("Aino", address)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [("2025-03-29", 7), ("2025-03-30", 6), ("2025-10-25", 6), ("2025-10-26", 7), ("2039-07-01", 6)],
)
def test_a_meeting_moved_over_the_change_of_clocks_keeps_its_hour(day: str, utc_hour: int) -> None:
    date = dt.date.fromisoformat(day)
    start, end = (dt.datetime.combine(date, dt.time(hour), ZONE) for hour in (9, 11))
    content = request(invitation(start=start, end=end), AINO)
    expected = dt.datetime.combine(date, dt.time(utc_hour), dt.UTC)
    assert event(content).decoded("dtstart") == expected
    seen = vobject.readOne(content.decode()).vevent
    assert seen.dtstart.value == expected
    assert (seen.dtend.value - seen.dtstart.value) == dt.timedelta(hours=2)


@given(summary=TEXT, place=TEXT, description=TEXT, name=TEXT)
def test_any_text_comes_back(summary: str, place: str, description: str, name: str) -> None:
    meeting = invitation(summary=f"K{summary}", place=place, link="", description=description)
    content = request(meeting, Party(name, AINO.address))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert all(line.decode() is not None for line in content.split(b"\r\n"))
    read, seen = event(content), vobject.readOne(content.decode()).vevent
    assert read["summary"] == seen.summary.value == " ".join(meeting.summary.split())
    assert str(read.get("location", "")) == " ".join(place.split())
    assert str(read.get("description", "")) == description
    assert seen.contents.get("description", [None])[0] is None or (
        seen.description.value == description
    )
    shown = " ".join(name.replace('"', "'").replace("\\", "/").split())
    assert read["attendee"].params.get("cn", "") == shown


@pytest.mark.parametrize(
    "text",
    ["åäö ÅÄÖ", "🎉 juhla 👩‍💻", "a; b, c: d\\ e", "ö" * 400, "rivi\nrivi\n\nrivi", "a\r\nb", "\0"],
)
def test_hard_texts_are_folded_between_letters(text: str) -> None:
    content = request(invitation(description=text), AINO)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    expected = text.replace("\r\n", "\n").replace("\0", "\ufffd")
    assert event(content)["description"] == expected
    assert vobject.readOne(content.decode()).vevent.description.value == expected


def test_the_zone_is_two_rules_without_an_end() -> None:
    text = request(invitation(), AINO).decode()
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert "RDATE" not in text
    assert "DTSTART;TZID=Europe/Helsinki:20250326T090000\r\n" in text
