"""Writing the report: its words, and what leaves the house."""

from kimppa.report.actions.release import (
    deliver_report,
    freeze_report,
    send_again,
    withdraw_version,
)
from kimppa.report.actions.words import (
    accept_draft,
    change_highlight,
    edit_paragraph,
    keep_words,
    regenerate,
    star,
    start_report,
    undo_words,
    unstar,
)

__all__ = [
    "accept_draft",
    "change_highlight",
    "deliver_report",
    "edit_paragraph",
    "freeze_report",
    "keep_words",
    "regenerate",
    "send_again",
    "star",
    "start_report",
    "undo_words",
    "unstar",
    "withdraw_version",
]
