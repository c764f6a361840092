"""Who comes: answers by link, at the desk, and in the letters of calendar programs."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from conftest import Louna
from kimppa.core import clock
from kimppa.core.area import Taken, take_letter
from kimppa.core.consortium.models import Membership
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.core.yearclock.actions import subscribe
from kimppa.meetings.agenda import actions
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import CalendarEntry, Invitee, InviteeLink, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last
from kimppa.ui.proposals import address_of

LETTER = """From: {address}
To: kokoukset@kimppa.example
Subject: Accepted
Message-ID: <{key}@forssa.example>
{headers}MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Terveisin
--b
Content-Type: text/calendar; method={method}; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
ATTENDEE;PARTSTAT={answer}:mailto:{attendee}
{comment}DTSTAMP:{stamp}
SEQUENCE:{sequence}
DTSTART:{start}
END:VEVENT
END:VCALENDAR
--b--
"""


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    """An invited meeting whose letters have left."""
    row = meeting_on(dt.date(2025, 3, 26), place="Forssa")
    invite(by=SYSTEM, meeting=row)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    return row


def reply(meeting: Meeting, invitee: Invitee, **more: Any) -> bytes:
    """An answer to a version of the invitation as a calendar program sends it."""
    entry = CalendarEntry.objects.get(meeting=meeting)
    facts = {
        "address": invitee.person.email,
        "attendee": invitee.person.email.upper(),
        "key": "1",
        "uid": entry.uid,
        "method": "REPLY",
        "answer": "ACCEPTED",
        "stamp": "20250115T080000Z",
        "sequence": entry.sequence,
        "start": f"{entry.start.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        "comment": "",
        "headers": "",
    }
    return LETTER.format(**{**facts, **more}).replace("\n", "\r\n").encode()


def invitee_of(meeting: Meeting, louna: Louna, code: str) -> Invitee:
    return meeting.invitees.get(person=louna.directors[code])


def page_of(louna: Louna, meeting: Meeting) -> str:
    return browser(louna.coordinator).get(f"/meetings/{meeting.pk}/").content.decode()


def test_a_letter_holds_a_link_by_which_a_substitute_is_named(
    louna: Louna, meeting: Meeting
) -> None:
    invitee, client = invitee_of(meeting, louna, "834"), Client()
    address = address_of(InviteeLink.objects.get(invitee=invitee))
    mail = OutgoingMail.objects.get(person=invitee.person, key__startswith="meeting-")
    assert address in mail.body
    assert address not in mail.calendar
    assert client.post(address, {"comment": "?"}).status_code == 422
    sent = {"answer": "declined", "substitute": "Salla Sijainen", "comment": "Olen lomalla"}
    assert "Ei pääse" in client.post(address, sent, follow=True).content.decode()
    page = page_of(louna, meeting)
    assert "sijasta: Salla Sijainen; Olen lomalla" in page
    assert "tulossa 1" in page
    client.post(address, {"answer": "accepted"})
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.substitute) == ("accepted", "")


def test_a_reply_that_comes_to_a_mailbox_is_the_answer(louna: Louna, meeting: Meeting) -> None:
    invitee = invitee_of(meeting, louna, "834")
    data = reply(meeting, invitee, comment="COMMENT:Tulen junalla\n")
    for _time in range(2):
        assert take_letter(data) == Taken.KEPT
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.comment, invitee.sequence) == ("accepted", "Tulen junalla", 0)
    assert "Tulen junalla" in page_of(louna, meeting)


def test_an_answer_to_an_earlier_time_is_shown_as_old_and_never_replaces_a_newer(
    louna: Louna, meeting: Meeting
) -> None:
    invitee = invitee_of(meeting, louna, "834")
    before = reply(meeting, invitee, key="2")
    summer = dt.datetime(2025, 4, 2, 10, tzinfo=clock.ZONE)  # over the change of the clocks
    actions.change_meeting(by=SYSTEM, meeting=meeting, start=summer)
    take_letter(before)
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.sequence) == ("accepted", 0)
    page = page_of(louna, meeting)
    assert "vastasi ennen kuin aika tai paikka muuttui" in page
    assert "tulossa 0" in page
    after = reply(meeting, invitee, key="3", answer="DECLINED", stamp="20250116T080000Z")
    assert b"20250402T070000Z" in after
    take_letter(after)
    take_letter(before)
    take_letter(reply(meeting, invitee, key="4", stamp="20250115T090000Z"))
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.sequence) == ("declined", 1)


@pytest.mark.parametrize(
    "more",
    [
        {"attendee": "vieras@muualta.example"},
        {"method": "COUNTER"},
        {"sequence": 7},
        {"start": "20250401T070000Z"},
        {"answer": "NEEDS-ACTION"},
    ],
    ids=["stranger", "counter", "newer", "proposal", "no answer"],
)
def test_what_is_no_answer_is_for_a_person_to_read(
    louna: Louna, meeting: Meeting, more: dict[str, Any]
) -> None:
    data = reply(meeting, invitee_of(meeting, louna, "834"), **more)
    assert take_letter(data) == Taken.TO_READ
    assert not Invitee.objects.exclude(answer="").exists()


def test_a_letter_of_no_meeting_stays_what_it_was(louna: Louna, meeting: Meeting) -> None:
    invitee = invitee_of(meeting, louna, "834")
    assert take_letter(reply(meeting, invitee, uid="muu@kimppa")) == Taken.NO
    forwarded = reply(meeting, invitee, method="REQUEST", key="5")
    assert take_letter(forwarded) == Taken.NO
    assert not Invitee.objects.exclude(answer="").exists()


def test_the_answer_of_who_has_left_counts_no_more_and_the_link_opens_no_more(
    louna: Louna, meeting: Meeting
) -> None:
    invitee = invitee_of(meeting, louna, "834")
    take_letter(reply(meeting, invitee))
    assert "tulossa 1" in page_of(louna, meeting)
    ended = clock.today() - dt.timedelta(days=1)
    Membership.objects.filter(person=invitee.person).update(valid_to=ended)
    page = page_of(louna, meeting)
    assert "ei ole enää tehtävässä, joten vastausta ei lasketa" in page
    assert "tulossa 0" in page
    address = address_of(InviteeLink.objects.get(invitee=invitee))
    assert Client().get(address).status_code == 410


def test_a_cancelled_meeting_and_a_past_one_take_no_answers(louna: Louna, meeting: Meeting) -> None:
    address = address_of(InviteeLink.objects.get(invitee=invitee_of(meeting, louna, "834")))
    with clock.standing_on(meeting.day + dt.timedelta(days=1)):
        assert "Kokous on ohi" in Client().get(address).content.decode()
    actions.cancel(by=SYSTEM, meeting=meeting)
    page = Client().post(address, {"answer": "accepted"}).content.decode()
    assert "Kokous on peruttu" in page
    assert not Invitee.objects.exclude(answer="").exists()


def test_an_invited_director_answers_at_the_desk_and_takes_it_back(
    louna: Louna, meeting: Meeting
) -> None:
    client = browser(louna.directors["834"])
    client.post(f"/meetings/{meeting.pk}/answer/", {"answer": "tentative"})
    assert invitee_of(meeting, louna, "834").answer == "tentative"
    undo_last(client, "meetings.answer")
    assert invitee_of(meeting, louna, "834").answer == ""


def test_a_persons_feed_holds_the_meeting_by_the_name_of_the_invitation(
    louna: Louna, meeting: Meeting
) -> None:
    token = subscribe(by=louna.directors["834"]).token
    summer = dt.datetime(2025, 4, 2, 10, tzinfo=clock.ZONE)
    actions.change_meeting(by=SYSTEM, meeting=meeting, start=summer)
    other = meeting_on(dt.date(2025, 5, 14))
    feed = Calendar.from_ical(Client().get(f"/calendar/{token}.ics").content)
    events = {str(event["summary"]): event for event in feed.events}
    entry = CalendarEntry.objects.get()
    event = events[str(meeting)]
    assert (event["uid"], event["sequence"]) == (entry.uid, 1)
    assert event.decoded("dtstart") == summer
    assert event.decoded("dtend") == summer + dt.timedelta(minutes=meeting.minutes)
    assert event["location"] == "Forssa"
    assert events[str(other)].decoded("dtstart") == other.start
