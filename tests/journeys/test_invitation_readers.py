"""ical.js, by which Thunderbird and Nextcloud read calendars, reads ours in the browser."""

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from kimppa.core.clock import ZONE
from kimppa.meetings.invitations.invitation import (
    cancel,
    following,
    request,
    version_to_send,
)
from kimppa.meetings.invitations.replies import read_reply
from kimppa.meetings.invitations.tests.samples import (
    AINO,
    STAMP,
    UID,
    apple,
    google,
    invitation,
    outlook,
    outlook_letter,
)
from kimppa.sources.mail.letter import calendars
from tests.journeys.browser import AXE

pytestmark = pytest.mark.browser

ICAL = AXE.parents[1] / "ical.js-2.2.1" / "ical.min.js"
# What a program does with a calendar: zones first, then the event and its only attendee.
READ = """async ([source, calendars]) => {
    const address = "data:text/javascript;base64," + source;
    const ICAL = (await import(address)).default;
    return calendars.map(text => {
        const calendar = ICAL.Component.fromString(text);
        ICAL.TimezoneService.reset();
        for (const zone of calendar.getAllSubcomponents("vtimezone")) {
            ICAL.TimezoneService.register(zone);
        }
        const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
        const [attendee] = event.attendees;
        return {
            method: calendar.getFirstPropertyValue("method"),
            status: event.component.getFirstPropertyValue("status"),
            uid: event.uid, sequence: event.sequence, summary: event.summary,
            description: event.description, location: event.location,
            organizer: event.organizer, attendee: attendee.getFirstValue(),
            partstat: attendee.getParameter("partstat") || "",
            name: attendee.getParameter("cn"),
            start: event.startDate.toJSDate().toISOString(),
            end: event.endDate.toJSDate().toISOString(),
        };
    });
}"""
HOUR = dt.timedelta(hours=1)
DAYS = ("2025-03-29", "2025-03-30", "2025-07-01", "2025-10-25", "2025-10-26", "2039-12-01")


@pytest.fixture(scope="module")
def read(browser: Browser) -> Iterator[Any]:
    source = base64.b64encode(ICAL.read_bytes()).decode()
    context = browser.new_context(timezone_id="America/New_York")  # no help from the machine's own
    page = context.new_page()

    def reader(*calendars: bytes) -> list[dict[str, Any]]:
        result: list[dict[str, Any]] = page.evaluate(
            READ, [source, [calendar.decode() for calendar in calendars]]
        )
        return result

    yield reader
    context.close()


def test_an_invitation_and_a_cancellation_are_read(read: Any) -> None:
    text = "Äiti; öylätti, \\ 🎉\n" + "ö" * 200
    meeting = invitation(description=text)
    invited, cancelled = read(request(meeting, AINO), cancel(following(meeting, STAMP), AINO))
    assert invited == {
        "method": "REQUEST", "status": "CONFIRMED", "uid": UID, "sequence": 0,
        "summary": meeting.summary, "description": text, "location": meeting.location,
        "organizer": "mailto:kokoukset@kimppa.example", "attendee": f"mailto:{AINO.address}",
        "partstat": "NEEDS-ACTION", "name": AINO.name,
        "start": "2025-03-26T07:00:00.000Z", "end": "2025-03-26T09:00:00.000Z",
    }  # fmt: skip
    assert (cancelled["method"], cancelled["status"]) == ("CANCEL", "CANCELLED")
    assert (cancelled["uid"], cancelled["sequence"]) == (UID, 1)


def test_another_time_updates_the_same_entry(read: Any) -> None:
    before, moved = invitation(), dt.datetime(2025, 6, 4, 13, tzinfo=ZONE)
    after = version_to_send(before, invitation(start=moved, end=moved + HOUR, stamp=STAMP + HOUR))
    assert after is not None
    first, second = read(request(before, AINO), request(after, AINO))
    assert (first["uid"], first["sequence"]) == (second["uid"], second["sequence"] - 1)
    assert (second["start"], second["end"]) == (
        "2025-06-04T10:00:00.000Z",
        "2025-06-04T11:00:00.000Z",
    )
    assert (second["method"], second["status"]) == ("REQUEST", "CONFIRMED")


def test_the_replies_of_three_vendors_are_read_as_we_read_them(read: Any) -> None:
    letters = (outlook_letter(outlook()), google(), apple())
    for letter in letters:
        ours, theirs = read_reply(letter), read(calendars(letter)[0].encode())[0]
        assert (theirs["method"], theirs["uid"]) == ("REPLY", ours.uid)
        assert theirs["attendee"].lower() == f"mailto:{ours.attendee}"
        assert theirs["partstat"].lower() == ours.answer


def test_a_meeting_has_the_right_hour_around_the_changes_of_clocks(read: Any) -> None:
    starts = [dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), ZONE) for day in DAYS]
    calendars = [
        request(invitation(start=start, end=start + dt.timedelta(hours=2)), AINO)
        for start in starts
    ]
    assert [event["start"] for event in read(*calendars)] == [
        f"{start.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.000Z}" for start in starts
    ]
