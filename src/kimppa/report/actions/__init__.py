"""Writing the report: its words, its draft and how far it has got."""

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
    unstar,
)

__all__ = [
    "accept_draft",
    "change_highlight",
    "edit_paragraph",
    "keep_words",
    "mark_delivered",
    "regenerate",
    "restore_words",
    "star",
    "start_report",
    "unstar",
]
