"""From the keys of all parts to groups: the whole way, with candidates' records read once.

Records with one key form a block. A block of up to `largest` records gives every pair of them; a
larger one gives none and is told of, because a key that many records share is either no
identifier ("0000", a series' number) or a job of its own. So there are at most (largest − 1) / 2
pairs a key, whatever the size of the catalogue.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from kimppa.marc.pairing.facts import Facts, facts
from kimppa.marc.pairing.groups import Groups, Place, groups
from kimppa.marc.pairing.keys import SCHEMA, WEAK, Key, keys
from kimppa.marc.pairing.quality import Quality, quality
from kimppa.marc.pairing.score import Verdicts
from kimppa.marc.reading import read, records_at
from kimppa.marc.record import Record
from kimppa.marc.tables import Batch

LARGEST: Final = 30  # records; a public library has few titles in more editions in one year


type Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs to compare, and blocks too large to be compared.

    `pairs`: `source_a`, `offset_a`, `source_b`, `offset_b` (a before b), `kinds` (bits 1 << Key),
    a row a pair. `oversized`: `kind`, `hash`, `size` (records), and `source`, `offset` of the
    first record that has the key, largest first; those of weak keys are not told.
    """

    pairs: pl.DataFrame
    oversized: pl.DataFrame


def candidates(keys: pl.DataFrame, largest: int = LARGEST) -> Candidates:
    """Pairs of records that share a key; `keys` as `keys.keys` gives them, of all parts.

    Raises ValueError for `largest` below 2.
    """
    if largest < 2:
        raise ValueError(f"a block has two records at least, not {largest}")
    shared = keys.filter(pl.col("hash").is_duplicated())  # of a million keys some thousands
    rows = shared.unique().sort("kind", "hash", "source", "offset")
    block = rows.select(pl.struct("kind", "hash").rle_id()).to_series().to_numpy()
    sizes = np.bincount(block) if len(block) else np.zeros(0, np.int64)
    starts = np.cumsum(sizes) - sizes
    is_oversized = sizes > largest
    pairs = _without_two_books(_pairs(rows, starts[~is_oversized], sizes[~is_oversized]), keys)
    return Candidates(pairs, _oversized(rows, starts[is_oversized], sizes[is_oversized]))


def _without_two_books(pairs: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The pairs but those that share no number and have an ISBN each: volumes and printings of
    one title, thin books of a series by one author in one year."""
    bits = sum(1 << key for key in (Key.TITLE, *WEAK))
    weak = (pl.col("kinds") & ~pl.lit(bits, pl.UInt8)) == 0
    pointless, place = pairs.filter(weak), ["source", "offset"]
    books = keys.filter(pl.col("kind") == int(Key.ISBN)).select(place)
    for end in "ab":
        names = [f"source_{end}", f"offset_{end}"]
        pointless = pointless.join(
            books.join(pointless.select(names), left_on=place, right_on=names, how="semi"),
            left_on=names,
            right_on=place,
            how="semi",
        )
    return pairs.join(pointless, on=pairs.columns, how="anti", maintain_order="left")


def _oversized(rows: pl.DataFrame, starts: Places, sizes: Places) -> pl.DataFrame:
    size = pl.Series("size", sizes.astype(np.uint32))
    first = rows[pl.Series(starts)] if len(starts) else rows.clear()
    order = ["size", "kind", "hash"]
    return (
        first.with_columns(size)
        .filter(~pl.col("kind").is_in([int(key) for key in WEAK]))
        .select("kind", "hash", "size", "source", "offset")
        .sort(order, descending=[True, False, False])
    )


def _pairs(rows: pl.DataFrame, starts: Places, sizes: Places) -> pl.DataFrame:
    """All pairs inside the blocks: one step for each distance between two rows of a block."""
    first_rows, second_rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for distance in range(1, int(sizes.max(initial=1))):
        fit = sizes > distance
        counts = sizes[fit] - distance
        offset_in_block = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        first = np.repeat(starts[fit], counts) + offset_in_block
        first_rows.append(first)
        second_rows.append(first + distance)
    first_records, second_records = (
        rows[np.concatenate(first_rows)],
        rows[np.concatenate(second_rows)],
    )
    pairs = pl.DataFrame(
        {
            "source_a": first_records["source"],
            "offset_a": first_records["offset"],
            "source_b": second_records["source"],
            "offset_b": second_records["offset"],
            "kinds": np.left_shift(np.uint8(1), first_records["kind"].to_numpy()).astype(np.uint8),
        }
    )
    ends = ["source_a", "offset_a", "source_b", "offset_b"]
    return pairs.group_by(ends).agg(pl.col("kinds").bitwise_or()).sort(ends)


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


def find_in_files(
    paths: Sequence[Path],
    batches: Callable[[Path], Iterable[Batch]],
    verdicts: Verdicts | None = None,
) -> Found:
    """The same of whole files; a place's source is the number of its file."""
    keys_of_files = [
        keys(batch, source) for source, path in enumerate(paths) for batch in batches(path)
    ]
    return find(
        pl.concat([SCHEMA.to_frame(), *keys_of_files]),
        lambda source, offsets: records_at(read(paths[source]), offsets).items(),
        verdicts,
    )
