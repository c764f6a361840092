"""Writing the report: its words, its draft and how far it has got."""

from kimppa.report.actions.words import (
    accept_draft,
    change_highlight,
    edit_paragraph,
    keep_words,
    mark_delivered,
    regenerate,
    star,
    start_report,
    undo_words,
    unstar,
)

__all__ = [
    "accept_draft",
    "change_highlight",
    "edit_paragraph",
    "keep_words",
    "mark_delivered",
    "regenerate",
    "star",
    "start_report",
    "undo_words",
    "unstar",
]
