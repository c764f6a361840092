"""A rule tried against its own tests: for ours in the test suite, for users' before a check."""

from collections.abc import Iterator

from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import records
from kimppa.marc.rules.model import Finding, Rule, RuleSet, RuleTest
from kimppa.marc.translation import N_, Message
from kimppa.marc.vocabularies.using import SAMPLE, loaded, using


def failures(rule: Rule) -> Iterator[str]:
    """What of a rule's tests does not come true, one sentence each. Raises RuleError."""
    steps(rule)
    for number, test in enumerate(rule.tests, 1):
        with using(loaded((SAMPLE,)) if test.vocabularies else None):
            reasons = list(_failures(rule, test))
        yield from (
            Message("test {number}: {why}", number=number, why=sentence) for sentence in reasons
        )


def _failures(rule: Rule, test: RuleTest) -> Iterator[str]:
    alone = RuleSet((rule,), tables=test.tables)
    test_records = records(test.record)
    findings = find(test_records, alone, test.flags)
    count = sum(map(len, findings))
    if count != test.found:
        yield Message("{count} found, not {wanted}", count=count, wanted=test.found)
    if not rule.fix or not count:
        return
    if test.fixed is None:
        yield N_("say in `fixed` what the fix makes of it")
        return
    fixed = _mended(rule, test_records, findings)
    if fixed != records(test.fixed):
        yield Message("the fix makes this of it:\n{records}", records="\n\n".join(map(str, fixed)))
    again = find(fixed, alone, test.flags)
    remaining = sum(map(len, again))
    if remaining != test.left:
        yield Message(
            "{count} found after the fix, not {wanted}", count=remaining, wanted=test.left
        )
    if _mended(rule, fixed, again) != fixed:
        yield N_("the fix made twice is not the fix made once")


def _mended(rule: Rule, test_records: list[Record], findings: list[list[Finding]]) -> list[Record]:
    return [
        mend(record, [(rule, finding) for finding in some]) or record
        for record, some in zip(test_records, findings, strict=True)
    ]
