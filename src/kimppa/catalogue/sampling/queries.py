"""Reading samples: what was drawn, how it was judged, and how it went in earlier exports."""

from dataclasses import dataclass

from kimppa.catalogue.models import Check, Rule
from kimppa.catalogue.models.sampling import Drawn
from kimppa.catalogue.queries import Scope
from kimppa.catalogue.sampling.precision import Precision, precision
from kimppa.core.consortium.models import Branch


@dataclass(frozen=True, slots=True)
class ExportSample:
    """How a rule's sample of one export stands; a finding of two branches counts once."""

    check: Check
    precision: Precision


def samples_of(rule: Rule) -> list[ExportSample]:
    """The samples of a rule, of the newest export first: one query."""
    rows = Drawn.objects.filter(rule=rule).select_related("check_of__snapshot")
    by_check: dict[Check, list[Drawn]] = {}
    for finding in rows.order_by("-check_of__snapshot__taken_on", "-check_of_id", "pk"):
        by_check.setdefault(finding.check_of, []).append(finding)
    return [ExportSample(check, precision_of(findings)) for check, findings in by_check.items()]


def precision_of(rows: list[Drawn]) -> Precision:
    """The precision of these findings, each counted once."""
    once: dict[tuple[int, int, int], str] = {}
    for finding in rows:
        key = (finding.rec, finding.fno, finding.at)
        once[key] = once.get(key) or finding.verdict
    return precision(once.values(), Drawn.Verdict.TRUE)


def findings_of_sample(check: Check, rule: Rule) -> list[Drawn]:
    """A rule's sample in a check, of every branch: one query."""
    rows = Drawn.objects.filter(check_of=check, rule=rule)
    return list(rows.select_related("by", "branch__municipality"))


def open_places(rows: list[Drawn], open_to: Scope) -> list[Branch | None]:
    """The branches that have a sample and whose records are open; None is of all together."""
    have = {finding.branch_id for finding in rows}
    places: list[Branch | None] = [branch for branch in open_to.branches if branch.pk in have]
    return [*places, None] if None in have and open_to.manages else places
