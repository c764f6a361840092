"""The changed records of two files read again, so many at a time, and their changes counted."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from kimppa.marc.compare.differences import Difference, differences
from kimppa.marc.reading.places import Places
from kimppa.marc.record import Record

type Fetch = Callable[[list[tuple[int, int]]], Mapping[int, Record]]
"""Records of a file by their offsets, asked by offset and length in ascending order."""
_UNREAD = Record("", [])  # what could not be read has no fields


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
        for difference in changed.differences:
            self.by_kind[difference.kind] += 1
            self.by_tag[difference.kind, difference.tag] += 1
        self.records.update({difference.kind.value for difference in changed.differences})


def changes(pairs: pl.DataFrame, old: Fetch, new: Fetch, at_once: int = 2000) -> Iterator[Changed]:
    """The records of these pairs (`matching.PAIRS`) with their differences, in their order.

    `at_once` pairs are in memory at a time. A record whose bytes changed without any difference
    in its fields (another length in the leader, another order of the directory) has none.
    """
    for part in pairs.select("old", "length", "new", "length_new").iter_slices(at_once):
        rows = part.rows()
        old_records = old(sorted((old_offset, length) for old_offset, length, _, _ in rows))
        new_records = new(sorted((new_offset, length) for _, _, new_offset, length in rows))
        for old_offset, _, new_offset, _ in rows:
            yield Changed(
                old_offset,
                new_offset,
                tuple(
                    differences(
                        old_records.get(old_offset, _UNREAD), new_records.get(new_offset, _UNREAD)
                    )
                ),
            )


def from_file(path: Path, folder: Path | None = None) -> Fetch:
    """A fetcher of a file: it is read at the records wanted alone. What is packed is unpacked into
    `folder` once, or without one read from its start for each `at_once` pairs."""
    return Places(path, folder).records
