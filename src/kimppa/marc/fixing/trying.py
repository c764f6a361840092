"""A rule tried against its own tests: for ours in the test suite, for users' before a check."""

from collections.abc import Iterator

from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import records
from kimppa.marc.rules.model import Finding, Rule, RuleSet, RuleTest
from kimppa.marc.vocabularies.using import SAMPLE, loaded, using


def failures(rule: Rule) -> Iterator[str]:
    """What of a rule's tests does not come true, one sentence each. Raises RuleError."""
    steps(rule)
    for number, test in enumerate(rule.tests, 1):
        with using(loaded((SAMPLE,)) if test.vocabularies else None):
            told = list(_failures(rule, test))
        yield from (f"test {number}: {one}" for one in told)


def _failures(rule: Rule, test: RuleTest) -> Iterator[str]:
    alone = RuleSet((rule,), tables=test.tables)
    given = records(test.record)
    found = find(given, alone, test.flags)
    count = sum(map(len, found))
    if count != test.found:
        yield f"{count} found, not {test.found}"
    if not rule.fix or not count:
        return
    if test.fixed is None:
        yield "say in `fixed` what the fix makes of it"
        return
    fixed = _mended(rule, given, found)
    if fixed != records(test.fixed):
        yield "the fix makes this of it:\n" + "\n\n".join(map(str, fixed))
    again = find(fixed, alone, test.flags)
    left = sum(map(len, again))
    if left != test.left:
        yield f"{left} found after the fix, not {test.left}"
    if _mended(rule, fixed, again) != fixed:
        yield "the fix made twice is not the fix made once"


def _mended(rule: Rule, given: list[Record], found: list[list[Finding]]) -> list[Record]:
    return [
        mend(one, [(rule, finding) for finding in some]) or one
        for one, some in zip(given, found, strict=True)
    ]
