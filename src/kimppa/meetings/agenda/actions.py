"""Writing meetings and their agendas."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kimppa.core import clock
from kimppa.core.audit.actions import change, record, snapshot, stored
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.evidence.actions import record_evidence, retract
from kimppa.core.files.actions import keep
from kimppa.core.handover import HandOver, Receipt
from kimppa.core.locks import one_at_a_time
from kimppa.core.permissions import Actor, require
from kimppa.meetings.agenda.numbering import free_number, number_by_day, set_number
from kimppa.meetings.agenda.queries import meetings_of, next_meeting, targets
from kimppa.meetings.agenda.questions import ask_again, put_questions
from kimppa.meetings.invitations.actions import call_again, call_off, tell_change
from kimppa.meetings.models import Attachment, Item, Meeting
from kimppa.meetings.session.visibility import follow_item

RIGHT, PROPOSE = Permission.DECIDE, Permission.COMMENT
TOPIC = "meetings"
ITEM_FIELDS = ("title", "topic", "text", "minutes", "presenter", "standing", "internal")
State = Meeting.State


@transaction.atomic
def add_meeting(*, by: Actor, name: str, start: dt.datetime, **values: Any) -> Meeting:
    """A meeting with the standing items of the last one of its name, and the ways of working that
    are to be asked about.

    Raises PermissionDenied, and ValidationError by field.
    """
    require(by, RIGHT)
    one_at_a_time("meetings", "add")
    name, year = name.strip(), start.astimezone(clock.ZONE).year
    earlier_meeting = _earlier_meeting(name, start)
    meeting = Meeting(name=name, start=start, number=0, **values)
    number_by_day(by=by, name=name, year=year, new_meeting=meeting)
    _save(meeting, by=by, action="meetings.add")
    for item in earlier_meeting.items.filter(standing=True) if earlier_meeting else ():
        _repeat(item, by=by, meeting=meeting)
    put_questions(by=by)
    return meeting


@transaction.atomic
def change_meeting(*, by: Actor, meeting: Meeting, **values: Any) -> None:
    """Raises PermissionDenied, and ValidationError by field or for one that is over."""
    require(by, RIGHT)
    _require_open(stored(meeting))
    change(meeting, by=by, action="meetings.change", **values)
    number_by_day(by=by, name=meeting.name, year=meeting.day.year)
    meeting.refresh_from_db(fields=["number"])
    tell_change(by=by, meeting=meeting)


@transaction.atomic
def remove_meeting(*, by: Actor, meeting: Meeting) -> None:
    """Undo the adding of a meeting, with the items that came by themselves.

    Raises ValidationError when it has other items, or is over.
    """
    require(by, RIGHT)
    _require_open(stored(meeting))
    if meeting.invitees.exists():
        raise ValidationError(_("People have been invited: cancel it instead."))
    items = list(meeting.items.all())
    if not all(item.standing or item.is_question for item in items):
        raise ValidationError(_("Move its items to another meeting first, or cancel it."))
    for item in items:
        remove_item(by=by, item=item)
    ask_again(by=by, keys=[item.object_id for item in items if item.is_question])
    record(by=by, action="meetings.remove", obj=meeting, before=snapshot(meeting), after={})
    meeting.delete()
    number_by_day(by=by, name=meeting.name, year=meeting.day.year)
    put_questions(by=by)


@transaction.atomic
def hold(*, by: Actor, meeting: Meeting) -> None:
    """It has been held: work of its day for all. Raises ValidationError for one still to come."""
    require(by, RIGHT)
    if meeting.day > clock.today():
        raise ValidationError(_("The meeting is still to come."))
    if change(meeting, by=by, action="meetings.hold", state=State.HELD):
        record_evidence(
            by=by,
            topic=TOPIC,
            title=str(meeting),
            date=meeting.day,
            origin=meeting.origin,
            example=meeting.example,
            source=meeting.source,
        )


@transaction.atomic
def cancel(*, by: Actor, meeting: Meeting) -> None:
    """It is not held; its items stay and may be moved. Raises ValidationError for one held."""
    require(by, RIGHT)
    _require_open(stored(meeting))
    change(meeting, by=by, action="meetings.cancel", state=State.CANCELLED)
    call_off(by=by, meeting=meeting)


@transaction.atomic
def reopen(*, by: Actor, meeting: Meeting) -> None:
    """Undo `hold` or `cancel`: it is planned again, and counts for nothing. When its number has
    been given to another meanwhile, it gets the next one.
    """
    require(by, RIGHT)
    one_at_a_time("meetings", "add")
    siblings = [m for m in meetings_of(meeting.day.year) if m.pk != meeting.pk]
    if change(meeting, by=by, action="meetings.reopen", state=State.PLANNED):
        if any((m.name, m.number) == (meeting.name, meeting.number) for m in siblings):
            set_number(by=by, meeting=meeting, number=free_number(siblings, meeting.name))
        retract(meeting.origin, by=by)
        call_again(by=by, meeting=meeting)


@transaction.atomic
def close_again(*, by: Actor, meeting: Meeting, state: str) -> None:
    """Undo `reopen`: it is held or cancelled as it was."""
    act = hold if state == State.HELD else cancel
    act(by=by, meeting=meeting)


@transaction.atomic
def add_item(
    *,
    by: Actor,
    title: str,
    meeting: Meeting | None = None,
    origin: tuple[str, str] = ("", ""),
    **values: Any,
) -> Item:
    """An item at the end of an agenda; without a meeting it waits, and a director may propose it.
    A standing item comes on the agendas of the later meetings of that name too.

    Raises PermissionDenied, and ValidationError by field or for a meeting that is over.
    """
    require(by, RIGHT if meeting else PROPOSE)
    if meeting:
        _require_open(stored(meeting))
    item = Item(meeting=meeting, title=title.strip(), position=_end_of(meeting), **values)
    item.area, item.object_id = origin
    _save(item, by=by, action="meetings.item-add")
    if item.standing:
        _spread(item, by=by)
    return item


@transaction.atomic
def change_item(*, by: Actor, item: Item, **values: Any) -> None:
    """Change an item; when it is marked for directors only, so is what it left behind it.

    Raises PermissionDenied, and ValidationError by field or when its meeting is over.
    """
    stored_item = _require_item(by, item)
    change(item, by=by, action="meetings.item-change", **values)
    if item.internal != stored_item.internal:
        follow_item(by=by, item=item, internal=item.internal)
    if item.standing and not stored_item.standing:
        _spread(item, by=by)


@transaction.atomic
def remove_item(*, by: Actor, item: Item) -> None:
    """Raises ValidationError for an item with attachments, or when its meeting is over."""
    _require_item(by, item)
    if item.attachments.exists():
        raise ValidationError(_("Remove its attachments first."))
    record(by=by, action="meetings.item-remove", obj=item, before=snapshot(item), after={})
    item.delete()


@transaction.atomic
def remove_question(*, by: Actor, key: str) -> None:
    """Take a question off its agenda, while it is open and nothing has been attached to it."""
    for item in Item.objects.filter(area="meetings", object_id=key, attachments=None):
        if item.is_open:
            remove_item(by=by, item=item)


@transaction.atomic
def place_item(*, by: Actor, item: Item, **values: Any) -> None:
    """Set the `meeting` (None: it waits) and the `position` of an item.

    Raises ValidationError when either meeting is over.
    """
    require(by, RIGHT)
    target = values.get("meeting")
    if target is not None:
        _require_open(stored(target))
    change(item, by=by, action="meetings.item-move", **values)


@transaction.atomic
def move_up(*, by: Actor, item: Item) -> None:
    """Before the item that stands before it; the first stays."""
    _swap_positions(by, item, -1)


@transaction.atomic
def move_down(*, by: Actor, item: Item) -> None:
    """After the item that follows it; the last stays."""
    _swap_positions(by, item, 1)


@transaction.atomic
def move_on(*, by: Actor, item: Item) -> None:
    """To the end of the next meeting's agenda; where none is planned it waits for one.

    An item that waits comes on the agenda of the next meeting for which it was proposed in time.
    Raises ValidationError without one.
    """
    stored_item = _require_item(by, item)
    target = (
        next_meeting(after=item.meeting) if item.meeting else targets([stored_item])[stored_item]
    )
    if target is None and item.meeting is None:
        raise ValidationError(_no_target())
    place_item(by=by, item=item, meeting=target, position=_end_of(target))


@transaction.atomic
def copy_on(*, by: Actor, item: Item) -> Item:
    """The same matter at the end of the next meeting's agenda too, or waiting for one, with its
    attachments, without what came of it. Raises ValidationError for one that waits.
    """
    require(by, RIGHT)
    if item.meeting is None:
        raise ValidationError(_("It is on no agenda."))
    fields = {field: getattr(item, field) for field in (*ITEM_FIELDS, "example", "source")}
    fields["standing"] = False  # the first one comes along by itself
    origin = (item.area, item.object_id)
    next_one = next_meeting(after=item.meeting)
    copy = add_item(by=by, meeting=next_one, origin=origin, continues=item, **fields)
    for file in item.attachments.all():
        attachment = Attachment(item=copy, title=file.title, file=file.file, example=file.example)
        attachment.file_name = file.file_name
        _save(attachment, by=by, action="meetings.attach")
    return copy


@transaction.atomic
def attach(*, by: Actor, item: Item, title: str, data: bytes, name: str) -> Attachment:
    """Keep a file of an item; without a title it is called by its name. Raises PermissionDenied,
    ValidationError.
    """
    _require_item(by, item)
    file = keep(data, name=name, media_type="application/octet-stream")
    attachment = Attachment(item=item, title=title.strip() or name[:200], file=file)
    attachment.file_name = name[:255]
    attachment.example = item.example
    return _save(attachment, by=by, action="meetings.attach")


@transaction.atomic
def detach(*, by: Actor, attachment: Attachment) -> None:
    """Take a file off an item; its bytes stay as long as the log names them."""
    _require_item(by, attachment.item)
    before = snapshot(attachment)
    record(by=by, action="meetings.detach", obj=attachment, before=before, after={})
    attachment.delete()


def receive(matter: HandOver, *, by: Actor) -> Receipt:
    """What another room gives comes on the agenda of the next meeting, or the first from its day
    on, or waits for one.
    """
    item = add_item(
        by=by,
        meeting=next_meeting(since=matter.due),
        title=matter.title,
        topic=matter.topic,
        text=matter.text,
        origin=matter.origin,
        internal=matter.internal,
        example=matter.example,
        source=matter.source,
    )
    return Receipt(f"item-{item.pk}", item.title, item.get_absolute_url())


def _no_target() -> str:
    """Why an item that waits comes on no agenda yet."""
    if next_meeting() is None:
        return _("No meeting is planned. Add one first.")
    return _(
        "It was proposed after the last day of every planned meeting. Add the next meeting, or"
        " change the last day for proposals of this one."
    )


def _earlier_meeting(name: str, start: dt.datetime) -> Meeting | None:
    """The meeting of a name before a moment, or the first after it."""
    meetings = Meeting.objects.filter(name=name).exclude(state=State.CANCELLED)
    return meetings.filter(start__lt=start).first() or meetings.last()


def _spread(item: Item, *, by: Actor) -> None:
    """A standing item comes on the later agendas of its meeting's name, where it is not yet."""
    meeting = item.meeting
    if meeting is None:
        return
    meetings = Meeting.objects.filter(
        name=meeting.name, state=State.PLANNED, start__gt=meeting.start
    )
    for later_meeting in meetings.exclude(items__title=item.title):
        _repeat(item, by=by, meeting=later_meeting)


