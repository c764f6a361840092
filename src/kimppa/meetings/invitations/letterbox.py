"""What calendar programs sent that was not believed or was no answer: kept for the coordinator."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import changes, clock
from kimppa.core.audit.actions import change, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require
from kimppa.documents.text import fit
from kimppa.meetings.invitations.replies import Outline, Reply
from kimppa.meetings.models import CalendarLetter, Invitee, Meeting
from kimppa.sources.mail.letter import read
from kimppa.sources.mail.quotes import own_words

RIGHT = Permission.DECIDE
MOST = 100  # letters of one meeting, and of none: who sends more fills no disk
KEPT = dt.timedelta(days=365)
Reason = CalendarLetter.Reason
REASONS = {
    "sender": Reason.SENDER,
    "proxy": Reason.PROXY,
    "stranger": Reason.STRANGER,
    "counter": Reason.PROPOSAL,
    "proposal": Reason.PROPOSAL,
    "newer": Reason.NEWER,
}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about, as far as it could be read: the meeting, and whose answer it is."""

    meeting: Meeting | None
    invitee: Invitee | None = None
    reply: Reply | None = None


@transaction.atomic
def keep_letter(data: bytes, outline: Outline, matter: Matter, code: str) -> None:
    """Keep a letter; taken twice it is kept once. `code` is why it is no answer (`replies`)."""
    digest = hashlib.sha256(data).hexdigest()
    one_at_a_time("meetings", "letters")
    if CalendarLetter.objects.filter(digest=digest).exists():
        return
    letter, reply = read(data), matter.reply
    default_reason = Reason.UNCLEAR if matter.meeting else Reason.OTHER
    CalendarLetter.objects.create(
        meeting=matter.meeting,
        invitee=matter.invitee,
        reason=REASONS.get(code, default_reason) if matter.meeting else default_reason,
        sender=letter.address,
        sent_by=reply.sent_by if reply else "",
        attendee=reply.attendee if reply else outline.attendee,
        subject=fit(letter.subject)[:300],
        text=(reply.comment if reply and reply.comment else fit(own_words(letter.text)))[:2000],
        answer=reply.answer if reply else "",
        sequence=reply.sequence if reply else None,
        stamp=reply.stamp if reply else None,
        start=outline.start,
        digest=digest,
        arrived_at=clock.now(),
    )
    letters = CalendarLetter.objects.filter(meeting=matter.meeting).order_by("-pk")
    surplus_ids = list(letters.values_list("pk", flat=True)[MOST : MOST * 2])
    CalendarLetter.objects.filter(pk__in=surplus_ids).delete()
    changes.bump_after_commit()


def may_be_accepted(letter: CalendarLetter) -> bool:
    """Whether it holds the answer of an invited person, which only came from elsewhere."""
    return letter.reason in (Reason.SENDER, Reason.PROXY) and bool(
        letter.invitee_id and letter.answer
    )


@transaction.atomic
def accept_letter(*, by: Actor, letter: CalendarLetter) -> None:
    """Record the answer in a letter as that of the invited person, by whom it came.

    Raises PermissionDenied, and ValidationError for a letter that holds no such answer.
    """
    require(by, RIGHT)
    letter = stored(letter)
    if letter.invitee is None or not may_be_accepted(letter):
        raise ValidationError(_("There is no answer of an invited person in it."))
    change(
        letter.invitee,
        by=by,
        action="meetings.answer",
        answer=letter.answer,
        comment=letter.text,
        answered_by=letter.writer,
        answered_at=letter.stamp or letter.arrived_at,
        **({} if letter.sequence is None else {"sequence": letter.sequence}),
    )
    close_letter(by=by, letter=letter)


@transaction.atomic
def close_letter(*, by: Actor, letter: CalendarLetter) -> None:
    """Show a letter no more. Raises PermissionDenied."""
    reopen_letter(by=by, letter=letter, closed_at=clock.now())


@transaction.atomic
def reopen_letter(
    *, by: Actor, letter: CalendarLetter, closed_at: dt.datetime | None = None
) -> None:
    """Undo `close_letter`. Raises PermissionDenied."""
    require(by, RIGHT)
    change(letter, by=by, action="meetings.letter-close", closed_at=closed_at)


def forget_letters() -> int:
    """Delete letters that came more than a year ago; how many."""
    old_letters = CalendarLetter.objects.filter(arrived_at__lt=clock.now() - KEPT)
    return old_letters.delete()[0]


check_undo_by(lambda by, _letter: require(by, RIGHT), CalendarLetter)
