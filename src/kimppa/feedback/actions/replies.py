"""Answers that are often given."""

from django.db import transaction

from kimppa.core.audit.actions import change, record, snapshot
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.models import Reply


@transaction.atomic
def add_reply(*, by: Actor, title: str, language: str, text: str, example: bool = False) -> Reply:
    """A new ready answer."""
    require(by, Permission.MANAGE_CONSORTIUM)
    row = Reply(title=title, language=language, text=text, example=example)
    row.full_clean()
    row.save()
    record(by=by, action="feedback.reply", obj=row)
    return row


def edit_reply(*, by: Actor, reply: Reply, **values: str) -> None:
    """Change a ready answer's title, language or text."""
    require(by, Permission.MANAGE_CONSORTIUM)
    change(reply, by=by, action="feedback.reply", **values)


@transaction.atomic
def remove_reply(*, by: Actor, reply: Reply) -> None:
    """Remove a ready answer; its words stay in the audit log."""
    require(by, Permission.MANAGE_CONSORTIUM)
    record(by=by, action="feedback.reply-remove", obj=reply, before=snapshot(reply), after={})
    reply.delete()


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Reply)
