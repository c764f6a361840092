"""Writing the report: its words, its draft and how far it has got."""

from kimppa.report.actions.sharing import add_comment as add_comment
from kimppa.report.actions.sharing import handle_comment as handle_comment
from kimppa.report.actions.sharing import remove_comment as remove_comment
from kimppa.report.actions.sharing import reopen_comment as reopen_comment
from kimppa.report.actions.sharing import share_draft as share_draft
from kimppa.report.actions.sharing import unshare_draft as unshare_draft
from kimppa.report.actions.words import accept_draft as accept_draft
from kimppa.report.actions.words import change_highlight as change_highlight
from kimppa.report.actions.words import edit_paragraph as edit_paragraph
from kimppa.report.actions.words import keep_words as keep_words
from kimppa.report.actions.words import mark_delivered as mark_delivered
from kimppa.report.actions.words import regenerate as regenerate
from kimppa.report.actions.words import restore_words as restore_words
from kimppa.report.actions.words import star as star
from kimppa.report.actions.words import start_report as start_report
from kimppa.report.actions.words import take_words as take_words
from kimppa.report.actions.words import unstar as unstar
