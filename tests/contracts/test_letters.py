"""A letter in a mailbox of feedback that is another room's: an answer to an invitation."""

import datetime as dt

import pytest

from conftest import Louna
from kimppa.core.permissions import SYSTEM
from kimppa.feedback.actions.letters import take_letter
from kimppa.feedback.models import Mailbox, Ticket
from kimppa.meetings.invitations.actions import invite
from kimppa.meetings.models import Invitee, Meeting
from kimppa.meetings.tests.test_agenda import meeting_on
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


def test_what_is_no_answer_becomes_feedback_even_if_a_program_wrote_it(
    louna: Louna, meeting: Meeting, mailbox: Mailbox
) -> None:
    invitee = invitee_of(meeting, louna, "834")
    data = reply(meeting, invitee, headers=AUTOMATIC, attendee="vieras@muualta.example")
    assert take_letter(mailbox, data) is not None


def test_a_letter_of_no_meeting_stays_what_it_was(
    louna: Louna, meeting: Meeting, mailbox: Mailbox
) -> None:
    invitee = invitee_of(meeting, louna, "834")
    other = {"uid": "muu@kimppa"}
    assert take_letter(mailbox, reply(meeting, invitee, headers=AUTOMATIC, **other)) is None
    assert take_letter(mailbox, reply(meeting, invitee, key="2", **other)) is not None
    mailbox.refresh_from_db()
    assert (mailbox.taken, mailbox.dropped) == (1, 1)
