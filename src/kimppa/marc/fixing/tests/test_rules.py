"""Every rule file proves itself: what it finds, what its fix makes, that the fix is done once."""

from collections.abc import Iterator

from kimppa.marc.fixing.fixes import failures
from kimppa.marc.rules.loading import load, rule
from kimppa.marc.rules.model import Rule

RULES = list(load())


def test_each_rule_finds_and_mends_what_its_tests_say() -> None:
    wrong = {one.id: list(failures(one)) for one in RULES}
    assert {name: told for name, told in wrong.items() if told} == {}


def test_each_rule_is_whole() -> None:
    assert RULES
    lacking = {one.id: list(lacks(one)) for one in RULES}
    assert {name: some for name, some in lacking.items() if some} == {}


def lacks(one: Rule) -> Iterator[str]:
    """What a rule file has not that each has."""
    if one.path.parent.name != one.families[0]:
        yield "a folder named after the first family"
    if not any(test.found for test in one.tests):
        yield "a test in which it finds something"
    if all(test.found for test in one.tests):
        yield "a test in which it finds nothing"
    if not one.source:
        yield "a source"
    for text in one.message.values():
        if not text.endswith((".", "?")) or text[0].islower():
            yield f"a whole sentence: {text}"
    if len(set(one.message.values())) != 3:
        yield "words of its own in each language"


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
