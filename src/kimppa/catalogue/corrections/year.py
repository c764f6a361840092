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
    results = []
    for plan in plans().filter(year=year):
        by_rule, proof = plan.shown.get("by_rule", {}), plan.proof
        names = [*plan.rules, *(edit["id"] for edit in plan.edits)]
        before, after = proof.get("before", {}), proof.get("after", {})
        results += [
            Result(plan, name, by_rule.get(name, 0), before.get(name), after.get(name))
            for name in names
        ]
    return results
