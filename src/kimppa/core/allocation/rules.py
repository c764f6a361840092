"""Splitting a shared figure or cost: the largest remainder method. Pure.

The method (Hamilton's): everybody gets the whole units of their exact share; the units left
go to the largest remainders. Parts therefore sum exactly to the total.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class AllocationError(ValueError):
    """The total cannot be split by these weights."""


@dataclass(frozen=True, slots=True)
class Share:
    """One part: what was got, the exact share before rounding, and the weight behind it."""

    value: Decimal
    exact: Fraction
    weight: Decimal


def allocate(
    total: Decimal | int, weights: Mapping[str, Decimal | int], *, unit: Decimal | int = 1
) -> dict[str, Share]:
    """Split `total` by `weights` in whole `unit`s (1 for counts, 0.01 for euros and cents).

    The result keeps the order of `weights` and sums exactly to `total`. Equal remainders are
    settled by the order of `weights`, so the same input always gives the same parts. A
    negative total (a refund) is split as its opposite. Raises AllocationError when there is
    nobody to share, a weight is negative, all are zero, or the total is no multiple of `unit`.
    """
    total, unit = Decimal(total), Decimal(unit)
    exact_weights = {key: Decimal(weight) for key, weight in weights.items()}
    weight_sum = sum(exact_weights.values(), Decimal(0))
    _check_weights(total, exact_weights, weight_sum, unit)
    units = abs(int(total / unit))
    quotas = {
        key: Fraction(units) * Fraction(weight) / Fraction(weight_sum)
        for key, weight in exact_weights.items()
    }
    parts = {key: quota.numerator // quota.denominator for key, quota in quotas.items()}
    units_left = units - sum(parts.values())
    order = sorted(quotas, key=lambda key: parts[key] - quotas[key])
    for key in order[:units_left]:
        parts[key] += 1
    sign = -1 if total < 0 else 1
    return {
        key: Share(
            sign * parts[key] * unit, sign * quotas[key] * Fraction(unit), exact_weights[key]
        )
        for key in exact_weights
    }


def _check_weights(
    total: Decimal, weights: Mapping[str, Decimal], weight_sum: Decimal, unit: Decimal
) -> None:
    if not weights:
        raise AllocationError("there is nobody to split among")
    if any(weight < 0 or not weight.is_finite() for weight in weights.values()):
        raise AllocationError("a weight is negative or not a number")
    if weight_sum == 0:
        raise AllocationError("all weights are zero")
    if unit <= 0 or not total.is_finite() or total % unit:
        raise AllocationError(f"{total} is not a whole number of {unit}")
