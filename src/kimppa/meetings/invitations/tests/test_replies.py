"""Answers as Outlook, Google and Apple send them, and letters that are none."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.meetings.invitations.invitation import request
from kimppa.meetings.invitations.replies import (
    COMMENT,
    Answer,
    Reply,
    ReplyError,
    fault,
    read_calendar,
    read_reply,
)
from kimppa.meetings.invitations.tests.samples import (
    AINO,
    UID,
    apple,
    google,
    invitation,
    outlook,
    outlook_letter,
)

START = dt.datetime(2025, 3, 26, 7, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2025, 1, 15, 7, 15, tzinfo=dt.UTC)


def test_outlook_answers_without_an_organiser() -> None:
    letter = outlook_letter(outlook(comment="Tulen\\, jos juna kulkee"))
    assert read_reply(letter) == Reply(
        UID, AINO.address, Answer.ACCEPTED, "Tulen, jos juna kulkee", 0,
        dt.datetime(2025, 1, 15, 7, tzinfo=dt.UTC), START,
    )  # fmt: skip


def test_google_sends_the_same_answer_twice() -> None:
    assert read_reply(google()) == Reply(
        UID, AINO.address, Answer.DECLINED, "Olen lomalla; varajäsen tulee", 0, ANSWERED, START
    )


def test_apple_attaches_the_answer_without_a_method() -> None:
    assert read_reply(apple()) == Reply(
        UID, AINO.address, Answer.TENTATIVE, "Kenties etänä", 0, ANSWERED, START
    )


def test_a_reply_without_sequence_answers_the_version_in_force() -> None:
    reply = read_calendar(outlook(sequence=""))
    assert reply.sequence is None
    assert fault(reply, invitation(sequence=3), [AINO.address]) == ""


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        (b"", "none"),
        (b"Subject: Kiitos\r\n\r\nTulen.", "none"),
        (google(method="COUNTER"), "counter"),
        (google(method="REQUEST"), "method"),
        (google(partstat="NEEDS-ACTION"), "answer"),
        (google(attachment=outlook()), "several"),
        (outlook_letter("ei kalenteria"), "unreadable"),
        (outlook_letter("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n"), "unreadable"),
        (outlook_letter(outlook().replace(f"UID:{UID}\n", "")), "uid"),
        (outlook_letter(outlook().replace("ATTENDEE", "X-ATTENDEE")), "attendee"),
        (outlook_letter(outlook().replace("mailto:A", "http:A")), "attendee"),
        (outlook_letter(outlook(comment="a" * 200_000)), "large"),
        (outlook_letter("BEGIN:VEVENT\n" * 12_000), "unreadable"),
        (b"a" * (10 * 1024 * 1024 + 1), "large"),
    ],
)
def test_a_letter_that_is_no_answer_says_why(letter: bytes, code: str) -> None:
    with pytest.raises(ReplyError) as error:
        read_reply(letter)
    assert error.value.code == code


def test_a_strange_zone_or_a_broken_time_does_not_hide_the_answer() -> None:
    strange = outlook().replace("TZID=FLE Standard Time:", "TZID=tzone://Microsoft/Utc:")
    assert read_calendar(strange).answer is Answer.ACCEPTED
    broken = outlook().replace("20250326T090000", "huomenna")
    assert (read_calendar(broken).answer, read_calendar(broken).start) == (Answer.ACCEPTED, None)


def test_a_long_comment_is_cut() -> None:
    assert len(read_calendar(outlook(comment="a" * 9000)).comment) == COMMENT


@pytest.mark.parametrize(
    ("changes", "latest", "code"),
    [
        ({}, None, ""),
        ({}, ANSWERED, ""),
        ({"uid": "b@kimppa"}, None, "other"),
        ({"attendee": "alias@forssa.example"}, None, "stranger"),
        ({"sequence": 1}, None, "older"),
        ({"sequence": 3}, None, "newer"),
        ({}, ANSWERED + dt.timedelta(seconds=1), "older"),
        ({"start": START + dt.timedelta(hours=1)}, None, "proposal"),
        ({"start": None, "stamp": None, "sequence": None}, ANSWERED, ""),
    ],
)
def test_only_an_invitees_answer_to_the_version_in_force_is_kept(
    changes: dict[str, Any], latest: dt.datetime | None, code: str
) -> None:
    facts = {"uid": UID, "attendee": AINO.address, "answer": Answer.ACCEPTED, "sequence": 2,
             "stamp": ANSWERED, "start": START}  # fmt: skip
    reply = Reply(**{**facts, **changes})
    assert fault(reply, invitation(sequence=2), [AINO.address.upper()], latest) == code


def test_a_time_that_apple_proposes_is_no_yes() -> None:
    assert fault(read_reply(apple(start="20250327T090000")), invitation(), [AINO.address]) == (
        "proposal"
    )


def test_our_own_invitation_coming_back_is_no_answer() -> None:
    with pytest.raises(ReplyError, match="method"):
        read_calendar(request(invitation(), AINO).decode())


@given(answer=st.sampled_from(Answer), sequence=st.integers(0, 9999))
def test_our_own_invitation_answered_is_understood(answer: Answer, sequence: int) -> None:
    """A program that answers by changing no more than it must."""
    text = request(invitation(sequence=sequence), AINO).decode().replace("\r\n ", "")
    text = text.replace("METHOD:REQUEST", "METHOD:REPLY")
    reply = read_calendar(text.replace("PARTSTAT=NEEDS-ACTION", f"PARTSTAT={answer.upper()}"))
    assert (reply.uid, reply.attendee, reply.answer) == (UID, AINO.address, answer)
    assert fault(reply, invitation(sequence=sequence), [AINO.address]) == ""


@given(
    st.text(max_size=400) | st.from_regex(r"(BEGIN|END|UID|METHOD|ATTENDEE):.*\n", fullmatch=True)
)
def test_any_text_is_an_answer_or_an_error(text: str) -> None:
    for calendar in (text, f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\n{text}"):
        with pytest.raises(ReplyError):
            read_calendar(calendar)
