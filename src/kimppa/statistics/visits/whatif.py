"""The same visits under every key, and what each would change for each municipality. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kimppa.core.allocation.rules import AllocationError, allocate
from kimppa.statistics.checks.comparison import change

type Parts = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A key by which visits could be split: its kind, name and weights by municipality's code.

    `key` is the desk's key, 0 for one that has only been thought of: its weights are figures of
    the statistics. `missing` names the municipalities without a weight: nothing is split then.
    """

    kind: str
    name: str
    weights: Mapping[str, Decimal]
    key: int = 0
    source: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One key's parts beside those in force; None where it cannot be used."""

    candidate: Candidate
    parts: Parts | None
    standing: Parts

    def part(self, code: str) -> Decimal | None:
        """A municipality's part."""
        return None if self.parts is None else self.parts.get(code, Decimal(0))

    def effect(self, code: str) -> Decimal | None:
        """How many more or less than now."""
        part = self.part(code)
        return None if part is None else part - self.standing.get(code, Decimal(0))

    def percent(self, code: str) -> Decimal | None:
        """The same in per cent of what stands; None where nothing does."""
        return change(self.part(code), self.standing.get(code))


def compare(
    total: int, measured: Parts, standing: Parts, candidates: Sequence[Candidate]
) -> list[Outcome]:
    """Each key's outcome for `total` shared visits; `measured` ones are the municipality's own
    under every key, `standing` parts are those in force. Parts sum exactly to the whole.
    """
    outcomes = []
    for candidate in candidates:
        parts: dict[str, Decimal] | None = None
        if not candidate.missing:
            try:
                shares = allocate(total, candidate.weights)
            except AllocationError:
                shares = None
            if shares is not None:
                parts = dict(measured)
                for code, share in shares.items():
                    parts[code] = parts.get(code, Decimal(0)) + share.value
        outcomes.append(Outcome(candidate, parts, standing))
    return outcomes
