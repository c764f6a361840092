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


def change(value: Decimal | None, last: Decimal | None) -> Decimal | None:
    """The change in per cent; None without both, or from nothing."""
    if value is None or last is None or last == 0:
        return None
    return (value - last) * 100 / last


def median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle value; of two the mean."""
    ordered, half = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """The value below which a share of the values lies, drawn straight between neighbours."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def power_of_ten(value: Decimal | None, last: Decimal | None) -> int:
    """10, 100 or 1000 when one value is about so many times the other, else 0."""
    if not value or not last:
        return 0
    greater, less = max(value, last), min(value, last)
    for factor in (10, 100, 1000):
        if less > 0 and abs(greater / less / factor - 1) <= _NEAR:
            return factor
    return 0


def transposed(value: Decimal | None, last: Decimal | None) -> bool:
    """Whether two values differ by two neighbouring digits that have changed places."""
    if value is None or last is None or value == last:
        return False
    digits, last_digits = f"{value.normalize():f}", f"{last.normalize():f}"
    if len(digits) != len(last_digits):
        return False
    places = [i for i, (a, b) in enumerate(zip(digits, last_digits, strict=True)) if a != b]
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return digits[first] == last_digits[second] and digits[second] == last_digits[first]
