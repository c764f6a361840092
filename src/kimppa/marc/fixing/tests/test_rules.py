"""Every rule file proves itself: what it finds, what its fix makes, that the fix is done once."""

from collections.abc import Iterator

import pytest

from kimppa.marc.fixing.fixes import find, mend, steps
from kimppa.marc.record import Record
from kimppa.marc.rules.loading import load, records
from kimppa.marc.rules.model import Rule, RuleSet, RuleTest

pytestmark = pytest.mark.once

RULES = load()


def cases() -> Iterator[object]:
    for rule in RULES:
        for number, test in enumerate(rule.tests, 1):
            yield pytest.param(rule, test, id=f"{rule.id}-{number}")


@pytest.mark.parametrize(("rule", "test"), list(cases()))
def test_a_rule_finds_and_mends_what_its_tests_say(rule: Rule, test: RuleTest) -> None:
    alone = RuleSet((rule,), tables=test.tables)
    given = records(test.record)
    found = find(given, alone, test.flags)
    assert sum(map(len, found)) == test.found, found
    fixed = [mended(one, rule, alone, where) for one, where in zip(given, found, strict=True)]
    if test.fixed is not None:
        assert [str(one) for one in fixed] == [str(one) for one in records(test.fixed)]
    elif rule.fix and test.found:
        pytest.fail("say in `fixed` what the fix makes of this record")
    if rule.fix and test.found:
        again = find(fixed, alone)
        assert sum(map(len, again)) == test.left, again
        twice = [mended(one, rule, alone, where) for one, where in zip(fixed, again, strict=True)]
        assert twice == fixed, "the fix is not idempotent"


def mended(record: Record, rule: Rule, alone: RuleSet, found: list) -> Record:
    return mend(record, [(rule, one) for one in found]) or record


@pytest.mark.parametrize("rule", list(RULES), ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule: Rule) -> None:
    steps(rule)
    assert rule.path.parent.name == rule.families[0], "the folder is named after the first family"
    assert any(test.found for test in rule.tests), "a test in which it finds something"
    assert any(not test.found for test in rule.tests), "a test in which it finds nothing"
    assert rule.source
    for text in rule.message.values():
        assert text.endswith((".", "?")), text
        assert text[0].isupper() or not text[0].isalpha(), text
    assert len(set(rule.message.values())) == 3, "each language has its own words"
