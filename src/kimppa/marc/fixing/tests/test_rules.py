"""Every rule file proves itself: what it finds, what its fix makes, that the fix is done once."""

import pytest

from kimppa.marc.fixing.fixes import failures
from kimppa.marc.rules.loading import load, rule
from kimppa.marc.rules.model import Rule

RULES = list(load())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_finds_and_mends_what_its_tests_say(rule: Rule) -> None:
    assert not list(failures(rule))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_whole(rule: Rule) -> None:
    assert rule.path.parent.name == rule.families[0], "the folder is named after the first family"
    assert any(test.found for test in rule.tests), "a test in which it finds something"
    assert any(not test.found for test in rule.tests), "a test in which it finds nothing"
    assert rule.source
    for text in rule.message.values():
        assert text.endswith((".", "?")), text
        assert text[0].isupper() or not text[0].isalpha(), text
    assert len(set(rule.message.values())) == 3, "each language has its own words"


def test_a_wrong_test_is_told() -> None:
    table = {
        "families": ["local"],
        "severity": "P3",
        "source": "-",
        "message": {"fi": "a", "sv": "b", "en": "c"},
        "find": {"kind": "subfield", "tags": ["245"], "codes": "a", "where": "value LIKE 'x%'"},
        "fix": {"replace": {"pattern": "^x", "with": "xx"}},
        "test": [
            {"record": "245 00 $ax", "found": 2, "fixed": "245 00 $ay"},
            {"record": "245 00 $ax", "found": 1},
        ],
    }
    assert list(failures(rule(table, "mine"))) == [
        "test 1: 1 found, not 2",
        "test 1: the fix makes this of it:\nLDR    00000cam a22000004i 4500\n245 00 $axx",
        "test 1: 1 found after the fix, not 0",
        "test 1: the fix made twice is not the fix made once",
        "test 2: say in `fixed` what the fix makes of it",
    ]
