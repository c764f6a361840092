"""Recall and precision of the rules on planted defects; nothing is found in clean records."""

import pytest

from kimppa.marc.rules.loading import load
from kimppa.marc.tests.measuring import GROUND, LATER, Measured, measure
from tests.catalogues import DEFECTS


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(2000)


def test_what_is_planted_is_found(measured: Measured) -> None:
    assert len(measured.planted) > 0.97 * len(GROUND)
    missed = {one: measured.recall(one) for one in measured.planted if measured.recall(one) < 0.99}
    assert missed == {}
    assert measured.found.total() >= 0.99 * measured.planted.total()


def test_what_is_found_was_planted(measured: Measured) -> None:
    known = {*measured.right, *measured.wrong}
    wrong = {one: measured.precision(one) for one in known if measured.precision(one) < 0.99}
    assert wrong == {}
    assert len(known) > 150


def test_nothing_is_found_in_clean_records(measured: Measured) -> None:
    assert measured.clean == {}


def test_the_map_names_kinds_and_rules_that_there_are() -> None:
    assert {*GROUND, *LATER} <= set(DEFECTS)
    named = {rule for one in GROUND.values() for rule in [*one["must"], *one.get("also", ())]}
    assert named <= {rule.id for rule in load()}
