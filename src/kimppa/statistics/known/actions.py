"""Figures that Kimppa itself knows: filled in where nothing else stands."""

from django.db import transaction

from kimppa.core.audit.actions import record
from kimppa.core.consortium.roles import Permission
from kimppa.core.figures.actions import (
    Provenance,
    files_together,
    keep_derivation,
    record_figure,
)
from kimppa.core.figures.models import Derivation, Figure
from kimppa.core.permissions import Actor, require
from kimppa.statistics.known.queries import REGISTER, ROOM, Proposal, proposals
from kimppa.statistics.models import Round
from kimppa.statistics.years.actions import require_open
from kimppa.statistics.years.figures import SUMMED, variables

RULE_VERSION = "1"


@transaction.atomic
def fill_in(*, by: Actor, statistics: Round) -> list[Figure]:
    """Record what is known and stands nowhere; what was filled in before is brought up to date.

    Figures of files and of people stay. Raises ValidationError for a locked year.
    """
    require(by, Permission.MANAGE_CONSORTIUM)
    require_open(statistics.year)
    new_proposals = [proposal for proposal in proposals(statistics.year) if proposal.new]
    variable_by_code = variables({proposal.variable for proposal in new_proposals})
    figures = [
        record_figure(
            by=by,
            variable=variable_by_code[proposal.variable],
            year=statistics.year,
            value=proposal.value,
            provenance=_provenance(proposal),
            municipality=proposal.municipality,
        )
        for proposal in new_proposals
    ]
    if figures:
        after = {"filled": len(figures)}
        record(by=by, action="statistics.fill-in", obj=statistics, after=after)
    return figures


def _provenance(proposal: Proposal) -> Provenance:
    kind = proposal.content["kind"]
    return Provenance(
        source=proposal.text[:500],
        rule=REGISTER if kind in (REGISTER, SUMMED) else ROOM,
        rule_version=RULE_VERSION,
        origin=proposal.origin,
        example=proposal.example,
        derivation=keep_derivation(files_together(_parts(proposal)), proposal.content),
    )


def _parts(proposal: Proposal) -> list[Derivation | None]:
    parts = proposal.content.get("parts", {}).values()
    figures = Figure.objects.filter(pk__in=parts).select_related("derivation").order_by("pk")
    return [figure.derivation for figure in figures]
