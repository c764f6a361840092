"""Values of the two databases are called equal exactly when they are."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.operations.move.tables import comparable_text, difference, row_digest

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(TEXTS, parts, max_size=3),
    max_leaves=6,
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    TEXTS,
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12),
    st.floats(allow_nan=False),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.uuids(),
    st.binary(),
    st.lists(JSON, max_size=2),
    st.dictionaries(TEXTS, JSON, max_size=2),
)


def exact(value: Any) -> Any:
    """A value for comparing: unlike in Python, 0, 0.0 and False differ within JSON."""
    if isinstance(value, list):
        return [exact(part) if isinstance(part, list | dict) else repr(part) for part in value]
    if isinstance(value, dict):
        return dict(zip(value, exact(list(value.values())), strict=True))
    return value


@given(VALUES, VALUES)
def test_equal_means_equal(one: Any, other: Any) -> None:
    if type(one) is type(other):
        zeros = isinstance(one, float) and one == other == 0
        assert zeros or (comparable_text(one) == comparable_text(other)) == (
            exact(one) == exact(other)
        )
    else:
        assert comparable_text(one) != comparable_text(other)


@given(st.lists(VALUES, max_size=4), st.lists(VALUES, max_size=4))
def test_rows_with_one_digest_are_one_row(one: list[Any], other: list[Any]) -> None:
    same = [comparable_text(value) for value in one] == [comparable_text(value) for value in other]
    assert (row_digest(one) == row_digest(other)) == same


@given(st.integers(-(10**9), 10**10))
def test_a_moment_is_the_same_in_every_zone(seconds: int) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert comparable_text(moment) == comparable_text(
        moment.astimezone(ZoneInfo("Europe/Helsinki"))
    )
    assert comparable_text(moment) != comparable_text(moment.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal("1.5000"), Decimal("1.5"), True),
        (Decimal(100), Decimal("1E+2"), True),
        (Decimal("0.0000"), Decimal(0), True),
        (Decimal(10), Decimal(1), False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1e22}, {"a": 10**22}, True),
        ({"a": -4.907901761175639e16}, {"a": -49079017611756390}, True),
        ({"a": 0.1}, {"a": 0.10000000000000002}, False),
        ({"a": True}, {"a": 1}, False),
        (memoryview(b"\x00\xff"), b"\x00\xff", True),
        (1, True, False),
        ("1", 1, False),
        ("é", "e\u0301", False),
        (uuid.UUID(int=1), str(uuid.UUID(int=1)), False),
    ],
)
def test_what_is_the_same_in_two_databases(one: Any, other: Any, same: bool) -> None:
    assert (comparable_text(one) == comparable_text(other)) == same


def test_the_first_column_that_differs_is_told() -> None:
    assert difference(["a", "b"], (1, "x"), (1, "x")) is None
    assert difference(["a", "b", "c"], (1, "x", 0), (1, "y", 1)) == ("b", "x", "y")


def test_an_unknown_kind_is_not_passed_over() -> None:
    with pytest.raises(TypeError):
        comparable_text(object())
