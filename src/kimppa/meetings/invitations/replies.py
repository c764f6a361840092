"""Answers that calendar programs send by mail: iMIP (RFC 6047), METHOD:REPLY of RFC 5546. Pure.

As real programs write them: Outlook leaves the organiser out and changes the summary, Google sends
the same calendar twice in one letter, Apple attaches it without saying `method=`. So a reply is
matched by its UID and its attendee, and by nothing else. A proposal of another time is no answer.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from icalendar import Calendar

from kimppa.documents.text import fit
from kimppa.meetings.invitations.invitation import Invitation
from kimppa.sources.mail.letter import CALENDAR, LARGEST, calendars

COMMENT: Final = 2000  # characters
_UID: Final = 255
_METHOD = re.compile(r"^METHOD[ \t]?:[ \t]?([A-Za-z]{1,20})[ \t]?\r?$", re.MULTILINE)
_UNREADABLE = (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError)


class Answer(StrEnum):
    """What the attendee said. Another person sent instead is `delegated`."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    DELEGATED = "delegated"


class ReplyError(ValueError):
    """A letter without an answer that could be kept; the letter itself is for a person to read.

    `code`: none (no calendar in it), large, unreadable, method (it is no reply), counter (another
    time is proposed), uid, attendee, answer (none of the four), several (its parts disagree).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Reply:
    """An attendee's answer. `attendee` is an address in lower case; what the program left out is
    None. `start` is the time that the attendee answers to, `stamp` when the answer was given.
    `sent_by` is the address of who answers for the attendee, by SENT-BY."""

    uid: str
    attendee: str
    answer: Answer
    comment: str = ""
    sequence: int | None = None
    stamp: dt.datetime | None = None
    start: dt.datetime | None = None
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a calendar can be read, be it an answer or not; empty where nothing can."""

    method: str = ""
    attendee: str = ""
    start: dt.datetime | None = None

    @property
    def is_answer(self) -> bool:
        """Whether the program meant to answer an invitation, or to propose another time."""
        return self.method in ("REPLY", "COUNTER")


def read_outline(text: str) -> Outline:
    """The outline of a calendar of any quality. Never fails."""
    method = _METHOD.search(text)
    outline = Outline(method[1].upper() if method else "")
    try:
        (event,) = Calendar.from_ical(text[:CALENDAR]).walk("VEVENT")
        outline = replace(outline, start=_moment(event, "dtstart"))
        (attendee,) = _list(event.get("attendee"))
        return replace(outline, attendee=_address(str(attendee)))
    except (*_UNREADABLE, ReplyError):
        return outline


def read_reply(data: bytes) -> Reply:
    """The answer in a letter. Raises ReplyError."""
    if len(data) > LARGEST:
        raise ReplyError("large")
    texts = calendars(data)
    if not texts:
        raise ReplyError("none")
    replies = [read_calendar(text) for text in texts]
    if len({(reply.uid, reply.attendee, reply.answer) for reply in replies}) > 1:
        raise ReplyError("several")
    return replies[0]


def read_calendar(text: str) -> Reply:
    """The answer in a calendar. Raises ReplyError."""
    if len(text) > CALENDAR:
        raise ReplyError("large")
    try:
        calendar = Calendar.from_ical(text)
        method, events = str(calendar.get("method", "")), calendar.walk("VEVENT")
    except _UNREADABLE as error:
        raise ReplyError("unreadable") from error
    match method.strip().upper():
        case "COUNTER":
            raise ReplyError("counter")
        case "REPLY":
            pass
        case _:
            raise ReplyError("method")
    if len(events) != 1:
        raise ReplyError("several" if events else "unreadable")
    return _reply(events[0])


def _reply(event: Any) -> Reply:
    uid = str(event.get("uid", "")).strip()
    if not uid or len(uid) > _UID:
        raise ReplyError("uid")
    attendees = _list(event.get("attendee"))
    if len(attendees) != 1:
        raise ReplyError("attendee")
    parameters = getattr(attendees[0], "params", {})
    return Reply(
        uid=uid,
        attendee=_address(str(attendees[0])),
        answer=_answer(str(parameters.get("partstat", ""))),
        comment=_comment(event, parameters),
        sequence=_sequence(event),
        stamp=_moment(event, "dtstamp"),
        start=_moment(event, "dtstart"),
        sent_by=_sent_by(str(parameters.get("sent-by", ""))),
    )


def _list(content: Any) -> list[Any]:
    if content is None:
        return []
    return content if isinstance(content, list) else [content]


def _address(text: str) -> str:
    scheme, _colon, address = text.strip().rpartition(":")
    if scheme.lower() not in ("mailto", "") or "@" not in address or len(address) > 254:
        raise ReplyError("attendee")
    return address.strip().lower()


def _sent_by(text: str) -> str:
    try:
        return _address(text) if text else ""
    except ReplyError:
        return ""


def _answer(text: str) -> Answer:
    try:
        return Answer(text.strip().lower())
    except ValueError as error:
        raise ReplyError("answer") from error


def _comment(event: Any, parameters: Any) -> str:
    """COMMENT, or the parameter in which Google puts it."""
    comments = [str(comment) for comment in _list(event.get("comment"))]
    text = "\n".join(comments) or str(parameters.get("x-response-comment", ""))
    return fit(text[:COMMENT]).strip()


def _sequence(event: Any) -> int | None:
    try:
        return int(event.get("sequence"))
    except (TypeError, ValueError):
        return None


def _moment(event: Any, name: str) -> dt.datetime | None:
    try:
        moment = event.decoded(name)
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    is_moment = isinstance(moment, dt.datetime) and moment.tzinfo is not None
    return moment.astimezone(dt.UTC) if is_moment else None


def fault(
    reply: Reply,
    invitation: Invitation,
    invitees: Collection[str],
    latest_stamp: dt.datetime | None = None,
    *,
    sender: str | None = None,
    known_addresses: Collection[str] = (),
) -> str:
    """Why a reply is shown to a person instead of being kept as the answer; empty: it is kept.

    `invitation` is the version in force, `invitees` are addresses, `latest_stamp` is the stamp of
    the attendee's answer so far, `sender` the letter's From where it is known, `known_addresses`
    are of those who may answer for the attendee. Codes: other (another meeting), stranger (an
    alias, or a forwarded invitation), proxy (SENT-BY names somebody unknown, and anybody can write
    that too), sender (it came neither from the attendee nor from whom it names by SENT-BY), older
    (of an earlier version, or an earlier answer), newer (of a version never sent), proposal (the
    time in it is not the meeting's, as Apple's programs propose another).
    """
    if reply.uid != invitation.uid:
        return "other"
    if reply.attendee not in {address.lower() for address in invitees}:
        return "stranger"
    if reply.sent_by not in ("", reply.attendee, *(address.lower() for address in known_addresses)):
        return "proxy"
    if sender is not None and sender.lower() not in (
        reply.attendee,
        reply.sent_by or reply.attendee,
    ):
        return "sender"
    sequence = invitation.sequence if reply.sequence is None else reply.sequence
    if sequence != invitation.sequence:
        return "older" if sequence < invitation.sequence else "newer"
    if latest_stamp is not None and reply.stamp is not None and reply.stamp < latest_stamp:
        return "older"
    if reply.start is not None and reply.start != invitation.start.astimezone(dt.UTC):
        return "proposal"
    return ""
