"""How much of a branch's work lists is done: by itself, and by others who have the same records."""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from kimppa.catalogue.models import Check, RuleCount, Tick, Verdict
from kimppa.catalogue.records import PLACE, Findings
from kimppa.core.consortium.models import Branch


@dataclass(frozen=True, slots=True)
class ListProgress:
    """Rows of a list that are done, and how many of them somebody else has done."""

    rows: int = 0
    by_others: int = 0


def list_progress(
    check: Check, findings: Findings, branch: Branch, codes: Collection[str]
) -> dict[int, ListProgress]:
    """What is done on each of the branch's lists, by the rule's id: as the lists show it."""
    ticks = list(
        Tick.objects.filter(check_of=check, done=True).values_list("rule", "control", "branch")
    )
    if not ticks:
        return {}
    counts = RuleCount.objects.filter(check_of=check, rule__in={rule for rule, _c, _b in ticks})
    numbers = dict(counts.values_list("rule", "number"))
    verdicts = Verdict.objects.filter(seen_in=check, rule__in=numbers, rec__isnull=False)
    ticked_rows = findings.listed(
        pl.DataFrame(
            [(numbers[rule], key, branch_id) for rule, key, branch_id in ticks if rule in numbers],
            schema={"rule": pl.UInt16, "key": pl.String, "by": pl.Int64},
            orient="row",
        ),
        codes,
        without=pl.DataFrame(
            [
                (numbers[verdict.rule_id], verdict.rec, verdict.fno, verdict.at)
                for verdict in verdicts
            ],
            schema={"rule": pl.UInt16, **PLACE},
            orient="row",
        ),
    )
    by_number = {
        number: ListProgress(rows, by_others)
        for number, rows, by_others in ticked_rows.group_by("rule")
        .agg(rows=pl.len(), others=(pl.col("by") != branch.pk).sum())
        .iter_rows()
    }
    return {rule: by_number[number] for rule, number in numbers.items() if number in by_number}
