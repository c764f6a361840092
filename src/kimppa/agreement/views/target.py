"""Where a paper would go, and what it is compared to."""

from dataclasses import dataclass, replace

from kimppa.agreement.models import Agreement
from kimppa.agreement.queries import agreement_before, agreement_of, structure_of
from kimppa.agreement.structure.compare import ADDED, CHANGED, REMOVED, Comparison, compare
from kimppa.agreement.structure.parts import Structure
from kimppa.agreement.text.tree import AgreementText

SHORT = 120


@dataclass(frozen=True, slots=True)
class Target:
    """Where a text would go: a new year, or the year's agreement; and what it is compared to."""

    year: int | None
    text: AgreementText
    existing: Agreement | None = None
    compared_to: Agreement | None = None
    structure: Structure | None = None
    """Of what it is compared to."""
    comparison: Comparison | None = None

    @property
    def is_short(self) -> bool:
        """Whether the differences fit on the page of the paper."""
        return self.comparison is not None and len(self.comparison.clauses) <= SHORT

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many clauses are new, left out and changed."""
        kinds = (ADDED, REMOVED, CHANGED)
        added_count, removed_count, changed_count = (
            self.comparison.count(kind) if self.comparison else 0 for kind in kinds
        )
        return added_count, removed_count, changed_count


def target_of(text: AgreementText, year: int | None) -> Target:
    """Where a text goes as that of a year, whatever year it names itself."""
    text = replace(text, year=year)
    if year is None:
        return Target(None, text)
    existing_agreement = agreement_of(year)
    base = existing_agreement or agreement_before(year)
    if base is None:
        return Target(year, text, existing_agreement)
    structure = structure_of(base)
    return Target(year, text, existing_agreement, base, structure, compare(structure, text))
