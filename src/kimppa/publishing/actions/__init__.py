"""The only writers of the room."""

from kimppa.publishing.actions.directory import take_directory, tie_branch
from kimppa.publishing.actions.harvest import (
    settle_change,
    take_harvest,
    undo_harvest,
)
from kimppa.publishing.actions.items import ItemInput, change_item, copy_item, create_item
from kimppa.publishing.actions.publication import (
    call_off,
    note_held,
    propose,
    publish,
    restore,
    send_back,
    set_participants,
    take_proposal_back,
    unnote_held,
    withdraw,
)
from kimppa.publishing.actions.removal import put_back, remove
from kimppa.publishing.actions.sending import (
    accept_change,
    correct_by_link,
    refuse_change,
    send_by_link,
    withdraw_by_link,
)

__all__ = [
    "ItemInput",
    "accept_change",
    "call_off",
    "change_item",
    "copy_item",
    "correct_by_link",
    "create_item",
    "note_held",
    "propose",
    "publish",
    "put_back",
    "refuse_change",
    "remove",
    "restore",
    "send_back",
    "send_by_link",
    "set_participants",
    "settle_change",
    "take_directory",
    "take_harvest",
    "take_proposal_back",
    "tie_branch",
    "undo_harvest",
    "unnote_held",
    "withdraw",
    "withdraw_by_link",
]
