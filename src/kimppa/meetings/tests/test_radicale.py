"""A calendar server keeps what we send: Radicale, in this process, on a folder of the test's own.

The letters are put there as a calendar program does that takes an invitation: without METHOD, which
a stored entry must not have (RFC 4791, 4.1), at one address for each UID.
"""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from xml.etree import ElementTree

import pytest
from icalendar import Calendar
from radicale import Application, config

from conftest import Louna
from kimppa.core import clock
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import Meeting
from kimppa.meetings.tests.test_agenda import meeting_on

HOME = "/aino/kokoukset/"
DATA = "{urn:ietf:params:xml:ns:caldav}calendar-data"
REPORT = """<?xml version="1.0"?>
<c:calendar-query xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:">
<d:prop><c:calendar-data/></d:prop><c:filter><c:comp-filter name="VCALENDAR">
<c:comp-filter name="VEVENT">{span}</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>
"""
SPAN = '<c:time-range start="{:%Y%m%dT%H%M%SZ}" end="{:%Y%m%dT%H%M%SZ}"/>'

type Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def ask(tmp_path: Path) -> Ask:
    """Sends a request to the server; the status and the body of the answer."""
    settings = config.load()
    settings.update(
        {
            "storage": {"filesystem_folder": str(tmp_path)},
            "auth": {"type": "none"},
            "rights": {"type": "owner_only"},
            "logging": {"level": "error"},
        },
        "test",
    )
    server = Application(settings)

    def send(method: str, path: str = HOME, body: str = "", **headers: str) -> tuple[int, str]:
        data = body.encode()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_LENGTH": str(len(data)),
            "CONTENT_TYPE": "text/calendar; charset=utf-8",
            "HTTP_AUTHORIZATION": "Basic YWlubzphaW5v",
            "wsgi.input": io.BytesIO(data),
            **headers,
        }
        setup_testing_defaults(environ)
        begun: list[str] = []
        answer = b"".join(server(environ, lambda status, _headers: begun.append(status)))
        return int(begun[0].split()[0]), answer.decode()

    assert send("MKCALENDAR")[0] == 201
    return send


def letters() -> list[str]:
    """The calendars of the letters to the coordinator, the first first."""
    mails = OutgoingMail.objects.filter(key__startswith="meeting-", to__startswith="paakayttaja@")
    return list(mails.order_by("pk").values_list("calendar", flat=True))


def taken(calendar: str) -> tuple[str, str]:
    """What a program stores of a letter: its address and the entry without METHOD."""
    read = Calendar.from_ical(calendar)
    del read["method"]
    return f"{HOME}{read.events[0]['uid']}.ics", read.to_ical().decode()


def entries(ask: Ask, span: str = "") -> list[Any]:
    """The events that the server gives of a span of time, or all."""
    status, body = ask("REPORT", body=REPORT.format(span=span), HTTP_DEPTH="1")
    assert status == 207
    rows = ElementTree.fromstring(body).iter(DATA)
    return [event for row in rows for event in Calendar.from_ical(row.text or "").events]


def minutes_from(start: dt.datetime) -> str:
    """The first five minutes from a moment on."""
    first = start.astimezone(dt.UTC)
    return SPAN.format(first, first + dt.timedelta(minutes=5))


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """Four days before the change to summer time, at ten."""
    return meeting_on(dt.date(2025, 3, 26), place="Ypäjä")


def test_an_entry_is_moved_over_the_change_to_summer_time_and_cancelled(
    ask: Ask, meeting: Meeting
) -> None:
    invite(by=SYSTEM, meeting=meeting)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    later = dt.datetime(2025, 4, 2, 10, tzinfo=clock.ZONE)
    before = meeting.start
    actions.change_meeting(by=SYSTEM, meeting=meeting, start=later)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    actions.cancel(by=SYSTEM, meeting=meeting)
    invitation, moved, cancelled = letters()

    path, content = taken(invitation)
    assert ask("PUT", path, content)[0] == 201
    (event,) = entries(ask)
    assert (event.decoded("dtstart"), event["location"]) == (before, "Ypäjä")
    assert len(entries(ask, minutes_from(before))) == 1  # eight by UTC: winter
    assert entries(ask, minutes_from(before - dt.timedelta(minutes=10))) == []

    same, content = taken(moved)
    assert same == path
    assert ask("PUT", same, content)[0] == 204  # written over
    (event,) = entries(ask)
    assert (event.decoded("dtstart"), int(event["sequence"])) == (later, 1)
    assert len(entries(ask, minutes_from(later))) == 1  # seven by UTC: summer
    assert entries(ask, minutes_from(later - dt.timedelta(minutes=10))) == []
    assert entries(ask, minutes_from(before)) == []

    same, content = taken(cancelled)
    assert same == path
    assert ask("PUT", same, content)[0] == 204  # written over
    status, body = ask("GET", path)
    (event,) = Calendar.from_ical(body).events
    assert (status, event["status"], int(event["sequence"])) == (200, "CANCELLED", 2)
    assert len(entries(ask)) == 1


def test_one_meeting_cannot_stand_twice(ask: Ask, meeting: Meeting) -> None:
    invite(by=SYSTEM, meeting=meeting)
    path, content = taken(letters()[0])
    ask("PUT", path, content)
    status, body = ask("PUT", f"{HOME}toinen.ics", content)
    assert status == 409
    assert "no-uid-conflict" in body
    assert len(entries(ask)) == 1
