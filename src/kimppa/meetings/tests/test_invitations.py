"""Invitations of a meeting: who gets which calendar when, and what sends nothing."""

import datetime as dt
from email.utils import parseaddr
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.exceptions import PermissionDenied, ValidationError
from icalendar import Calendar

from conftest import Louna
from kimppa.core import clock
from kimppa.core.consortium.models import Consortium, Person
from kimppa.core.mail.actions import send_queued
from kimppa.core.mail.models import OutgoingMail
from kimppa.core.permissions import SYSTEM
from kimppa.meetings.agenda import actions
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import CalendarEntry, Invitee, InviteeLink, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on, undo_last
from kimppa.ui.proposals import address_of


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    return meeting_on(clock.today() + dt.timedelta(days=14), place="Forssa", note="Tervetuloa")


@pytest.fixture
def invited(meeting: Meeting) -> Meeting:
    """A meeting whose invitations have left."""
    invite(by=SYSTEM, meeting=meeting)
    OutgoingMail.objects.update(state=OutgoingMail.State.SENT)
    return meeting


def calendars(sequence: int) -> list[tuple[str, Any]]:
    """Method and event of each letter of a version."""
    mails = OutgoingMail.objects.filter(key__contains=f"@kimppa-{sequence}-").order_by("pk")
    read = [Calendar.from_ical(mail.calendar) for mail in mails]
    return [(str(calendar["method"]), calendar.events[0]) for calendar in read]


def test_each_director_and_coordinator_gets_an_invitation_of_their_own(
    louna: Louna, meeting: Meeting
) -> None:
    client = browser(louna.coordinator)
    page = client.post(f"/meetings/{meeting.pk}/invite/", follow=True).content.decode()
    mails = list(OutgoingMail.objects.filter(key__startswith="meeting-"))
    people = {invitee.person.email for invitee in meeting.invitees.select_related("person")}
    assert {mail.to for mail in mails} == people
    assert louna.coordinator.email in people
    assert f"{len(people)} henkilöä" in page
    for mail in mails:
        calendar = Calendar.from_ical(mail.calendar)
        (event,) = calendar.events
        assert (calendar["method"], event["attendee"]) == ("REQUEST", f"mailto:{mail.to}")
        assert event.decoded("dtstart") == meeting.start
        assert event["location"] == "Forssa"
        assert "Tervetuloa" in mail.body
        assert mail.subject.startswith("Kutsu: Johtajien kokous 1/2025")
    assert len({str(event["uid"]) for _method, event in calendars(0)}) == 1


def test_the_organiser_is_whom_the_letter_is_from(
    settings: Any, louna: Louna, meeting: Meeting
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Louna-kirjastot <kimppa@louna.example>"
    invite(by=SYSTEM, meeting=meeting)
    organisers = {str(event["organizer"]) for _method, event in calendars(0)}
    assert organisers == {"mailto:kimppa@louna.example"}


def test_an_invitation_is_taken_back_while_its_letters_wait(louna: Louna, meeting: Meeting) -> None:
    client = browser(louna.coordinator)
    client.post(f"/meetings/{meeting.pk}/invite/")
    undo_last(client, "meetings.invite")
    assert not Invitee.objects.exists()
    assert not CalendarEntry.objects.exists()
    assert not OutgoingMail.objects.filter(key__startswith="meeting-").exists()


def test_a_letter_and_its_calendar_name_whom_they_are_from(louna: Louna, meeting: Meeting) -> None:
    invite(by=SYSTEM, meeting=meeting)
    OutgoingMail.objects.update(next_attempt_at=dt.datetime.now(dt.UTC))
    send_queued()
    name = Consortium.objects.get().name
    for letter in outbox.outbox:
        assert parseaddr(letter.from_email)[0] == name
    for _method, event in calendars(0):
        assert event["organizer"].params["CN"] == name


def test_an_entry_says_what_is_on_the_agenda_and_how_to_answer(
    louna: Louna, meeting: Meeting
) -> None:
    actions.add_item(by=SYSTEM, meeting=meeting, title="Naxosin jatko")
    actions.add_item(by=SYSTEM, meeting=meeting, title="Palkkiot", internal=True)
    invite(by=SYSTEM, meeting=meeting)
    link = InviteeLink.objects.get(invitee__person=louna.directors["834"])
    letter = OutgoingMail.objects.get(person=louna.directors["834"])
    description = str(Calendar.from_ical(letter.calendar).events[0]["description"])
    assert "1. Naxosin jatko" in description
    assert "Palkkiot" not in description
    assert "Vastaa kutsukirjeen linkistä." in description
    assert address_of(link) not in description  # others see the calendar too
    assert address_of(link) in letter.body


def test_changes_while_letters_wait_are_one_letter_of_what_is_so_last(
    louna: Louna, invited: Meeting
) -> None:
    actions.cancel(by=SYSTEM, meeting=invited)
    actions.reopen(by=SYSTEM, meeting=invited)
    for place in ("Tammela", "Ypäjä"):
        actions.change_meeting(by=SYSTEM, meeting=invited, place=place)
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED)
    assert waiting.count() == invited.invitees.count()
    assert {letter.subject.split(":")[0] for letter in waiting} == {"Muuttunut"}
    assert all("Ypäjä" in letter.body for letter in waiting)


