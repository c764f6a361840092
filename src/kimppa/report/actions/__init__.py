"""Writing the report: its words, its draft and how far it has got."""

from kimppa.report.actions.sharing import (
    add_comment,
    handle_comment,
    remove_comment,
    reopen_comment,
    require_own_comment,
    share_draft,
    unshare_draft,
)
from kimppa.report.actions.words import (
    accept_draft,
    change_highlight,
    edit_paragraph,
    keep_words,
    mark_delivered,
    regenerate,
    restore_words,
    star,
    start_report,
    take_words,
    unstar,
)

__all__ = [
    "accept_draft",
    "add_comment",
    "change_highlight",
    "edit_paragraph",
    "handle_comment",
    "keep_words",
    "mark_delivered",
    "regenerate",
    "remove_comment",
    "reopen_comment",
    "require_own_comment",
    "restore_words",
    "share_draft",
    "star",
    "start_report",
    "take_words",
    "unshare_draft",
    "unstar",
]
