"""A written file read back: nothing but what was agreed is another, and the faults are gone."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from kimppa.marc.fixing.plans.mending import read_back
from kimppa.marc.fixing.plans.model import Plan
from kimppa.marc.fixing.plans.preview import Progress
from kimppa.marc.fixing.plans.swapping import Swapped
from kimppa.marc.reading import grouped, read
from kimppa.marc.rules.running import run
from kimppa.marc.tables import Batch, State, integers


@dataclass(frozen=True, slots=True)
class Proof:
    """What the file that was read and the file that was written say of each other.

    `found` are the changed records that stand in the new file as agreed. `left` is, by rule, in
    how many of the records that it changed it still finds something; `foretold` is how many the
    preview said so of (what no fix mends).
    """

    read: int
    changed: int
    untouched: int
    quarantined: int
    read_again: int
    quarantined_again: int
    sha256_before: str  # of every byte that belongs to no changed record
    sha256_after: str
    found: int
    left: dict[str, int]
    foretold: dict[str, int]

    @property
    def complete(self) -> bool:
        """Whether every record is accounted for, before and after."""
        return (
            self.read == self.changed + self.untouched + self.quarantined
            and self.read == self.read_again
            and self.quarantined == self.quarantined_again
        )

    @property
    def untouched_same(self) -> bool:
        """Whether the records that were not to change have the same bytes."""
        return self.sha256_before == self.sha256_after

    @property
    def holds(self) -> bool:
        """Whether everything that has to be true is."""
        return (
            self.complete
            and self.untouched_same
            and self.found == self.changed
            and self.left == self.foretold
        )


def prove(
    path: Path,
    swapped: Swapped,
    table: pl.DataFrame,
    sha: str,
    plan: Plan | None,
    progress: Progress = lambda _step, _all: None,
) -> Proof:
    """Read the file that was written. `table` has the changes made, `sha` names the column with
    the checksum that each shall have; without a plan no rules are run."""
    sha_by_change = dict(zip(table["change"], table[sha], strict=True))
    reading = _Reading(swapped, sha_by_change)
    mended = {row["change"]: row["rules"] for row in table.iter_rows(named=True)}
    remaining: Counter[str] = Counter()
    for batch in grouped(read(path)):
        agreed_records = reading.batch(batch)
        if plan is not None and agreed_records:
            remaining += _remaining_findings(agreed_records, plan, mended)
        progress(min(batch.raw_offset + len(batch.raw), swapped.size_out), swapped.size_out)
    total, unreadable = int(swapped.states.sum()), int(swapped.states[State.QUARANTINED])
    changed_count = len(swapped.changes)
    return Proof(
        total, changed_count, total - unreadable - changed_count, unreadable,
        int(reading.states.sum()), int(reading.states[State.QUARANTINED]),
        swapped.sha256, reading.hashed.hexdigest(), reading.found,
        dict(sorted(remaining.items())), _foretold(table) if plan is not None else {},
    )  # fmt: skip


class _Reading:
    """The new file on its way through our reader."""

    def __init__(self, swapped: Swapped, sha_by_change: Mapping[int, bytes]) -> None:
        self.places = np.array(swapped.places, np.int64)
        self.changes = swapped.changes
        self.expected = sha_by_change
        self.states = np.zeros(len(State), np.int64)
        self.hashed = hashlib.sha256()
        self.found = 0

    def batch(self, batch: Batch) -> dict[int, bytes]:
        """The changed records that are in a batch as agreed; the rest is hashed."""
        self.states += np.bincount(integers(batch.records, "state"), minlength=len(State))
        offsets = integers(batch.records, "offset")
        low, high = np.searchsorted(
            self.places, [batch.raw_offset, batch.raw_offset + len(batch.raw)]
        )
        agreed_records, position = {}, 0
        for place, change in zip(self.places[low:high], self.changes[low:high], strict=True):
            rec = int(np.searchsorted(offsets, place))
            record_bytes = (
                batch.bytes_of(rec) if rec < len(offsets) and offsets[rec] == place else b""
            )
            if hashlib.sha256(record_bytes).digest() != self.expected[change]:
                continue
            self.found += 1
            agreed_records[change] = record_bytes
            self.hashed.update(batch.raw[position : int(place) - batch.raw_offset])
            position = int(place) - batch.raw_offset + len(record_bytes)
        self.hashed.update(batch.raw[position:])
        return agreed_records


def _remaining_findings(
    agreed_records: Mapping[int, bytes], plan: Plan, mended: Mapping[int, list[str]]
) -> Counter[str]:
    """In how many of these records a rule finds something that has mended something there."""
    batch = read_back(agreed_records.values())
    assert batch is not None
    changes = list(agreed_records)
    table = run(batch, plan.rules).table.select("rule", "rec").unique()
    counts = Counter[str]()
    for rule, rec in table.iter_rows():
        name = plan.rules[rule].id
        if name in mended[changes[rec]]:
            counts[name] += 1
    return counts


def _foretold(table: pl.DataFrame) -> dict[str, int]:
    counts = Counter[str]()
    for rules, remaining in table.select("rules", "left").iter_rows():
        counts.update(set(rules) & set(remaining))
    return dict(sorted(counts.items()))
