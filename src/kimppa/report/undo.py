"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.states import values_of
from kimppa.core.audit.undo import Undo, earlier_values, opposite, put_back
from kimppa.core.permissions import Actor
from kimppa.report import actions
from kimppa.report.models import Comment, Highlight, Paragraph, Report


def _highlight_back(by: Actor, event: AuditEvent, highlight: Highlight) -> None:
    current_values = {"note": highlight.note, "municipality": highlight.municipality}
    earlier_values = values_of(Highlight, event.before)
    actions.change_highlight(by=by, highlight=highlight, **(current_values | earlier_values))


WORDS = earlier_values(Paragraph, actions.restore_words, "paragraph")

UNDO = {
    "report.words.edit": WORDS,
    "report.words.keep": WORDS,
    "report.words.accept-draft": WORDS,
    "report.words.undo": WORDS,
    "report.share": opposite(Report, actions.unshare_draft, "report"),
    "report.unshare": opposite(Report, actions.share_draft, "report"),
    "report.comment": opposite(Comment, actions.remove_comment, "comment"),
    "report.handle-comment": opposite(Comment, actions.reopen_comment, "comment"),
    "report.remove-comment": put_back(Comment, "report.comment"),
    "report.star": opposite(Highlight, actions.unstar, "highlight"),
    "report.unstar": put_back(Highlight, "report.star"),
    "report.highlight": Undo(Highlight, _highlight_back),
}