def _repeat(item: Item, *, by: Actor, meeting: Meeting) -> None:
    words = {field: getattr(item, field) for field in ITEM_FIELDS}
    copy = Item(meeting=meeting, position=_end_of(meeting), example=meeting.example, **words)
    _save(copy, by=by, action="meetings.item-add")


def _swap_positions(by: Actor, item: Item, step: int) -> None:
    """Change places with the neighbour so many steps away."""
    if item.meeting is None:
        raise ValidationError(_("It is on no agenda."))
    meeting = stored(item.meeting)  # one order at a time
    _require_open(meeting)
    items = list(meeting.items.all())
    place = next(index for index, neighbour in enumerate(items) if neighbour.pk == item.pk)
    if not 0 <= place + step < len(items):
        return
    neighbour = items[place + step]
    position, new_position = items[place].position, neighbour.position
    place_item(by=by, item=item, position=new_position)
    place_item(by=by, item=neighbour, position=position)


def _end_of(meeting: Meeting | None) -> int:
    siblings = Item.objects.filter(meeting=meeting)
    return (siblings.aggregate(last=Max("position"))["last"] or 0) + 1


def _save[M: models.Model](row: M, *, by: Actor, action: str) -> M:
    row.full_clean()
    row.save()
    record(by=by, action=action, obj=row)
    return row


