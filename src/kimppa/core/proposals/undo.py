"""How what was done to personal links is taken back (`Area.undo`, see `core.audit.undo`)."""

from kimppa.core.audit.undo import Undo, check_undo_by, opposite
from kimppa.core.consortium.roles import Permission
from kimppa.core.permissions import Actor, require
from kimppa.core.proposals.actions import close_link, reopen_link
from kimppa.core.proposals.models import ProposalLink


def link_undo(model: type[ProposalLink]) -> dict[str, Undo]:
    """A room's table for its links."""
    check_undo_by(_require, model)
    family = f"{model._meta.app_label}.link"
    return {
        family: opposite(model, close_link, "link"),
        f"{family}-close": opposite(model, reopen_link, "link"),
        f"{family}-reopen": opposite(model, close_link, "link"),
    }


def _require(by: Actor, link: ProposalLink) -> None:
    require(by, Permission.MANAGE_PEOPLE, link.municipality)
