"""Answers that are often given."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from kimppa.core.audit.actions import add, change, remove
from kimppa.core.audit.undo import check_undo_by
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.feedback.letters import unknown_placeholders
from kimppa.feedback.models import Reply


@transaction.atomic
def add_reply(*, by: Actor, title: str, language: str, text: str, example: bool = False) -> Reply:
    """A new ready answer. Raises ValidationError for words in braces that nothing fills in."""
    require(by, Permission.MANAGE_CONSORTIUM)
    _require_known(text)
    reply = Reply(title=title, language=language, text=text, example=example)
    return add(reply, by=by, action="feedback.reply")


def edit_reply(*, by: Actor, reply: Reply, **changes: str) -> None:
    """Change a ready answer's title, language or text. Raises as `add_reply`."""
    require(by, Permission.MANAGE_CONSORTIUM)
    _require_known(changes.get("text", ""))
    change(reply, by=by, action="feedback.reply", **changes)


def _require_known(text: str) -> None:
    unknown_words = unknown_placeholders(text)
    if unknown_words:
        fault = _("Nothing fills in %(names)s; the words that are filled in stand below the text.")
        raise ValidationError({"text": fault % {"names": ", ".join(unknown_words)}})


@transaction.atomic
def remove_reply(*, by: Actor, reply: Reply) -> None:
    """Remove a ready answer; its words stay in the audit log."""
    require(by, Permission.MANAGE_CONSORTIUM)
    remove(reply, by=by, action="feedback.reply-remove")


check_undo_by(lambda by, _row: require(by, Permission.MANAGE_CONSORTIUM), Reply)
