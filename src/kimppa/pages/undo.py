"""How the room's writes are taken back (`Area.undo`, see `core.audit.undo`)."""

from collections.abc import Sequence

from kimppa.core.audit.models import AuditEvent
from kimppa.core.audit.undo import Undo, earlier_values, opposite, put_back
from kimppa.core.permissions import Actor
from kimppa.pages.actions import (
    bring_back,
    change_page,
    match_text,
    remove_page,
    take_check_back,
    take_version_back,
)
from kimppa.pages.changes.actions import (
    edit,
    step_back,
    take_answer_back,
    take_sent_back,
    take_vote_back,
    take_wish_back,
)
from kimppa.pages.changes.proofs import remove_proof
from kimppa.pages.imports.actions import take_back
from kimppa.pages.models import Bringing, Change, Check, Page, Proof, Text, Version, Vote


def _unvote(by: Actor, _event: AuditEvent, vote: Vote) -> None:
    take_vote_back(by=vote.person, change=vote.change)


def _unlook(by: Actor, _event: AuditEvent, check: Check) -> None:
    take_check_back(by=by, check=check)


def _goes_with_its_check(event: AuditEvent, _batch: Sequence[AuditEvent]) -> bool:
    """A look is logged of the check and of the text's day; the check takes back both."""
    return event.model == Text._meta.label_lower


STEP = opposite(Change, step_back, "change")

UNDO = {
    "pages.agree": STEP,
    "pages.answered": opposite(Change, take_answer_back, "change"),
    "pages.change": earlier_values(Change, edit, "change"),
    "pages.drop": STEP,
    "pages.finish": STEP,
    "pages.look": Undo((Check, Text), _unlook, follows=_goes_with_its_check),
    "pages.match": earlier_values(Text, match_text, "text"),
    "pages.page-add": opposite(Page, remove_page, "page", back="pages:home"),
    "pages.page-back": opposite(Page, remove_page, "page"),
    "pages.page-change": earlier_values(Page, change_page, "page"),
    "pages.page-remove": opposite(Page, bring_back, "page"),
    "pages.proof": opposite(Proof, remove_proof, "proof"),
    "pages.prove": STEP,
    "pages.sent": opposite(Change, take_sent_back, "change"),
    "pages.take-in": opposite(Bringing, take_back, "bringing", whole=True),
    "pages.unproof": put_back(Proof, "pages.proof"),
    "pages.unvote": put_back(Vote, "pages.vote"),
    "pages.vote": Undo(Vote, _unvote),
    "pages.wish": opposite(Change, take_wish_back, "change", back="pages:changes"),
    "pages.write": opposite(Version, take_version_back, "version"),
}
