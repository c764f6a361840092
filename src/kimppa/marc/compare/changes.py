"""The changed records of two files read again, so many at a time, and their changes counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kimppa.marc.compare.differences import Difference, differences
from kimppa.marc.compare.matching import Comparison
from kimppa.marc.reading import records_at
from kimppa.marc.record import Record
from kimppa.marc.tables import Batch

type Fetch = Callable[[list[int]], Mapping[int, Record]]
"""Records of a file by their offsets, which come in ascending order."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that changed: where it stands in both files, and how."""

    old: int
    new: int
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Summary:
    """Changes counted: by kind, and by kind and tag. `records` counts a record once a kind."""

    by_kind: Counter[str] = field(default_factory=Counter)
    by_tag: Counter[tuple[str, str]] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)

    def add(self, changed: Changed) -> None:
        """Count one record's changes."""
        for one in changed.differences:
            self.by_kind[one.kind] += 1
            self.by_tag[one.kind, one.tag] += 1
        self.records.update({one.kind.value for one in changed.differences})


def changes(
    comparison: Comparison, old: Fetch, new: Fetch, at_once: int = 2000
) -> Iterator[Changed]:
    """The changed records with their differences, in the order of the old file.

    `at_once` pairs are in memory at a time. A record whose bytes changed without any difference
    in its fields (another length in the leader, another order of the directory) has none.
    """
    pairs = comparison.changed.select("old", "new").rows()
    for start in range(0, len(pairs), at_once):
        part = pairs[start : start + at_once]
        left = old(sorted(one for one, _ in part))
        right = new(sorted(other for _, other in part))
        for one, other in part:
            yield Changed(one, other, tuple(differences(left[one], right[other])))


def from_batches(batches: Callable[[], Iterable[Batch]]) -> Fetch:
    """A fetcher that reads a file again from its start, for files that cannot be entered in the
    middle (gzip): one pass for each `at_once` pairs, ended after the last record wanted."""

    def fetch(offsets: list[int]) -> Mapping[int, Record]:
        return records_at(batches(), offsets)

    return fetch
