"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import (
    Undo,
    beside_others,
    earlier_values,
    opposite,
    put_back,
)
from kimppa.core.connections.undo import connection_undo
from kimppa.core.permissions import Actor
from kimppa.feedback.actions import answers, doors, forwards, groups, queues, replies, tickets
from kimppa.feedback.mailboxes.actions import edit
from kimppa.feedback.models import Door, Group, Mailbox, Message, Queue, Reply, Ticket


def _message(event: AuditEvent) -> Message:
    """The message that a write was about. Raises ValidationError when it is gone."""
    messages = Message.objects.select_related("ticket__queue")
    message = messages.filter(pk=event.after.get("message")).first()
    if message is None:
        raise ValidationError(_("The message is no longer there."))
    return message


def _take_back_answer(by: Actor, event: AuditEvent, _ticket: Ticket) -> None:
    answers.take_back(by=by, message=_message(event))


def _remove_note(by: Actor, event: AuditEvent, _ticket: Ticket) -> None:
    tickets.remove_note(by=by, message=_message(event))


def _restore_note(by: Actor, event: AuditEvent, _ticket: Ticket) -> None:
    tickets.restore_note(by=by, message=_message(event))


def _goes_with_answer(event: AuditEvent, batch: Sequence[AuditEvent]) -> bool:
    """The answer that closed the ticket opens it again when it is taken back."""
    return any(
        sibling.action == "feedback.answer" and sibling.object_id == event.object_id
        for sibling in batch
    )


def _sort_back(by: Actor, event: AuditEvent, ticket: Ticket) -> None:
    earlier_fields = values_of(Ticket, event.before)
    queue = earlier_fields.get("queue", ticket.queue)
    tickets.sort(
        by=by,
        ticket=ticket,
        theme=earlier_fields.get("theme", ticket.theme),
        service=queue.service,
        municipality=queue.municipality,
    )


def _put_in_group_again(by: Actor, event: AuditEvent, ticket: Ticket) -> None:
    group = values_of(Ticket, event.before)["group"]
    if group:
        groups.put_together(by=by, ticket=ticket, group=group)
    else:
        groups.take_apart(by=by, ticket=ticket)


def _is_new_group(event: AuditEvent, _batch: Sequence[AuditEvent]) -> bool:
    """A matter that was named stays: other tickets may have been put with it."""
    return event.model == Group._meta.label_lower


def _reply_back(by: Actor, event: AuditEvent, reply: Reply) -> None:
    if event.before:
        replies.edit_reply(by=by, reply=reply, **values_of(Reply, event.before))
    else:
        replies.remove_reply(by=by, reply=reply)


UNDO = connection_undo(Mailbox, register="feedback:mailboxes", edit=edit) | {
    "feedback.answer": Undo(Ticket, _take_back_answer),
    "feedback.assign": earlier_values(Ticket, tickets.assign, "ticket"),
    "feedback.close": opposite(Ticket, tickets.reopen, "ticket", follows=_goes_with_answer),
    "feedback.door-close": opposite(Door, doors.open_door, "door"),
    "feedback.door-open": opposite(Door, doors.close_door, "door"),
    "feedback.forward": opposite(Ticket, forwards.take_back, "ticket"),
    "feedback.group": Undo((Group, Ticket), _put_in_group_again, follows=_is_new_group),
    # A decision notes on its feedback that it was made: the note follows the decision.
    "feedback.note": Undo(Ticket, _remove_note, follows=beside_others),
    "feedback.note-remove": Undo(Ticket, _restore_note),
    "feedback.note-restore": Undo(Ticket, _remove_note),
    "feedback.queue": earlier_values(Queue, queues.change_queue, "queue"),
    "feedback.reply": Undo(Reply, _reply_back, back="feedback:replies"),
    "feedback.reply-remove": put_back(Reply, "feedback.reply"),
    "feedback.sort": Undo(Ticket, _sort_back),
}