def test_who_has_had_no_letter_is_invited_to_what_is_so_or_told_nothing(
    louna: Louna, meeting: Meeting
) -> None:
    invite(by=SYSTEM, meeting=meeting)
    actions.change_meeting(by=SYSTEM, meeting=meeting, place="Ypäjä")
    letters = OutgoingMail.objects.filter(key__startswith="meeting-")
    assert {letter.subject.split(":")[0] for letter in letters} == {"Kutsu"}
    assert letters.count() == meeting.invitees.count()
    actions.cancel(by=SYSTEM, meeting=meeting)
    assert not letters.all().exists()


def test_a_change_that_is_undone_leaves_the_change_before_it_told(
    louna: Louna, invited: Meeting
) -> None:
    client = browser(louna.coordinator)
    form = {"name": invited.name, "day": "4.2.2025", "time": "13.00", "minutes": "90"}
    for place in ("Tammela", "Ypäjä"):
        client.post(f"/meetings/{invited.pk}/edit/", {**form, "place": place})
    undo_last(client, "meetings.change")
    waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED)
    assert waiting.count() == invited.invitees.count()
    assert all("Tammela" in letter.body and "Ypäjä" not in letter.body for letter in waiting)


def test_another_time_moves_the_entry_and_an_edited_note_sends_nothing(invited: Meeting) -> None:
    actions.change_meeting(by=SYSTEM, meeting=invited, note="Uusi esityslista")
    actions.add_item(by=SYSTEM, meeting=invited, title="Uusi kohta")
    assert calendars(1) == []
    later = invited.start + dt.timedelta(hours=2)
    actions.change_meeting(by=SYSTEM, meeting=invited, start=later)
    versions = calendars(1)
    assert len(versions) == invited.invitees.count()
    before = calendars(0)[0][1]
    for method, event in versions:
        assert (method, event["uid"], event["sequence"]) == ("REQUEST", before["uid"], 1)
        assert event.decoded("dtstart") == later
        assert event.decoded("dtstamp") > before.decoded("dtstamp")
    assert OutgoingMail.objects.filter(subject__startswith="Muuttunut: ").count() == len(versions)


def test_a_meeting_moved_over_the_change_to_summer_time_keeps_its_hour(invited: Meeting) -> None:
    summer = dt.datetime(2025, 4, 2, 10, tzinfo=clock.ZONE)
    actions.change_meeting(by=SYSTEM, meeting=invited, start=summer)
    _method, event = calendars(1)[0]
    assert event.decoded("dtstart") == dt.datetime(2025, 4, 2, 7, tzinfo=dt.UTC)


