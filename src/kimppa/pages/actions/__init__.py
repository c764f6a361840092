"""The only writers of the pages."""

from kimppa.pages.actions.inventory import add_page as add_page
from kimppa.pages.actions.inventory import bring_back as bring_back
from kimppa.pages.actions.inventory import change_page as change_page
from kimppa.pages.actions.inventory import remove_page as remove_page
from kimppa.pages.actions.texts import TextContent as TextContent
from kimppa.pages.actions.texts import check_page as check_page
from kimppa.pages.actions.texts import check_text as check_text
from kimppa.pages.actions.texts import match_text as match_text
from kimppa.pages.actions.texts import restore_version as restore_version
from kimppa.pages.actions.texts import take_check_back as take_check_back
from kimppa.pages.actions.texts import take_version_back as take_version_back
from kimppa.pages.actions.texts import write_texts as write_texts
