"""Each safe fix proves itself by the examples of its rule; a new one without them fails.

A faulty record gets the right form, a right one is not touched, fixing twice changes nothing, and
another program reads in the file what was meant.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pymarc
import pytest

from kimppa.marc.fixing.fixes import find, mend
from kimppa.marc.fixing.functions.registry import functions
from kimppa.marc.fixing.steps import STEPS
from kimppa.marc.record import Record, Subfield
from kimppa.marc.rules.loading import load, records
from kimppa.marc.rules.model import Rule, RuleSet, RuleTest
from kimppa.marc.vocabularies.terms import SAMPLE, loaded, using
from kimppa.marc.writing import encode

SAFE = {rule.id: rule for rule in load() if rule.safe}
FIXES = [rule for rule in load() if rule.fix]


@contextmanager
def at_hand(test: RuleTest) -> Iterator[None]:
    with using(loaded((SAMPLE,)) if test.vocabularies else None):
        yield


def mended(rule: Rule, test: RuleTest, some: list[Record]) -> list[Record]:
    with at_hand(test):
        found = find(some, RuleSet((rule,), tables=test.tables), test.flags)
        return [
            mend(record, [(rule, finding) for finding in findings]) or record
            for record, findings in zip(some, found, strict=True)
        ]


def examples(rule: Rule) -> list[RuleTest]:
    """The tests of a rule whose record its fix makes another."""
    tests = [test for test in rule.tests if test.fixed is not None]
    return [test for test in tests if records(test.record) != records(test.fixed or "")]


@pytest.mark.parametrize("name", SAFE)
def test_a_faulty_record_gets_the_right_form_once(name: str) -> None:
    rule = SAFE[name]
    assert examples(rule), "write a [[test]] with `fixed`"
    assert any(not test.left for test in examples(rule)), "and one after which nothing is found"
    for test in examples(rule):
        right = records(test.fixed or "")
        assert mended(rule, test, records(test.record)) == right
        assert mended(rule, test, right) == right, "a right record is not touched"


@pytest.mark.parametrize("name", SAFE)
def test_a_record_that_nothing_is_wrong_with_is_not_touched(name: str) -> None:
    rule = SAFE[name]
    clean = [test for test in rule.tests if not test.found]
    assert clean, "write a [[test]] with found = 0"
    for test in clean:
        assert mended(rule, test, records(test.record)) == records(test.record)


@pytest.mark.parametrize("name", SAFE)
def test_another_program_reads_what_was_meant(name: str) -> None:
    for test in examples(SAFE[name]):
        new = mended(SAFE[name], test, records(test.record))
        data = b"".join(map(encode, new))
        read = list(pymarc.MARCReader(io.BytesIO(data), to_unicode=True, force_utf8=True))
        assert list(map(content, read)) == list(map(meant, new))


def meant(record: Record) -> list[tuple[object, ...]]:
    return [
        (field.tag, field.value, "", [])
        if field.control
        else (field.tag, "", field.indicators, pairs(field.subfields))
        for field in record.fields
    ]


def content(record: pymarc.Record | None) -> list[tuple[object, ...]]:
    assert record is not None
    return [
        (field.tag, field.data, "", [])
        if field.control_field
        else (field.tag, "", "".join(field.indicators), pairs(field.subfields))
        for field in record.fields
    ]


def pairs(subfields: Iterable[Subfield | pymarc.Subfield]) -> list[tuple[str, str]]:
    return [(subfield.code, subfield.value) for subfield in subfields]


@pytest.mark.parametrize("name", functions())
def test_each_function_is_a_rules_and_has_an_example(name: str) -> None:
    mine = [rule for rule in FIXES if name in named(rule.fix)]
    assert any(examples(rule) for rule in mine), "take it out, or write a rule with a [[test]]"


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_an_example(step: str) -> None:
    assert any(examples(rule) for rule in FIXES if step in (rule.fix or {}))


def named(fix: object) -> list[str]:
    """The functions that a fix names."""
    steps = fix.get("function", []) if isinstance(fix, dict) else []
    return [
        step["name"] if isinstance(step, dict) else str(step)
        for step in (steps if isinstance(steps, list) else [steps])
    ]
