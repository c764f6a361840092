"""What of a survey may be shown without telling what a few people answered.

Nothing is shown of fewer than five answers, nor what lets the answers of fewer than five be
reckoned by taking what is shown of some municipalities from what is shown of all.
"""

from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_UP, Decimal

LEAST = 5


def shown_places[K: Hashable](counts: Mapping[K, int]) -> frozenset[K]:
    """The municipalities whose answers may be shown beside those of all, by how many answered.

    Each has at least five. Where the rest together has from one to four, the smallest that could be
    shown are left out as well, until the rest has five. Nobody when all together have under five.
    """
    large = sorted((key for key in counts if counts[key] >= LEAST), key=lambda key: counts[key])
    hidden_count = sum(counts.values()) - sum(counts[key] for key in large)
    while large and 0 < hidden_count < LEAST:
        hidden_count += counts[large.pop(0)]
    return frozenset(large)


def mean(count_by_number: Mapping[int, int]) -> Decimal | None:
    """The mean of numbers by how many gave each, to one decimal; None of no answers."""
    count = sum(count_by_number.values())
    if not count:
        return None
    total = Decimal(sum(number * times for number, times in count_by_number.items()))
    return (total / count).quantize(Decimal("0.1"), ROUND_HALF_UP)


def same_words(text: str) -> str:
    """What two questions that ask the same have in common: letter case and spaces do not count."""
    return " ".join(text.split()).casefold().rstrip("?. ")