def _require_open(meeting: Meeting) -> None:
    if not meeting.is_open:
        raise ValidationError(_("The meeting is over; its agenda stays as it is."))


def _require_item(by: Actor, item: Item) -> Item:
    """The item as it is stored, which may be changed. Raises as `change_item`."""
    stored_item = stored(item)
    is_own = (
        stored_item.meeting is None and by.pk is not None and stored_item.proposed_by_id == by.pk
    )
    require(by, PROPOSE if is_own else RIGHT)
    if stored_item.meeting:
        _require_open(stored_item.meeting)
    if stored_item.left_reason:
        raise ValidationError(_("It has been left. Let it wait again first."))
    if stored_item.outcome:
        raise ValidationError(_("The item is closed. Open it again first."))
    return stored_item


def _check_item(by: Actor, item: Item) -> None:
    require(by, RIGHT if item.meeting_id else PROPOSE)


def _check_attachment(by: Actor, attachment: Attachment) -> None:
    """By its item, or as one of a meeting when the item has gone with it."""
    item = Item.objects.filter(pk=attachment.item_id).first()
    require(by, PROPOSE if item and item.meeting_id is None else RIGHT)


check_undo_by(lambda by, _meeting: require(by, RIGHT), Meeting)
check_undo_by(_check_item, Item)
check_undo_by(_check_attachment, Attachment)
