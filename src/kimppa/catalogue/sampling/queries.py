"""Samples: what was drawn, how it was judged, and how often the rule is right by it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.queries import Scope
from kimppa.core.consortium.models import Branch
from kimppa.marc.hashing import hash_text

Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `drawn` findings `judged` have been looked at, and `right` of those were faults."""

    drawn: int
    judged: int
    right: int

    @property
    def share(self) -> float | None:
        """The share of true findings; None before anything has been looked at."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share of all findings lies, at 95 % (Wilson's score interval, 1927).

        >>> [round(one, 3) for one in Precision(20, 20, 19).interval]
        [0.764, 0.991]
        """
        if not self.judged:
            return 0.0, 1.0
        count, share = self.judged, self.right / self.judged
        middle = share + Z * Z / (2 * count)
        spread = Z * math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
        scale = 1 + Z * Z / count
        return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def precision(verdicts: Iterable[str], right_verdict: str) -> Precision:
    """Count verdicts; an empty one has not been given yet.

    >>> precision(["true", "", "false"], "true")
    Precision(drawn=3, judged=2, right=1)
    """
    judgements = list(verdicts)
    judged = [verdict for verdict in judgements if verdict]
    return Precision(len(judgements), len(judged), judged.count(right_verdict))


def lots(name: Sequence[str], population: int, size: int) -> list[int]:
    """Which of `population` findings are drawn, in the order of the lots.

    The same name gives the same lots, and a larger sample begins with the smaller one, so nobody
    can draw until the result pleases.
    """
    order = np.random.default_rng(hash_text("|".join(name))).permutation(population)
    return [int(number) for number in order[:size]]


@dataclass(frozen=True, slots=True)
class ExportSample:
    """How a rule's sample of one export stands; a finding of two branches counts once."""

    check: Check
    precision: Precision


def samples_of(rule: Rule) -> list[ExportSample]:
    """The samples of a rule, of the newest export first: one query."""
    drawn_findings = Drawn.objects.filter(rule=rule).select_related("check_of__snapshot")
    by_check: dict[Check, list[Drawn]] = {}
    for finding in drawn_findings.order_by("-check_of__snapshot__taken_on", "-check_of_id", "pk"):
        by_check.setdefault(finding.check_of, []).append(finding)
    return [ExportSample(check, precision_of(findings)) for check, findings in by_check.items()]


def precision_of(drawn_findings: list[Drawn]) -> Precision:
    """The precision of these findings, each counted once."""
    once: dict[tuple[int, int, int], str] = {}
    for finding in drawn_findings:
        key = (finding.rec, finding.fno, finding.at)
        once[key] = once.get(key) or finding.verdict
    return precision(once.values(), Drawn.Verdict.TRUE)


def findings_of_sample(check: Check, rule: Rule) -> list[Drawn]:
    """A rule's sample in a check, of every branch: one query."""
    drawn_findings = Drawn.objects.filter(check_of=check, rule=rule)
    return list(drawn_findings.select_related("by", "branch__municipality"))


def open_places(drawn_findings: list[Drawn], open_to: Scope) -> list[Branch | None]:
    """The branches that have a sample and whose records are open; None is of all together."""
    have = {finding.branch_id for finding in drawn_findings}
    branches: list[Branch | None] = [branch for branch in open_to.branches if branch.pk in have]
    return [*branches, None] if None in have and open_to.manages else branches
