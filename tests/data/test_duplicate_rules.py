"""What the rules of duplicates say of the labelled pairs: the feared outcome is a false join."""

import pytest

from tests.duplicate_pairs import FOLDER, JOIN, Outcome, outcomes, pairs, table, totals

SECOND = FOLDER.with_name("duplicate_pairs_second")


@pytest.fixture(scope="module")
def told() -> list[Outcome]:
    return judged(outcomes(pairs()))


@pytest.fixture(scope="module")
def second() -> list[Outcome]:
    return judged(outcomes(pairs(SECOND)))


def judged(told: list[Outcome]) -> list[Outcome]:
    print("\n".join(table(told)))
    return told


def false_joins(told: list[Outcome]) -> list[str]:
    joined = [outcome.pair for outcome in told if outcome.verdict == JOIN]
    return [f"{pair.number}: {pair.why}" for pair in joined if not pair.same]


def test_no_different_things_are_joined(told: list[Outcome], second: list[Outcome]) -> None:
    assert not false_joins(told)
    assert not false_joins(second)


def test_most_of_the_same_are_joined_or_shown_to_a_person(told: list[Outcome]) -> None:
    whole = totals(told)
    assert whole.recall_join >= 0.70
    assert whole.recall >= 0.90


def test_most_of_what_is_joined_or_shown_is_the_same(told: list[Outcome]) -> None:
    assert totals(told).precision >= 0.90


def test_the_second_set_goes_as_well_but_for_what_has_no_number(second: list[Outcome]) -> None:
    whole = totals(second)
    assert whole.recall_join >= 0.55
    assert whole.recall >= 0.90
    assert whole.precision >= 0.90
