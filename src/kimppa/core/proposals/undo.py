"""How what was done to personal links is taken back (`Area.undo`, see `core.audit.undo`)."""

from typing import Any

from kimppa.core.audit.undo import Undo, check_undo_by, opposite
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.proposals.actions import close_link, reopen_link, reopen_proposal
from kimppa.core.proposals.models import Proposal, ProposalLink


def link_undo(*models: type[ProposalLink], **options: Any) -> dict[str, Undo]:
    """A room's table for its links, of one or several kinds; `options`, as in `Undo`, are of
    the making.
    """
    check_undo_by(_require, *models)
    family = f"{models[0]._meta.app_label}.link"
    return {
        family: opposite(models, close_link, "link", **options),
        f"{family}-close": opposite(models, reopen_link, "link"),
        f"{family}-reopen": opposite(models, close_link, "link"),
    }


def _require(by: Actor, link: ProposalLink) -> None:
    require(by, Permission.MANAGE_PEOPLE, link.municipality)


def proposal_undo(model: type[Proposal]) -> dict[str, Undo]:
    """A room's table for what is proposed. What was accepted is changed back by hand."""
    check_undo_by(_require_decision, model)
    family = f"{model._meta.app_label}.proposal"
    return {f"{family}-refuse": opposite(model, reopen_proposal, "proposal")}


def _require_decision(by: Actor, proposal: Proposal) -> None:
    require(by, proposal.right, proposal.municipality)
