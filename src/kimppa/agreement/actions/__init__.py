"""Everything that changes an agreement: the only writers of this room's tables and of duties."""

from kimppa.agreement.actions.editing import (
    correct_clause,
    merge_with_next,
    move_clause,
    restore,
    retitle_section,
    set_duties,
    split_clause,
)
from kimppa.agreement.actions.importing import discard, import_text
from kimppa.agreement.actions.terms import (
    ask_ratification,
    put_in_force,
    return_to_draft,
    set_parties,
    set_terms,
)

__all__ = [
    "ask_ratification",
    "correct_clause",
    "discard",
    "import_text",
    "merge_with_next",
    "move_clause",
    "put_in_force",
    "restore",
    "retitle_section",
    "return_to_draft",
    "set_duties",
    "set_parties",
    "set_terms",
    "split_clause",
]