def test_a_change_taken_back_before_it_left_tells_nobody(louna: Louna, invited: Meeting) -> None:
    client = browser(louna.coordinator)
    form = {"name": invited.name, "day": "4.2.2025", "time": "13.00", "minutes": "90", "place": ""}
    client.post(f"/meetings/{invited.pk}/edit/", form)
    assert calendars(1)
    undo_last(client, "meetings.change")
    invited.refresh_from_db()
    assert (invited.local_start.time(), invited.place) == (dt.time(10), "Forssa")
    assert CalendarEntry.objects.get().sequence == 0
    assert OutgoingMail.objects.exclude(state=OutgoingMail.State.SENT).count() == 0


def test_a_cancelled_meeting_leaves_the_calendars_and_can_come_back(invited: Meeting) -> None:
    actions.cancel(by=SYSTEM, meeting=invited)
    assert {(method, event["status"]) for method, event in calendars(1)} == {
        ("CANCEL", "CANCELLED")
    }
    actions.reopen(by=SYSTEM, meeting=invited)
    assert {(method, event["status"]) for method, event in calendars(2)} == {
        ("REQUEST", "CONFIRMED")
    }


def test_a_held_meeting_that_is_reopened_sends_nothing(invited: Meeting) -> None:
    with clock.standing_on(invited.day):
        actions.hold(by=SYSTEM, meeting=invited)
        actions.reopen(by=SYSTEM, meeting=invited)
    assert calendars(1) == []


def test_who_comes_later_is_invited_and_who_has_left_is_told_nothing_more(
    louna: Louna, invited: Meeting
) -> None:
    with pytest.raises(ValidationError):
        invite(by=SYSTEM, meeting=invited)
    absent = invited.invitees.select_related("person").last()
    assert absent is not None
    Invitee.objects.filter(pk=absent.pk).delete()
    OutgoingMail.objects.filter(person=absent.person).delete()
    invite(by=SYSTEM, meeting=invited)
    assert OutgoingMail.objects.filter(person=absent.person).count() == 1
    Person.objects.filter(pk=absent.person.pk).update(is_active=False)
    actions.change_meeting(by=SYSTEM, meeting=invited, place="Tammela")
    assert len(calendars(1)) == invited.invitees.count() - 1


def test_a_meeting_without_invitations_sends_nothing(meeting: Meeting) -> None:
    actions.change_meeting(by=SYSTEM, meeting=meeting, place="Tammela")
    actions.cancel(by=SYSTEM, meeting=meeting)
    actions.reopen(by=SYSTEM, meeting=meeting)
    assert not OutgoingMail.objects.filter(key__startswith="meeting-").exists()


def test_a_past_meeting_a_cancelled_one_and_a_reader_invite_nobody(
    louna: Louna, meeting: Meeting
) -> None:
    with pytest.raises(PermissionDenied):
        invite(by=louna.directors["061"], meeting=meeting)
    past = meeting_on(clock.today() - dt.timedelta(days=1))
    actions.cancel(by=SYSTEM, meeting=meeting)
    for over in (past, meeting):
        with pytest.raises(ValidationError):
            invite(by=SYSTEM, meeting=over)


def test_an_invited_meeting_is_cancelled_not_removed(invited: Meeting) -> None:
    with pytest.raises(ValidationError):
        actions.remove_meeting(by=SYSTEM, meeting=invited)


def test_a_desk_without_an_address_and_a_night_of_changing_clocks_invite_nobody(
    settings: Any, meeting: Meeting
) -> None:
    night = meeting_on(dt.date(2025, 3, 30))
    actions.change_meeting(
        by=SYSTEM, meeting=night, start=dt.datetime(2025, 3, 30, 5, 30, tzinfo=dt.UTC)
    )
    invite(by=SYSTEM, meeting=night)
    night.start = dt.datetime(2025, 10, 26, 0, 30, tzinfo=dt.UTC)
    with pytest.raises(ValidationError, match="Kelloja siirretään"):
        actions.change_meeting(by=SYSTEM, meeting=night, start=night.start)
    settings.DEFAULT_FROM_EMAIL = "Kimppa"
    with pytest.raises(ValidationError):
        invite(by=SYSTEM, meeting=meeting)
    assert not meeting.invitees.exists()
