"""What the paragraphs of a variant hold as drafted, in the active language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kimppa.core.consortium.models import Municipality
from kimppa.core.releases.facts import checksum
from kimppa.report.draft import CLOSING, LEAD, drafted, drafted_lead, membership
from kimppa.report.facts import VariantFacts, clause_to_json, front_to_json, prose_sha256

LAST = 32_000


def default_title(year: int) -> str:
    """What the report of a year is called unless somebody calls it otherwise."""
    return _("Realisation of the action programme %(year)d") % {"year": year}


@dataclass(frozen=True, slots=True)
class DraftedParagraph:
    """What a row should hold."""

    clause: str
    position: int
    municipality: Municipality | None
    text: str
    facts: Mapping[str, Any]
    sha256: str


def drafted_paragraphs(
    facts: VariantFacts, municipality: Municipality | None
) -> Iterator[DraftedParagraph]:
    """The lead, each clause and the closing of a variant."""
    lead = drafted_lead(facts)
    front = {"text": lead, "membership": membership(facts), **front_to_json(facts)}
    yield DraftedParagraph(LEAD, 0, municipality, lead, front, checksum(lead))
    for position, clause in enumerate(facts.clauses, start=1):
        yield DraftedParagraph(
            clause.number,
            position,
            municipality,
            drafted(clause),
            clause_to_json(clause),
            prose_sha256(clause),
        )
    yield DraftedParagraph(CLOSING, LAST, municipality, "", {"text": ""}, checksum(""))
