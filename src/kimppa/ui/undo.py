"""Messages that say what was done and offer the way back."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

_MARK = "undo:"


def done(request: HttpRequest, message: str, undo: str = "") -> None:
    """Tell that something was done; `undo` is the address whose POST takes it back."""
    messages.success(request, message, extra_tags=f"{_MARK}{undo}" if undo else "")


def address(message: Message) -> str:
    """Where the message's undo button posts to; empty when there is nothing to take back."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_MARK) if tags.startswith(_MARK) else ""
