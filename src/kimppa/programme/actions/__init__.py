"""The only writers of the room: each checks the permission, writes in one transaction, audits."""

from kimppa.programme.actions.approval import (
    JointDecision,
    approve,
    close,
    missing,
    open_again,
    reopen,
)
from kimppa.programme.actions.delivery import deliver_programme, freeze_programme
from kimppa.programme.actions.drafting import (
    change_programme,
    create_programme,
    draft_from_clauses,
    remove_draft,
)
from kimppa.programme.actions.editing import (
    add_action,
    change_action,
    clear_status,
    override_status,
    remove_action,
    set_value,
)
from kimppa.programme.actions.followup import (
    add_comment,
    add_step,
    change_step,
    complete_step,
    handle_comment,
    remove_comment,
    remove_step,
    remove_update,
    reopen_comment,
    reopen_step,
    write_update,
)
from kimppa.programme.actions.reminding import remind
from kimppa.programme.actions.rights import require_right_to_follow_up
from kimppa.programme.actions.rolling import roll_over

__all__ = [
    "JointDecision",
    "add_action",
    "add_comment",
    "add_step",
    "approve",
    "change_action",
    "change_programme",
    "change_step",
    "clear_status",
    "close",
    "complete_step",
    "create_programme",
    "deliver_programme",
    "draft_from_clauses",
    "freeze_programme",
    "handle_comment",
    "missing",
    "open_again",
    "override_status",
    "remind",
    "remove_action",
    "remove_comment",
    "remove_draft",
    "remove_step",
    "remove_update",
    "reopen",
    "reopen_comment",
    "reopen_step",
    "require_right_to_follow_up",
    "roll_over",
    "set_value",
    "write_update",
]
