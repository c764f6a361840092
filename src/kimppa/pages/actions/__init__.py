"""The only writers of the pages."""

from kimppa.pages.actions.checks import check_text, take_check_back
from kimppa.pages.actions.inventory import add_page, bring_back, change_page, remove_page
from kimppa.pages.actions.writing import Written, match_text, restore_version, write_texts

__all__ = [
    "Written",
    "add_page",
    "bring_back",
    "change_page",
    "check_text",
    "match_text",
    "remove_page",
    "restore_version",
    "take_check_back",
    "write_texts",
]
