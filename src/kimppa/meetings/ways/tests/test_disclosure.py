"""Nothing that is shown of a survey tells what fewer than five answered."""

from decimal import Decimal
from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from kimppa.meetings.ways.disclosure import LEAST, mean, same_words, shown_places

COUNTS = st.dictionaries(st.integers(0, 9), st.integers(0, 9), max_size=9)


@given(COUNTS)
def test_no_sum_or_difference_of_what_is_shown_is_of_one_to_four(counts: dict[int, int]) -> None:
    """Whoever takes any of the municipalities shown from all gets nobody's answers, or five's."""
    shown, total = shown_places(counts), sum(counts.values())
    if total < LEAST:
        assert not shown
        return
    choices = chain.from_iterable(combinations(shown, size) for size in range(len(shown) + 1))
    for some in choices:
        part = sum(counts[place] for place in some)
        assert part == 0 or part >= LEAST
        assert total - part == 0 or total - part >= LEAST


@given(COUNTS)
def test_nobody_is_left_out_without_need(counts: dict[int, int]) -> None:
    shown = shown_places(counts)
    large = {place for place, count in counts.items() if count >= LEAST}
    rest = sum(counts.values()) - sum(counts[place] for place in large)
    if rest == 0 or rest >= LEAST:
        assert shown == large
    else:
        assert len(shown) >= len(large) - 1


def test_forty_municipalities_with_one_small_one_leave_out_the_next_smallest() -> None:
    counts = dict.fromkeys(range(38), 10) | {38: 6, 39: 1}
    assert shown_places(counts) == frozenset(range(38))


def test_means_are_of_one_decimal_and_the_same_question_is_known_again() -> None:
    assert mean({4: 1, 5: 1}) == Decimal("4.5")
    assert mean({1: 2, 2: 1}) == Decimal("1.3")
    assert mean({}) is None
    assert same_words(" Miten  menee? ") == same_words("miten menee")
