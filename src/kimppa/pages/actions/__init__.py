"""The only writers of the pages."""

from kimppa.pages.actions.inventory import add_page, bring_back, change_page, remove_page
from kimppa.pages.actions.texts import (
    TextContent,
    check_page,
    check_text,
    match_text,
    restore_version,
    take_check_back,
    take_version_back,
    write_texts,
)

__all__ = [
    "TextContent",
    "add_page",
    "bring_back",
    "change_page",
    "check_page",
    "check_text",
    "match_text",
    "remove_page",
    "restore_version",
    "take_check_back",
    "take_version_back",
    "write_texts",
]
