"""The only writers of the room."""

from kimppa.publishing.actions.deciding import (
    call_off,
    propose,
    publish,
    restore,
    send_back,
    tell_participants,
    withdraw,
)
from kimppa.publishing.actions.directory import take_directory, tie_branch
from kimppa.publishing.actions.harvesting import (
    settle_change,
    take_harvest,
    undo_harvest,
)
from kimppa.publishing.actions.links import make_link, revoke_link, send_by_link
from kimppa.publishing.actions.removing import put_back, remove
from kimppa.publishing.actions.writing import Given, change_item, copy_item, create_item

__all__ = [
    "Given",
    "call_off",
    "change_item",
    "copy_item",
    "create_item",
    "make_link",
    "propose",
    "publish",
    "put_back",
    "remove",
    "restore",
    "revoke_link",
    "send_back",
    "send_by_link",
    "settle_change",
    "take_directory",
    "take_harvest",
    "tell_participants",
    "tie_branch",
    "undo_harvest",
    "withdraw",
]
