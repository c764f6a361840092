"""Answers to invitations: by link, at the desk, and by the mail of calendar programs."""

import datetime as dt
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.area import Taken
from kimppa.core.audit.actions import change, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import SYSTEM, Actor, require
from kimppa.core.proposals.actions import sender_of, use_link
from kimppa.meetings.invitations.actions import version
from kimppa.meetings.invitations.letterbox import Matter, keep_letter
from kimppa.meetings.invitations.queries import may_answer_for
from kimppa.meetings.invitations.replies import Reply, ReplyError, fault, read_outline, read_reply
from kimppa.meetings.models import CalendarEntry, Invitee, InviteeLink, Meeting
from kimppa.sources.mail.letter import calendars, read

RIGHT = Permission.COMMENT
_UID = re.compile(r"^UID[^:\r\n]{0,100}:[ \t]?([!-~]{1,80})", re.MULTILINE)


@transaction.atomic
def answer_invitation(*, by: Actor, invitee: Invitee, answer: str, **values: Any) -> None:
    """Record or change an answer; `values` are `substitute` and `comment`.

    Raises PermissionDenied for another's, and ValidationError once the meeting is over.
    """
    require_answer(by, invitee)
    meeting = stored(invitee.meeting)
    if not takes_answers(meeting):
        raise ValidationError(_("The meeting is over."))
    entry = CalendarEntry.objects.get(meeting=meeting)
    _record(by, invitee, entry.sequence, clock.now(), answer=answer, **values)


@transaction.atomic
def restore_answer(*, by: Actor, invitee: Invitee, **values: Any) -> None:
    """Undo an answer. Raises PermissionDenied for another's."""
    require_answer(by, invitee)
    change(invitee, by=by, action="meetings.answer", **values)


def answer_own(*, by: Actor, meeting: Meeting, **values: Any) -> None:
    """The answer of an invited person. Raises as `answer_invitation`."""
    invitee = meeting.invitees.filter(person=by.pk).first()
    if invitee is None:
        raise ValidationError(_("You have not been invited."))
    answer_invitation(by=by, invitee=invitee, **values)


def answer_by_link(*, link: InviteeLink, **values: Any) -> None:
    """As `answer_invitation`, for whoever holds the link; refused too when it is used too often."""
    use_link(link)
    answer_invitation(by=sender_of(link), invitee=link.invitee, **values)


def require_answer(by: Actor, invitee: Invitee) -> None:
    """Raise PermissionDenied unless it is the own answer, or `by` calls the meetings."""
    require(by, RIGHT if by.pk in (None, invitee.person_id) else Permission.DECIDE)


def takes_answers(meeting: Meeting) -> bool:
    """Whether the meeting is still to come."""
    return meeting.is_open and meeting.end >= clock.now()


def take_letter(data: bytes) -> Taken:
    """Keep the answer in a letter that came to a mailbox; taken twice it is kept once.

    What a calendar program sent as an answer and is none that can be believed (a stranger's, from
    another address, a proposal of another time, about another meeting) is kept for the coordinator
    to see (`letterbox`), and is no feedback. A letter without such a calendar is not ours.
    """
    texts = calendars(data)
    outlines = [outline for text in texts if (outline := read_outline(text)).is_answer]
    if not outlines:
        return Taken.NO
    uids = {uid for text in texts for uid in _UID.findall(text)}
    entry = CalendarEntry.objects.filter(uid__in=uids).select_related("meeting").first()
    matter, code = Matter(entry.meeting if entry else None), "other"
    if entry is not None:
        try:
            reply = read_reply(data)
        except ReplyError as error:
            code = error.code
        else:
            matter, code = _keep_answer(entry, reply, read(data).address)
    if code:
        keep_letter(data, outlines[0], matter, code)
    return Taken.KEPT


@transaction.atomic
def _keep_answer(entry: CalendarEntry, reply: Reply, sender: str) -> tuple[Matter, str]:
    """Whose answer a reply is, and why it is not kept as that ("" when it is). One to an earlier
    version is kept as such, unless a newer one has been given.
    """
    entry = stored(entry)
    invitees = {
        invitee_row.person.email.lower(): invitee_row
        for invitee_row in entry.meeting.invitees.select_related("person").order_by("pk")
    }
    invitee = invitees.get(reply.attendee)
    latest = invitee.answered_at if invitee else None
    proxies = may_answer_for(invitee) if invitee and reply.sent_by else ()
    current = version(entry.meeting, entry)
    code = fault(reply, current, invitees, latest, sender=sender, known_addresses=proxies)
    matter = Matter(entry.meeting, invitee, reply)
    if invitee is None or code not in ("", "older"):
        return matter, code
    sequence = entry.sequence if reply.sequence is None else reply.sequence
    is_earlier = latest is not None and reply.stamp is not None and reply.stamp < latest
    if is_earlier or (invitee.sequence is not None and sequence < invitee.sequence):
        return matter, ""
    writer = reply.sent_by or sender
    stamp, by = reply.stamp or clock.now(), "" if writer == reply.attendee else writer
    # A program's answer says nothing of a substitute, so what was said of one stays.
    words = {"answer": reply.answer, "comment": reply.comment, "answered_by": by}
    _record(SYSTEM, invitee, sequence, stamp, **words)
    return matter, ""


def _record(by: Actor, invitee: Invitee, sequence: int, at: dt.datetime, **values: Any) -> None:
    values.setdefault("answered_by", "")
    change(invitee, by=by, action="meetings.answer", sequence=sequence, answered_at=at, **values)


check_undo_by(require_answer, Invitee)
