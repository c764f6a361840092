"""A rule's `[fix]` made ready, made on a record, and tried against the rule's own tests."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from kimppa.marc.building import batch
from kimppa.marc.fixing.places import place
from kimppa.marc.fixing.steps import STEPS, Step
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import records
from kimppa.marc.rules.model import Finding, Rule, RuleSet, RuleTest
from kimppa.marc.rules.running import check
from kimppa.marc.rules.spec import Spec
from kimppa.marc.translation import N_, Message
from kimppa.marc.vocabularies.terms import SAMPLE, loaded, using


@lru_cache(maxsize=4096)
def steps(rule: Rule) -> tuple[Step, ...]:
    """The steps of a rule's fix in their order; none without a fix. Raises RuleError."""
    if rule.fix is None:
        return ()
    spec = Spec(rule.path, "fix", rule.fix)
    spec.yes("safe", default=False)
    rule_steps = tuple(_steps(spec))
    spec.done()
    if not rule_steps:
        raise spec.wrong("", Message("say what is done: {known}", known=", ".join(STEPS)))
    return rule_steps


def _steps(spec: Spec) -> Iterator[Step]:
    for key in spec.table:
        if key not in STEPS:
            continue
        make, plain_key = STEPS[key]
        value = spec.raw(key)
        for entry in value if isinstance(value, list) else [value]:
            table = {plain_key: entry} if isinstance(entry, str) else entry
            step_spec = Spec(spec.path, f"{spec.name}.{key}", table)
            yield make(step_spec)
            step_spec.done()


def mend(record: Record, findings: Iterable[tuple[Rule, Finding]]) -> Record | None:
    """The record with these findings mended, all found in it as it stands; None for no change."""
    mended = record.copy()
    places = [(steps(rule), place(mended, finding)) for rule, finding in findings]
    for rule_steps, mended_place in places:
        for step in rule_steps:
            if mended_place.there:
                step(mended_place)
    return None if mended == record else mended


def find(records: list[Record], rules: RuleSet, flags: int = 0) -> list[list[Finding]]:
    """The findings in each of these records, as if they were a whole file."""
    findings: list[list[Finding]] = [[] for _ in records]
    (table,) = check([batch(records, flags)], rules)
    for row in table.sort("rule", "rec", "fno", "sno").iter_rows():
        finding = Finding(*row)
        findings[finding.rec].append(finding)
    return findings


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
    rule_set = RuleSet((rule,), tables=test.tables)
    test_records = records(test.record)
    findings = find(test_records, rule_set, test.flags)
    count = sum(map(len, findings))
    if count != test.found:
        yield Message("{count} found, not {wanted}", count=count, wanted=test.found)
    if not rule.fix or not count:
        return
    if test.fixed is None:
        yield N_("say in `fixed` what the fix makes of it")
        return
    fixed_records = _mended(rule, test_records, findings)
    if fixed_records != records(test.fixed):
        yield Message(
            "the fix makes this of it:\n{records}", records="\n\n".join(map(str, fixed_records))
        )
    findings_after = find(fixed_records, rule_set, test.flags)
    remaining = sum(map(len, findings_after))
    if remaining != test.left:
        yield Message(
            "{count} found after the fix, not {wanted}", count=remaining, wanted=test.left
        )
    if _mended(rule, fixed_records, findings_after) != fixed_records:
        yield N_("the fix made twice is not the fix made once")


def _mended(rule: Rule, test_records: list[Record], findings: list[list[Finding]]) -> list[Record]:
    return [
        mend(record, [(rule, finding) for finding in record_findings]) or record
        for record, record_findings in zip(test_records, findings, strict=True)
    ]
