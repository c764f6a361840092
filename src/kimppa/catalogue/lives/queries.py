"""How findings have lived: of all rules together, and of one rule export by export."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Sum

from kimppa.catalogue.lives.models import Life
from kimppa.catalogue.models import Check, Rule, RuleCount

type States = dict[str, int]


def by_check(checks: Collection[Check]) -> dict[int, States]:
    """Findings by state after each check, by the check's id: one query."""
    rows = Life.objects.filter(check_of__in=checks).order_by().values_list("check_of", "state")
    found: dict[int, States] = {}
    for check, state, findings in rows.annotate(Sum("findings")):
        found.setdefault(check, {})[state] = findings
    return found


def told(states: States) -> list[tuple[str, int]]:
    """The states with their words, in the order of interest; those without findings too."""
    order = (
        Life.State.NEW, Life.State.FIXED, Life.State.RETURNED, Life.State.ACCEPTED, Life.State.OPEN
    )  # fmt: skip
    return [(str(one.label), states.get(one.value, 0)) for one in order]


@dataclass(frozen=True, slots=True)
class Year:
    """One export in the life of a rule: how many records of how many, and what became of what."""

    check: Check
    records: int
    findings: int
    states: list[tuple[str, int]]

    @property
    def thousandths(self) -> float | None:
        """Records with the fault in a thousand."""
        return 1000 * self.records / self.check.records if self.check.records else None


def years(rule: Rule, checks: Collection[Check]) -> list[Year]:
    """A rule over these checks, in their order: two queries."""
    counts = {one.check_of_id: one for one in RuleCount.objects.filter(rule=rule)}
    lives: dict[int, States] = {}
    for one in Life.objects.filter(rule=rule):
        lives.setdefault(one.check_of_id, {})[one.state] = one.findings
    found = []
    for check in checks:
        count = counts.get(check.pk)
        records, findings = (count.records, count.findings) if count else (0, 0)
        found.append(Year(check, records, findings, told(lives.get(check.pk, {}))))
    return found
