"""What the plans of a year have done, rule by rule."""

from dataclasses import dataclass

from kimppa.catalogue.corrections.queries import plans
from kimppa.catalogue.models.corrections import Plan


@dataclass(frozen=True, slots=True)
class Result:
    """What a plan of the year did to one rule's findings."""

    plan: Plan
    rule: str
    records: int
    before: int | None
    after: int | None

    @property
    def change(self) -> int | None:
        """How many fewer (negative) or more."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def results(year: int) -> list[Result]:
    """The year's plans, rule by rule, with the counts before and after."""
    year_results = []
    for plan in plans().filter(year=year):
        records, proof = plan.shown.get("by_rule", {}), plan.proof
        rules = [*plan.rules, *(edit["id"] for edit in plan.edits)]
        old_counts, new_counts = proof.get("before", {}), proof.get("after", {})
        year_results += [
            Result(plan, rule, records.get(rule, 0), old_counts.get(rule), new_counts.get(rule))
            for rule in rules
        ]
    return year_results
