"""Everything that changes an agreement: the only writers of this room's tables and of duties."""

from kimppa.agreement.actions.editing import (
    correct_clause,
    join_to_previous,
    leave_out,
    link_services,
    merge_with_next,
    move_clause,
    name_section,
    place_leftover,
    restore,
    set_duties,
    split_clause,
    start_section,
)
from kimppa.agreement.actions.importing import discard, import_text, replace_text
from kimppa.agreement.actions.terms import (
    ask_ratification,
    put_in_force,
    return_to_draft,
    set_parties,
    set_terms,
    take_memberships,
)

__all__ = [
    "ask_ratification",
    "correct_clause",
    "discard",
    "import_text",
    "join_to_previous",
    "leave_out",
    "link_services",
    "merge_with_next",
    "move_clause",
    "name_section",
    "place_leftover",
    "put_in_force",
    "replace_text",
    "restore",
    "return_to_draft",
    "set_duties",
    "set_parties",
    "set_terms",
    "split_clause",
    "start_section",
    "take_memberships",
]
