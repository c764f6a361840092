"""How findings have lived: of all rules together, and of one rule export by export."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from kimppa.catalogue.models import Check, PlaceCount, Rule, RuleCount
from kimppa.catalogue.models.history import Life, PlaceLife
from kimppa.catalogue.queries import Part, Totals, of_part, totals_by_check
from kimppa.core.consortium.models import Branch

type States = dict[str, int]


def by_check(checks: Collection[Check], part: Part) -> dict[int, States]:
    """Findings of a part's records by state after each check, by the check's id: one query."""
    findings_by_state: Iterable[tuple[int, str, int]]
    if part.whole:
        lives = Life.objects.filter(check_of__in=checks).order_by()
        findings_by_state = lives.values_list("check_of", "state").annotate(Sum("findings"))
    else:
        place_lives = of_part(PlaceLife.objects.filter(life__check_of__in=checks).order_by(), part)
        findings_by_state = place_lives.values_list("life__check_of", "life__state").annotate(
            Sum("findings")
        )
    states_by_check: dict[int, States] = {}
    for check, state, findings in findings_by_state:
        states_by_check.setdefault(check, {})[state] = findings
    return states_by_check


def in_order(states: States) -> list[tuple[str, int]]:
    """The states with their words, in the order of interest; those without findings too."""
    order = (
        Life.State.NEW, Life.State.FIXED, Life.State.RETURNED, Life.State.ACCEPTED, Life.State.OPEN
    )  # fmt: skip
    return [(str(state.label), states.get(state.value, 0)) for state in order]


@dataclass(frozen=True, slots=True)
class Spread:
    """The states by branch: the branches' rows, what the shown branches do not tell, what counts
    for several, and all together. The first three add up to the last."""

    branches: Sequence[tuple[Branch, States]]
    elsewhere: States
    several: States
    whole: States


def spread(check: Check, part: Part, branches: Collection[Branch]) -> Spread:
    """What became of a part's findings by branch, of which these are shown: two queries.

    Of all together, `elsewhere` is what stands in other branches, in unknown codes and in records
    of nobody; of a municipality it is empty. `several` is below zero.
    """
    place_lives = PlaceLife.objects.filter(life__check_of=check, municipality=None).order_by()
    keys = place_lives.values_list("branch", "life__state").annotate(Sum("findings"))
    counters: dict[int | None, Counter[str]] = {}
    for branch, state, findings in keys:
        counters.setdefault(branch, Counter())[state] += findings
    own_branches = [place for place in branches if part.municipality in (None, place.municipality)]
    visible = [(place, counters.pop(place.pk)) for place in own_branches if place.pk in counters]
    elsewhere = sum(counters.values(), Counter()) if part.whole else Counter()
    states_of_part = by_check([check], part).get(check.pk, {})
    states_sum = sum((states for _branch, states in visible), Counter(elsewhere))
    several = {
        state: states_of_part.get(state, 0) - states_sum[state] for state in Life.State.values
    }
    return Spread(visible, elsewhere, several, states_of_part)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One export in the life of a rule: how many records of how many, and what became of what."""

    check: Check
    held: int
    records: int
    findings: int
    states: list[tuple[str, int]]

    @property
    def thousandths(self) -> float | None:
        """Records with the fault in a thousand."""
        return 1000 * self.records / self.held if self.held else None


def exports_of(
    rule: Rule, checks: Collection[Check], counts: Mapping[int, RuleCount], part: Part
) -> list[ExportRow]:
    """A rule in a part's records over these checks, in their order; `counts` are the whole's, by
    the check's id. One query for the whole, three for a part."""
    counts_by_check: Mapping[int, RuleCount | PlaceCount] = counts
    lives: Iterable[tuple[int, str, int]] = Life.objects.filter(rule=rule).values_list(
        "check_of", "state", "findings"
    )
    if not part.whole:
        place_counts = PlaceCount.objects.filter(count_of__in=counts.values()).select_related(
            "count_of"
        )
        counts_by_check = {
            count.count_of.check_of_id: count for count in of_part(place_counts, part)
        }
        lives_of_part = of_part(PlaceLife.objects.filter(life__rule=rule), part)
        lives = lives_of_part.values_list("life__check_of", "life__state", "findings")
    states_by_check: dict[int, States] = {}
    for check_of, state, findings in lives:
        states_by_check.setdefault(check_of, {})[state] = findings
    totals = totals_by_check(checks, part)
    return [
        _year(check, totals, counts_by_check.get(check.pk), states_by_check.get(check.pk, {}))
        for check in checks
    ]


def _year(
    check: Check, totals: Mapping[int, Totals], count: RuleCount | PlaceCount | None, states: States
) -> ExportRow:
    records, findings = (count.records, count.findings) if count else (0, 0)
    all_of = totals[check.pk].held if check.pk in totals else 0
    return ExportRow(check, all_of, records, findings, in_order(states))
