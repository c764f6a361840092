"""64-bit hashes of many texts."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.hashing import combine, hash_ranges, hash_text, hash_texts


@given(st.lists(st.text(max_size=40), max_size=30))
def test_equal_texts_and_only_they_have_equal_hashes(texts: list[str]) -> None:
    hashes = hash_texts(pl.Series(texts, dtype=pl.String)).tolist()
    assert hashes == [hash_text(text) for text in texts]
    assert len(set(hashes)) == len(set(texts))


def test_hashes_are_the_same_in_every_version() -> None:
    assert hash_text("") == 8841707400507832957
    assert hash_text("ba") == 17059253449049282854


def test_a_text_longer_than_a_piece_and_a_slice_hash_as_they_do_alone() -> None:
    texts = pl.Series(["a", "x" * 1_200_000, "b", None, "ä" * 30])
    hashes = hash_texts(texts)
    assert hashes[0] == hash_text("a")
    assert hashes[1] == hash_text("x" * 1_200_000)
    assert hashes[3] == hash_text("")
    assert hash_texts(texts[2:]).tolist() == hashes[2:].tolist()


def test_ranges_leave_out_what_stands_between_them() -> None:
    raw = np.frombuffer(b"one..two..three", np.uint8)
    starts, lengths = np.array([0, 5, 10]), np.array([3, 3, 5])
    expected = [hash_text(text) for text in ("one", "two", "three")]
    assert hash_ranges(raw, starts, lengths).tolist() == expected


def test_the_order_of_columns_matters() -> None:
    a, b = hash_texts(pl.Series(["a"])), hash_texts(pl.Series(["b"]))
    assert combine(a, b)[0] != combine(b, a)[0]
