"""From the keys of all parts to groups: the whole way, with candidates' records read once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kimppa.marc.duplicates.blocks import LARGEST, candidates
from kimppa.marc.duplicates.facts import facts
from kimppa.marc.duplicates.groups import Groups, groups
from kimppa.marc.duplicates.quality import TRUSTED, quality
from kimppa.marc.duplicates.verdicts import Verdicts
from kimppa.marc.record import Record

type Fetch = Callable[[int, list[int]], Mapping[int, Record]]
"""Records of a source by their offsets, which come in ascending order."""


@dataclass(frozen=True, slots=True)
class Found:
    """Groups and doubtful pairs; blocks that were too large (`blocks.Candidates.oversized`); how
    many pairs were compared."""

    groups: Groups
    oversized: pl.DataFrame
    compared: int


def find(
    keys: pl.DataFrame,
    fetch: Fetch,
    verdicts: Verdicts | None = None,
    trusted: Sequence[str] = TRUSTED,
    largest: int = LARGEST,
) -> Found:
    """Find the duplicates of one or several files.

    `keys` are those of all parts (`keys.keys`, concatenated). Only records that share a key with
    another one are fetched; what is kept of each are its facts, some kilobytes.
    """
    found = candidates(keys, largest)
    pairs = [((a, b), (c, d)) for a, b, c, d in found.pairs.drop("kinds").rows()]
    wanted: dict[int, set[int]] = {}
    for source, offset in (place for pair in pairs for place in pair):
        wanted.setdefault(source, set()).add(offset)
    known, measured = {}, {}
    for source, offsets in sorted(wanted.items()):
        for offset, record in fetch(source, sorted(offsets)).items():
            known[source, offset] = facts(record)
            measured[source, offset] = quality(record, trusted)
    return Found(groups(pairs, known, measured, verdicts), found.oversized, len(pairs))
