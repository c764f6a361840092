"""A whole column brought to one form byte by byte is what comes of each text alone."""

from string import ascii_letters, digits

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.marc.columns import squeezed, table
from kimppa.marc.identifiers import control, control_key
from kimppa.marc.pairing.keys import fold

TEXTS = st.lists(st.none() | st.text(st.sampled_from("aZ09 .-)(öÉ\u0301ß\u00a0")), max_size=20)
CAPITALS = table((ascii_letters + digits).encode(), bytes.upper)


def long_way(text: str) -> str:
    return "".join(one for one in text.upper() if one.isalnum())


def otherwise(texts: pl.Series) -> pl.Series:
    return pl.Series([long_way(one) for one in texts], dtype=pl.String)


@given(TEXTS)
def test_a_column_is_its_texts_one_by_one(texts: list[str | None]) -> None:
    column = pl.Series(texts, dtype=pl.String)
    expected = [None if one is None else long_way(one) for one in texts]
    assert squeezed(column, CAPITALS, otherwise).to_list() == expected


@given(TEXTS, st.integers(0, 5))
def test_a_slice_of_a_column_knows_its_own_texts(texts: list[str | None], start: int) -> None:
    column = pl.Series(texts, dtype=pl.String)[start:]
    expected = [None if one is None else long_way(one) for one in texts[start:]]
    assert squeezed(column, CAPITALS, otherwise).to_list() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Seitsemän veljestä : ", "seitsemanveljesta"), ("ÅBO  1812", "abo1812"), ("...", "")],
)
def test_titles_are_compared_without_marks(text: str, expected: str) -> None:
    assert fold(pl.Series([text])).to_list() == [expected]


@pytest.mark.parametrize(
    "text", ["(FI-BTJ) 00012", "FCC000123", "(fi-btj)ABC0012", "(X)00", "123", "ÄÖ) 01", "fcc12x"]
)
def test_control_numbers_of_a_column_are_those_of_each(text: str) -> None:
    assert control_key(pl.Series([text])).to_list() == [control(text)]
