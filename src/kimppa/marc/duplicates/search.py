"""From the keys of all parts to groups: the whole way, with candidates' records read once."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from kimppa.marc.duplicates.blocks import candidates
from kimppa.marc.duplicates.facts import Facts, facts
from kimppa.marc.duplicates.groups import Groups, Place, groups
from kimppa.marc.duplicates.quality import Quality, quality
from kimppa.marc.duplicates.verdicts import Verdicts
from kimppa.marc.record import Record

type Fetch = Callable[[int, list[int]], Iterable[tuple[int, Record]]]
"""Records of a source by their offsets, which come in ascending order; those that cannot be read
are left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """Groups and doubtful pairs, and what was known of each record compared.

    `oversized` tells of blocks that were too large (`blocks.Candidates.oversized`), `compared` how
    many pairs were looked at.
    """

    groups: Groups
    facts: Mapping[Place, Facts]
    qualities: Mapping[Place, Quality]
    oversized: pl.DataFrame
    compared: int


def find(keys: pl.DataFrame, fetch: Fetch, verdicts: Verdicts | None = None) -> Found:
    """Find the duplicates of one or several files.

    `keys` are those of all parts (`keys.keys`, concatenated). Only records that share a key with
    another one are fetched; what is kept of each are its facts, some kilobytes.
    """
    candidate_pairs = candidates(keys)
    pairs = [((a, b), (c, d)) for a, b, c, d in candidate_pairs.pairs.drop("kinds").rows()]
    offsets_of: dict[int, set[int]] = {}
    for source, offset in (place for pair in pairs for place in pair):
        offsets_of.setdefault(source, set()).add(offset)
    facts_of: dict[Place, Facts] = {}
    measured: dict[Place, Quality] = {}
    for source, offsets in sorted(offsets_of.items()):
        for offset, record in fetch(source, sorted(offsets)):
            facts_of[source, offset], measured[source, offset] = facts(record), quality(record)
    readable = [pair for pair in pairs if pair[0] in facts_of and pair[1] in facts_of]
    grouped = groups(readable, facts_of, measured, verdicts)
    return Found(grouped, facts_of, measured, candidate_pairs.oversized, len(readable))
