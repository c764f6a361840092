"""What the checks of one municipality and year look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kimppa.statistics.checks.conditions import Value
from kimppa.statistics.variables.identities import Values, total


@dataclass(frozen=True, slots=True)
class Situation:
    """One municipality's figures of a year and what they are compared with.

    `last`: last year's published values; `earlier`: the same as they stood when first taken in.
    `branches`: values by branch. `peers`: changes of other municipalities in per cent, by
    variable; `peer_key_figures`: their key figures of the year. `facts`: what imports and
    deliveries know.
    """

    year: int
    values: Values
    last: Values = field(default_factory=dict)
    earlier: Values = field(default_factory=dict)
    branches: Mapping[str, Values] = field(default_factory=dict)
    peers: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    peer_key_figures: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    facts: Mapping[str, Value] = field(default_factory=dict)

    def branch_values(self, code: str) -> list[Decimal]:
        """The values that branches have."""
        candidates = (values.get(code) for values in self.branches.values())
        return [value for value in candidates if value is not None]

    def branch_sum(self, code: str) -> Decimal | None:
        """The sum of all branches; None without branches or when one has no value."""
        if not self.branches:
            return None
        return total(values.get(code) for values in self.branches.values())
