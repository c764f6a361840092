"""How often a rule is right, told from a sample with what the sample's size leaves open."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kimppa.marc.hashing import hash_text

Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `drawn` findings `judged` have been looked at, and `right` of those were faults."""

    drawn: int
    judged: int
    right: int

    @property
    def share(self) -> float | None:
        """The share of true findings; None before anything has been looked at."""
        return self.right / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share of all findings lies, at 95 % (Wilson's score interval, 1927).

        >>> [round(one, 3) for one in Precision(20, 20, 19).interval]
        [0.764, 0.991]
        """
        if not self.judged:
            return 0.0, 1.0
        n, p = self.judged, self.right / self.judged
        middle = p + Z * Z / (2 * n)
        spread = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        whole = 1 + Z * Z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def precision(verdicts: Iterable[str], right: str) -> Precision:
    """Count verdicts; an empty one has not been given yet.

    >>> precision(["true", "", "false"], "true")
    Precision(drawn=3, judged=2, right=1)
    """
    judgements = list(verdicts)
    judged = [verdict for verdict in judgements if verdict]
    return Precision(len(judgements), len(judged), judged.count(right))


def lots(name: Sequence[str], population: int, size: int) -> list[int]:
    """Which of `population` findings are drawn, in the order of the lots.

    The same name gives the same lots, and a larger sample begins with the smaller one, so nobody
    can draw until the result pleases.
    """
    order = np.random.default_rng(hash_text("|".join(name))).permutation(population)
    return [int(place) for place in order[:size]]
