"""Edits make the old sequence the new one, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.edits import edits, likeness

SOME = st.lists(st.sampled_from("abc"), max_size=30)


@given(SOME, SOME, st.sampled_from([0, 3, 300]))
def test_edits_lead_from_one_to_the_other(old: list[str], new: list[str], most: int) -> None:
    found = edits(old, new, most)
    assert [x for _, i, j, _, _ in found for x in old[i:j]] == old
    assert [x for _, _, _, k, m in found for x in new[k:m]] == new
    for kind, i, j, k, m in found:
        assert (old[i:j] == new[k:m]) == (kind == "equal")
        assert (kind == "insert") == (i == j)
        assert (kind == "delete") == (k == m)


@given(SOME, SOME)
def test_no_more_is_told_to_differ_than_must(old: list[str], new: list[str]) -> None:
    equal = sum(j - i for kind, i, j, _, _ in edits(old, new) if kind == "equal")
    assert equal == longest_common(old, new)


def longest_common(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for a in old:
        last = row
        row = [0]
        for n, b in enumerate(new):
            row.append(last[n] + 1 if a == b else max(last[n + 1], row[n]))
    return row[-1]


def test_likeness_is_the_share_that_is_equal() -> None:
    assert likeness("ab", "ab", edits("ab", "ab")) == 1
    assert likeness("ab", "cd", edits("ab", "cd")) == 0
    assert likeness("abcd", "ab", edits("abcd", "ab")) == 2 / 3


def test_too_many_edits_are_one_replacement() -> None:
    assert edits("x" + "a" * 9 + "y", "x" + "b" * 9 + "y", most=10) == [
        ("equal", 0, 1, 0, 1),
        ("replace", 1, 10, 1, 10),
        ("equal", 10, 11, 10, 11),
    ]
