"""A split sums exactly to its total, and nobody is far from the exact share."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kimppa.core.allocation.rules import AllocationError, allocate

weights = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=3),
    st.decimals(min_value=0, max_value=10**7, places=2),
    min_size=1,
    max_size=40,
).filter(lambda found: any(found.values()))


@given(total=st.integers(-(10**12), 10**12), weights=weights)
def test_parts_sum_to_the_total(total: int, weights: dict[str, Decimal]) -> None:
    assert sum(share.value for share in allocate(total, weights).values()) == total


@given(cents=st.integers(-(10**10), 10**10), weights=weights)
def test_money_is_split_to_the_cent(cents: int, weights: dict[str, Decimal]) -> None:
    total = Decimal(cents) / 100
    shares = allocate(total, weights, unit=Decimal("0.01"))
    assert sum(share.value for share in shares.values()) == total
    assert all(share.value % Decimal("0.01") == 0 for share in shares.values())


@given(total=st.integers(0, 10**9), weights=weights)
def test_nobody_gets_a_whole_unit_more_or_less_than_the_exact_share(
    total: int, weights: dict[str, Decimal]
) -> None:
    for share in allocate(total, weights).values():
        assert abs(Fraction(share.value) - share.exact) < 1


@given(total=st.integers(0, 10**6), weights=weights)
def test_no_weight_no_part(total: int, weights: dict[str, Decimal]) -> None:
    shares = allocate(total, weights)
    assert all(shares[key].value == 0 for key, weight in weights.items() if weight == 0)


@given(total=st.integers(0, 10**6), weights=weights, factor=st.integers(1, 1000))
def test_the_scale_of_the_weights_does_not_matter(
    total: int, weights: dict[str, Decimal], factor: int
) -> None:
    scaled = {key: weight * factor for key, weight in weights.items()}
    plain = {key: share.value for key, share in allocate(total, weights).items()}
    assert {key: share.value for key, share in allocate(total, scaled).items()} == plain


def test_louna_by_population() -> None:
    population = {"061": 16478, "103": 2094, "169": 4848, "834": 5832, "981": 2193}
    visits = {code: int(share.value) for code, share in allocate(100_000, population).items()}
    assert visits == {"061": 52403, "103": 6659, "169": 15417, "834": 18547, "981": 6974}


@pytest.mark.parametrize(
    ("total", "weights", "reason"),
    [
        (10, {}, "nobody"),
        (10, {"a": 0, "b": 0}, "zero"),
        (10, {"a": -1, "b": 2}, "negative"),
        (Decimal("10.5"), {"a": 1}, "whole number"),
        (Decimal("NaN"), {"a": 1}, "whole number"),
    ],
)
def test_what_cannot_be_split_is_refused(
    total: Decimal, weights: dict[str, int], reason: str
) -> None:
    with pytest.raises(AllocationError, match=reason):
        allocate(total, weights)
