"""The strip of twelve months: its words name what it shows, its shapes differ by state."""

import pytest

from kimppa.documents.charts import State, month_sign, month_strip


def test_the_words_count_each_month_with_the_worst_first() -> None:
    svg = month_strip([(1, "done"), (1, "late"), (1, "done"), (3, "planned")], "fi")
    assert 'aria-label="tammikuu 1 myöhässä, 2 tehty; maaliskuu 1 tulossa"' in svg


def test_a_month_shows_the_worst_of_its_states() -> None:
    svg = month_strip([(2, "done"), (2, "late")], "sv")
    assert svg.count("m-late") == 1
    assert "m-done" not in svg


def test_an_empty_year_says_so() -> None:
    assert 'aria-label="nothing"' in month_strip([], "en")


def test_the_month_at_hand_is_marked_once() -> None:
    assert month_strip([], "fi", now=12).count("m-now") == 1
    assert "m-now" not in month_strip([], "fi")


@pytest.mark.parametrize("state", ["late", "due", "planned", "done"])
def test_each_state_has_a_shape_of_its_own(state: State) -> None:
    others: list[State] = ["late", "due", "planned", "done"]
    others.remove(state)
    assert month_sign(state) not in map(month_sign, others)
