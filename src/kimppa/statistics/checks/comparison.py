"""Comparison with what was published before: change, peers' median, and slips of the pen."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kimppa.statistics.variables.catalogue import TableError, data_file
from kimppa.statistics.variables.versions import read_once

_NEAR = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A change counts as large beyond `percent` and at least `floor` units."""

    prefix: str
    percent: Decimal
    floor: Decimal


def read_threshold(number: int, row: Mapping[str, str | None]) -> Threshold:
    """One row. Raises TableError."""
    numbers = []
    for name in ("percent", "floor"):
        text = (row.get(name) or "").strip().replace(",", ".")
        if not text:
            raise TableError(number, name, "table-empty")
        try:
            numbers.append(Decimal(text))
        except InvalidOperation as error:
            raise TableError(number, name, "not-number", text) from error
    return Threshold((row.get("prefix") or "").strip(), *numbers)


def read_thresholds(content: str) -> tuple[Threshold, ...]:
    """Thresholds from CSV; the longest prefix of a code is the one that counts."""
    rows = csv.DictReader(io.StringIO(content))
    limits = [read_threshold(number, row) for number, row in enumerate(rows, 2)]
    return tuple(sorted(limits, key=lambda limit: len(limit.prefix), reverse=True))


_thresholds = read_once(
    "thresholds", lambda: read_thresholds(data_file("thresholds.csv")), read_thresholds
)


def thresholds() -> tuple[Threshold, ...]:
    """The thresholds in force: data/thresholds.csv, or as the coordinator has changed them."""
    return _thresholds()


def threshold(code: str) -> Threshold:
    """The threshold of a variable."""
    return next(limit for limit in thresholds() if code.startswith(limit.prefix))


def change(value: Decimal | None, last_value: Decimal | None) -> Decimal | None:
    """The change in per cent; None without both, or from nothing."""
    if value is None or last_value is None or last_value == 0:
        return None
    return (value - last_value) * 100 / last_value


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value; of two the mean."""
    sorted_values, half = sorted(values), len(values) // 2
    if not sorted_values:
        return None
    return (
        sorted_values[half]
        if len(sorted_values) % 2
        else (sorted_values[half - 1] + sorted_values[half]) / 2
    )


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """The value below which a share of the values lies, drawn straight between neighbours."""
    if not values:
        return None
    sorted_values = sorted(values)
    position = share * (len(sorted_values) - 1)
    low = int(position)
    high = min(low + 1, len(sorted_values) - 1)
    return sorted_values[low] + (sorted_values[high] - sorted_values[low]) * (position - low)


def power_of_ten(value: Decimal | None, last_value: Decimal | None) -> int:
    """10, 100 or 1000 when one value is about so many times the other, else 0."""
    if not value or not last_value:
        return 0
    larger, smaller = max(value, last_value), min(value, last_value)
    for factor in (10, 100, 1000):
        if smaller > 0 and abs(larger / smaller / factor - 1) <= _NEAR:
            return factor
    return 0


def transposed(value: Decimal | None, last_value: Decimal | None) -> bool:
    """Whether two values differ by two neighbouring digits that have changed places."""
    if value is None or last_value is None or value == last_value:
        return False
    digits, last_digits = f"{value.normalize():f}", f"{last_value.normalize():f}"
    if len(digits) != len(last_digits):
        return False
    positions = [i for i, (a, b) in enumerate(zip(digits, last_digits, strict=True)) if a != b]
    if len(positions) != 2 or positions[1] != positions[0] + 1:
        return False
    first, second = positions
    return digits[first] == last_digits[second] and digits[second] == last_digits[first]
