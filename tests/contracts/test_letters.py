"""A letter in a mailbox of feedback that is another room's: an answer to an invitation."""

import datetime as dt

import pytest

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.feedback.actions.letters import take_letter
from kimppa.feedback.models import Mailbox, Ticket
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import CalendarLetter, Invitee, Meeting
from kimppa.meetings.tests.test_agenda import browser, meeting_on
from kimppa.meetings.tests.test_answers import invitee_of, reply

AUTOMATIC = "Auto-Submitted: auto-replied\n"


@pytest.fixture
def meeting(louna: Louna) -> Meeting:
    row = meeting_on(dt.date(2025, 3, 26))
    invite(by=SYSTEM, meeting=row)
    return row


@pytest.fixture
def mailbox(louna: Louna) -> Mailbox:
    return Mailbox.objects.create(title="Palaute", kind=Mailbox.Kind.MAILDIR, folder="palaute")


def test_an_answer_is_kept_and_is_no_feedback(
    louna: Louna, meeting: Meeting, mailbox: Mailbox
) -> None:
    invitee = invitee_of(meeting, louna, "834")
    for headers in ("", AUTOMATIC):
        assert take_letter(mailbox, reply(meeting, invitee, headers=headers)) is None
    invitee.refresh_from_db()
    mailbox.refresh_from_db()
    assert invitee.answer == Invitee.Answer.ACCEPTED
    assert (mailbox.taken, mailbox.dropped, Ticket.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    "more",
    [
        {"attendee": "vieras@muualta.example"},
        {"address": "joku@muualta.example"},
        {"method": "COUNTER"},
        {"uid": "muu@kimppa"},
        {"uid": "muu@kimppa", "headers": AUTOMATIC},
    ],
    ids=["stranger", "other sender", "counter", "other meeting", "other meeting, by a program"],
)
def test_what_a_calendar_program_sent_is_no_feedback_and_nothing_is_late(
    louna: Louna, meeting: Meeting, mailbox: Mailbox, more: dict[str, str]
) -> None:
    assert take_letter(mailbox, reply(meeting, invitee_of(meeting, louna, "834"), **more)) is None
    mailbox.refresh_from_db()
    assert (mailbox.taken, mailbox.dropped, Ticket.objects.count()) == (0, 0, 0)
    assert CalendarLetter.objects.count() == 1
    assert "palaut" not in browser(louna.coordinator).get("/").content.decode().split("</h2>")[1]


def test_an_invitation_of_somebody_else_stays_a_letter_to_the_libraries(
    louna: Louna, meeting: Meeting, mailbox: Mailbox
) -> None:
    data = reply(meeting, invitee_of(meeting, louna, "834"), method="REQUEST")
    assert take_letter(mailbox, data) is not None
