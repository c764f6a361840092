"""Writing the words of the minutes; asking for approval, approving, proposing corrections."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.models import Municipality, Person
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.meetings.minutes.letters import write_letter, written_today
from kimppa.meetings.minutes.queries import approved, final_release, participants, text_sha256
from kimppa.meetings.models import Approval, Correction, Item, Meeting
from kimppa.ui.numbers import day

RIGHT, APPROVE = Permission.DECIDE, Permission.COMMENT
State = Correction.State


@transaction.atomic
def write_words(*, by: Actor, meeting: Meeting, **words: str) -> None:
    """Set the `opening` and the `closing` words of the minutes. Raises PermissionDenied, and
    ValidationError before the meeting's day.
    """
    require(by, RIGHT)
    if not stored(meeting).is_under_way:
        raise ValidationError(_("The meeting is still to come, or was cancelled."))
    texts = {name: text.strip() for name, text in words.items()}
    change(meeting, by=by, action="meetings.minutes-words", **texts)


@transaction.atomic
def publish(*, by: Actor, meeting: Meeting) -> None:
    """Open the public version of the newest final minutes to everybody; of a version to come once
    it is delivered.

    Raises PermissionDenied, and ValidationError before the minutes are final.
    """
    if not final_release(meeting):
        raise ValidationError(_("Freeze the minutes as final first."))
    set_published(by=by, meeting=meeting, published_at=clock.now())


@transaction.atomic
def unpublish(*, by: Actor, meeting: Meeting) -> None:
    """Close the public page of the minutes."""
    set_published(by=by, meeting=meeting, published_at=None)


@transaction.atomic
def set_published(*, by: Actor, meeting: Meeting, published_at: dt.datetime | None) -> None:
    """Publish, close, or undo either. Raises PermissionDenied."""
    require(by, RIGHT)
    change(meeting, by=by, action="meetings.minutes-publish", published_at=published_at)


@transaction.atomic
def ask_approval(*, by: Actor, meeting: Meeting) -> int:
    """Send each participant a personal link to the minutes, or remind those whose municipality has
    not approved them as they stand; nobody gets two letters a day, and of an example none. How many
    were written to.

    Raises PermissionDenied, and ValidationError when there is nobody to write to.
    """
    require(by, RIGHT)
    _require_open(stored(meeting))
    if not meeting.items.exclude(outcome="").exists():
        raise ValidationError(_("No item has been closed: close those that were dealt with."))
    approved_towns = {
        row.municipality for row in approved(meeting, text_sha256(meeting)) if row.approval
    }
    approvals = [
        _link_of(by, meeting, town, person)
        for town, person in participants(meeting)
        if town not in approved_towns
    ]
    to_write = [row for row in approvals if not written_today(row)]
    if not to_write:
        raise ValidationError(_("There is nobody to write to today."))
    for row in to_write:
        if not row.example:
            write_letter(row)
        day_sent = {"sent": clock.today().isoformat()}
        record(by=by, action="meetings.approval-sent", obj=row, after=day_sent)
    return len(to_write)


def _link_of(by: Actor, meeting: Meeting, town: Municipality, person: Person) -> Approval:
    key_fields = {"meeting": meeting, "municipality": town, "person": person}
    approval = Approval.objects.filter(**key_fields).first()
    if approval is None:
        approval = Approval.objects.create(**key_fields, name=person.name, example=meeting.example)
        record(by=by, action="meetings.approval-ask", obj=approval)
    return approval


@transaction.atomic
def forget_link(*, by: Actor, approval: Approval) -> None:
    """Undo the asking of somebody who has not answered."""
    require(by, RIGHT)
    if approval.approved_at or approval.corrections.exists():
        raise ValidationError(_("The link has been answered."))
    record(by=by, action="meetings.approval-remove", obj=approval, before=snapshot(approval),
           after={})  # fmt: skip
    approval.delete()


@transaction.atomic
def unsend(*, by: Actor, approval: Approval) -> None:
    """Log that a letter was taken back; the letter itself goes with its press."""
    require(by, RIGHT)
    record(by=by, action="meetings.approval-unsent", obj=approval)


@transaction.atomic
def approve(*, by: Actor, approval: Approval, seen: str) -> None:
    """Approve the text whose checksum is `seen`, for the municipality.

    Raises PermissionDenied, and ValidationError when the municipality has approved it already, the
    text has changed since it was read, or the minutes are final.
    """
    require(by, APPROVE, approval.municipality)
    meeting = stored(approval.meeting)
    _require_open(meeting)
    current_sha256 = text_sha256(meeting)
    for answer in approved(meeting, current_sha256):
        if answer.municipality == approval.municipality and answer.approval:
            raise ValidationError(_already(answer.approval))
    if seen != current_sha256:
        raise ValidationError(_("The minutes have changed since you opened the page: read again."))
    fields = {"approved_at": clock.now(), "text_sha256": current_sha256}
    change(approval, by=by, action="meetings.approve", **fields)


def _already(approval: Approval) -> str:
    assert approval.approved_at is not None
    return _("%(municipality)s has approved the minutes already: %(name)s %(day)s.") % {
        "municipality": approval.municipality,
        "name": approval.name,
        "day": day(approval.approved_at),
    }


@transaction.atomic
def take_back(*, by: Actor, approval: Approval) -> None:
    """Undo an approval, as long as the minutes are not final."""
    require(by, APPROVE, approval.municipality)
    _require_open(stored(approval.meeting))
    change(approval, by=by, action="meetings.unapprove", approved_at=None, text_sha256="")


@transaction.atomic
def propose_correction(
    *, by: Actor, approval: Approval, text: str, item: Item | None = None
) -> Correction:
    """What should be corrected, of an item or of the whole. Raises PermissionDenied, and
    ValidationError for an empty text or minutes that are final.
    """
    require(by, APPROVE, approval.municipality)
    _require_open(stored(approval.meeting))
    proposed = Correction(approval=approval, item=item, text=text.strip(), sent_at=clock.now())
    proposed.example = approval.example
    proposed.full_clean()
    proposed.save()
    record(
        by=by, action="meetings.correction-add", obj=proposed, municipality=approval.municipality
    )
    return proposed


@transaction.atomic
def take(*, by: Actor, correction: Correction) -> None:
    """Say that the minutes have been corrected so."""
    _settle(by, correction, State.TAKEN, "")


@transaction.atomic
def leave(*, by: Actor, correction: Correction, reason: str) -> None:
    """Leave the minutes as they are. Raises ValidationError without a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say in a few words why it is left.")})
    _settle(by, correction, State.LEFT, reason.strip())


@transaction.atomic
def set_state(*, by: Actor, correction: Correction, **values: str) -> None:
    """Put back how a correction stood."""
    require(by, RIGHT)
    change(correction, by=by, action="meetings.correction-settle", **values)


def _settle(by: Actor, correction: Correction, state: str, reason: str) -> None:
    require(by, RIGHT)
    if stored(correction).state != State.WAITING:
        raise ValidationError(_("The correction has been settled already."))
    change(correction, by=by, action="meetings.correction-settle", state=state, reason=reason)


def _require_open(meeting: Meeting) -> None:
    if not meeting.is_under_way:
        raise ValidationError(_("The meeting is still to come, or was cancelled."))
    if final_release(meeting):
        raise ValidationError(
            _("The minutes are final. Tell the coordinator: a correction is their next version.")
        )


check_undo_by(lambda by, _row: require(by, RIGHT), Approval, Correction)
