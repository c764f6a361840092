"""Finding again, in a new check, the findings that people have said something about."""

import hashlib

import polars as pl

from kimppa.catalogue.models import Check, RuleCount, Verdict
from kimppa.catalogue.queries import findings_of
from kimppa.catalogue.records import Findings, Row, Selection


def identity(finding: Row) -> tuple[str, str, str]:
    """By what a finding is known again: its record, its place, and a hash of what stands there."""
    return finding.control, finding.place, hashlib.sha256(finding.text.encode()).hexdigest()


def recognise(check: Check) -> int:
    """Tie earlier verdicts to this check's findings; how many were found again.

    Only the records that verdicts are about are read.
    """
    Verdict.objects.filter(seen_in=check).update(seen_in=None)
    by_rule: dict[int, list[Verdict]] = {}
    for verdict in Verdict.objects.all():
        by_rule.setdefault(verdict.rule_id, []).append(verdict)
    if not by_rule:
        return 0
    findings = findings_of(check)
    found_count = 0
    for count in RuleCount.objects.filter(check_of=check, rule__in=by_rule):
        found_count += _recognise_rule(check, findings, count.number, by_rule[count.rule_id])
    return found_count


def _recognise_rule(check: Check, findings: Findings, number: int, verdicts: list[Verdict]) -> int:
    by_identity = {(verdict.control, verdict.place, verdict.text): verdict for verdict in verdicts}
    recs = _records_of(findings, {verdict.control for verdict in verdicts})
    frame = findings.frame(Selection(number)).filter(pl.col("rec").is_in(recs.implode()))
    found_count = 0
    for finding in findings.read(frame):
        verdict = by_identity.get(identity(finding))
        if verdict is not None and not _newer(verdict, check):
            verdict.seen_in, verdict.rec = check, finding.rec
            verdict.fno, verdict.at = finding.spot.fno, finding.spot.at
            verdict.save(update_fields=["seen_in", "rec", "fno", "at"])
            found_count += 1
    return found_count


def _newer(verdict: Verdict, check: Check) -> bool:
    """Whether a later export than this one has the finding."""
    newest_check = verdict.seen_in
    return newest_check is not None and newest_check.snapshot.taken_on > check.snapshot.taken_on


def _records_of(findings: Findings, controls: set[str]) -> pl.Series:
    records = pl.scan_parquet(findings.checked.folder / "records.parquet", row_index_name="rec")
    numbers = pl.Series(
        sorted({control.rpartition(")")[2] for control in controls}), dtype=pl.String
    )
    return records.filter(pl.col("control").is_in(numbers.implode())).select("rec").collect()["rec"]
