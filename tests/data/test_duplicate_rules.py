"""What the rules of duplicates say of the labelled pairs: the feared outcome is a false join."""

import pytest

from tests.duplicate_pairs import JOIN, Outcome, outcomes, pairs, table, totals


@pytest.fixture(scope="module")
def told() -> list[Outcome]:
    told = outcomes(pairs())
    print("\n".join(table(told)))
    return told


def test_no_different_things_are_joined(told: list[Outcome]) -> None:
    joined = [outcome.pair for outcome in told if outcome.verdict == JOIN and not outcome.pair.same]
    assert not joined, [f"{pair.number}: {pair.why}" for pair in joined]


def test_most_of_the_same_are_joined_or_shown_to_a_person(told: list[Outcome]) -> None:
    whole = totals(told)
    assert whole.recall_join >= 0.70
    assert whole.recall >= 0.90


def test_most_of_what_is_shown_to_a_person_is_the_same(told: list[Outcome]) -> None:
    assert totals(told).precision >= 0.90
