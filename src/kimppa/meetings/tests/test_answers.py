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
from kimppa.meetings.invitations import letterbox
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import CalendarEntry, CalendarLetter, Invitee, InviteeLink, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last
from kimppa.ui.proposals import address_of

PROPOSED = "Ehdotettu: 1.4.2025 klo\N{NO-BREAK SPACE}10"
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
    ("more", "words"),
    [
        ({"attendee": "vieras@muualta.example"}, "jota ei ole kutsuttu"),
        (
            {"method": "COUNTER", "start": "20250401T070000Z"},
            PROPOSED,
        ),
        ({"sequence": 7}, "jota ei ole lähetetty"),
        ({"start": "20250401T070000Z"}, PROPOSED),
        ({"answer": "NEEDS-ACTION"}, "ei ole luettavissa vastaukseksi"),
        ({"uid": "muu@kimppa"}, ""),
    ],
    ids=["stranger", "counter", "newer", "proposal", "no answer", "other meeting"],
)
def test_what_is_no_answer_is_shown_to_the_coordinator_once_and_taken_away(
    louna: Louna, meeting: Meeting, more: dict[str, Any], words: str
) -> None:
    data = reply(meeting, invitee_of(meeting, louna, "834"), **more)
    for _time in range(2):
        assert take_letter(data) == Taken.KEPT
    assert not Invitee.objects.exclude(answer="").exists()
    letter, client = CalendarLetter.objects.get(), browser(louna.coordinator)
    address = f"/meetings/{meeting.pk}/" if words else "/meetings/"
    page = client.get(address).content.decode()
    assert "1 kalenteriohjelman viesti" in page
    assert words in page
    assert "Ota vastaan" not in page
    for person in (louna.directors["834"], louna.staff["834"]):
        assert "kalenteriohjelman" not in browser(person).get(address).content.decode()
        assert browser(person).post(f"/meetings/letters/{letter.pk}/close/").status_code == 403
    client.post(f"/meetings/letters/{letter.pk}/close/")
    assert "kalenteriohjelman" not in client.get(address).content.decode()
    undo_last(client, "meetings.letter-close")
    assert "1 kalenteriohjelman viesti" in client.get(address).content.decode()


def test_an_answer_from_another_address_counts_when_the_coordinator_takes_it(
    louna: Louna, meeting: Meeting
) -> None:
    invitee, client = invitee_of(meeting, louna, "834"), browser(louna.coordinator)
    take_letter(reply(meeting, invitee, address="virkailija@salo.example"))
    invitee.refresh_from_db()
    assert invitee.answer == ""
    page = page_of(louna, meeting)
    assert "virkailija@salo.example" in page
    assert f"{invitee.person}: Tulee" in page
    letter = CalendarLetter.objects.get()
    client.post(f"/meetings/letters/{letter.pk}/accept/")
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.answered_by) == ("accepted", "virkailija@salo.example")
    words = f"kirjannut virkailija@salo.example henkilön {invitee.person} puolesta"
    assert words in page_of(louna, meeting)
    undo_last(client, "meetings.letter-close")
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.answered_by) == ("", "")
    assert "Ota vastaan" in page_of(louna, meeting)


def sent_by(address: str, data: bytes) -> bytes:
    """The same answer, written by somebody for the attendee."""
    return data.replace(b"ATTENDEE;", f'ATTENDEE;SENT-BY="mailto:{address}";'.encode())


def test_a_colleague_answers_by_sent_by_and_is_told_of(louna: Louna, meeting: Meeting) -> None:
    invitee, colleague = invitee_of(meeting, louna, "834"), louna.staff["834"].email
    data = sent_by(colleague, reply(meeting, invitee, address=colleague))
    assert take_letter(data) == Taken.KEPT
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.answered_by) == ("accepted", colleague)
    words = f"kirjannut {colleague} henkilön {invitee.person} puolesta"
    assert words in page_of(louna, meeting)


@pytest.mark.parametrize("own_letter", [False, True])
def test_an_unknown_sent_by_counts_only_after_a_click(
    louna: Louna, meeting: Meeting, own_letter: bool
) -> None:
    """Anybody can write SENT-BY, also in a letter from the address of who is invited."""
    invitee, stranger = invitee_of(meeting, louna, "834"), "sihteeri@muualla.example"
    more = {} if own_letter else {"address": stranger}
    assert take_letter(sent_by(stranger, reply(meeting, invitee, **more))) == Taken.KEPT
    invitee.refresh_from_db()
    assert invitee.answer == ""
    page, words = (
        page_of(louna, meeting),
        f"kirjannut {stranger} henkilön {invitee.person} puolesta",
    )
    assert f"{invitee.person}: Tulee ({words})" in page
    assert "tulossa 0" in page
    client = browser(louna.coordinator)
    client.post(f"/meetings/letters/{CalendarLetter.objects.get().pk}/accept/")
    invitee.refresh_from_db()
    assert (invitee.answer, invitee.answered_by) == ("accepted", stranger)
    page = page_of(louna, meeting)
    assert words in page
    assert "tulossa 1" in page


def test_a_colleague_of_another_municipality_is_not_believed(
    louna: Louna, meeting: Meeting
) -> None:
    invitee, other = invitee_of(meeting, louna, "834"), louna.directors["061"].email
    take_letter(sent_by(other, reply(meeting, invitee, address=other)))
    invitee.refresh_from_db()
    assert invitee.answer == ""


def test_letters_of_calendar_programs_are_kept_for_a_year_and_not_without_end(
    louna: Louna, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letterbox, "MOST", 2)
    invitee = invitee_of(meeting, louna, "834")
    for key in "123":
        take_letter(reply(meeting, invitee, uid="muu@kimppa", key=key))
    assert CalendarLetter.objects.count() == 2
    with clock.standing_on(clock.today() + dt.timedelta(days=370)):
        letterbox.forget_letters()
    assert not CalendarLetter.objects.exists()


def test_an_invitation_to_something_else_is_not_ours(louna: Louna, meeting: Meeting) -> None:
    invitee = invitee_of(meeting, louna, "834")
    forwarded = reply(meeting, invitee, method="REQUEST", key="5")
    assert take_letter(forwarded) == Taken.NO
    assert not CalendarLetter.objects.exists()


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
