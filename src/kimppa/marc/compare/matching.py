"""Which record of the old file is which of the new one: by number, by 035, by content.

Records are laid in buckets by what is compared, so that one bucket is in memory and not the files:
first by their number, what is left by the numbers of 035, what is still left by content.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.compare.index import RECORDS, indexed
from kimppa.marc.tables import Batch

BUFFER_ROWS: Final = 500_000  # rows of a table that wait in memory before they are written


class Shelf:
    """Tables by name, each in so many buckets. Rows of a bucket keep the order they came in."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self.folder = folder
        self.buckets = buckets
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._written: dict[str, list[Path]] = {}

    def put(self, name: str, table: pl.DataFrame, by: pl.Expr) -> None:
        """Lay rows down; those with the same `by`, a whole number, come to the same bucket."""
        waiting = self._waiting.setdefault(name, [])
        waiting.append(table.with_columns(bucket=(by % self.buckets).cast(pl.UInt32)))
        if sum(map(len, waiting)) > BUFFER_ROWS:
            paths = self._written.setdefault(name, [])
            path = self.folder / f"{name}-{len(paths)}.parquet"
            rows = pl.concat(waiting).sort("bucket", maintain_order=True)
            rows.write_parquet(path, row_group_size=BUFFER_ROWS // self.buckets + 1)
            paths.append(path)
            waiting.clear()

    def each(self, *names: str) -> Iterator[tuple[pl.DataFrame, ...]]:
        """Bucket by bucket, the tables of these names side by side; they are gone afterwards."""
        for bucket in range(self.buckets):
            yield tuple(self._bucket(name, bucket) for name in names)
        for name in names:
            self._waiting.pop(name, None)
            for path in self._written.pop(name, ()):
                path.unlink()

    def _bucket(self, name: str, bucket: int) -> pl.DataFrame:
        is_in_bucket = pl.col("bucket") == bucket
        on_disk = [
            pl.scan_parquet(path).filter(is_in_bucket) for path in self._written.get(name, ())
        ]
        waiting = [table.lazy().filter(is_in_bucket) for table in self._waiting[name]]
        return pl.concat([*on_disk, *waiting]).drop("bucket").collect()


BUCKET: Final = 256 * 1024 * 1024  # bytes of file whose records are compared at once
PAIRS: Final = pl.Schema(
    {
        "old": pl.Int64,  # offset in the file
        "new": pl.Int64,
        "how": pl.String,
        "identical": pl.Boolean,  # the same bytes
        "equal": pl.Boolean,  # the same fields, maybe in another order or written otherwise
        "length": pl.UInt32,
        "length_new": pl.UInt32,
    }
)


class How(StrEnum):
    """By what two records were found to be one."""

    NUMBER = "number"  # 003 + 001
    OTHER = "other"  # a number of one is in the other's 035
    CONTENT = "content"  # another number or none, but everything else is equal


@dataclass(frozen=True, slots=True)
class Met:
    """Some records of two files: `pairs` (`PAIRS`) in the order of the old file, and the offsets
    of those that are in one file only."""

    pairs: pl.DataFrame
    lost: pl.Series
    added: pl.Series

    @property
    def changed(self) -> pl.DataFrame:
        """The pairs that have to be read again: their bytes differ."""
        return self.pairs.filter(~pl.col("identical"))

    def counts(self) -> dict[str, int]:
        """How many records are what. Old = identical + changed + lost, new likewise with added."""
        pairs = self.pairs
        return {
            "identical": int(pairs["identical"].sum()),
            "changed": int((~pairs["identical"]).sum()),
            "equal": int((pairs["equal"] & ~pairs["identical"]).sum()),
            "renumbered": int(((pairs["how"] != How.NUMBER) & ~pairs["identical"]).sum()),
            "lost": len(self.lost),
            "added": len(self.added),
        }


def buckets_for(*paths: Path) -> int:
    """In how many buckets files of this size are compared."""
    return 1 + sum(path.stat().st_size for path in paths) // BUCKET


def compare(
    old: Iterable[Batch], new: Iterable[Batch], folder: Path, *, buckets: int = 1, owner: str = ""
) -> Iterator[Met]:
    """Match the records of two files, part by part from the beginnings of both.

    Records with one number are matched first where they are equal and then in their order, so a
    number that stands on several records (a fault of its own) loses none. `folder` is for what
    does not stay in memory, `owner` the organisation of records without a 003.
    """
    shelf = Shelf(folder, buckets)
    ends = [_shelve(shelf, name, side, owner) for name, side in (("old", old), ("new", new))]
    matching = _Matching(shelf, *(end // buckets + 1 for end in ends))
    matching.by_number()
    matching.by_others()
    matching.by_content()
    for pairs, lost_records, added_records in shelf.each("pairs", "lost", "added"):
        yield Met(pairs.sort("old"), lost_records["offset"].sort(), added_records["offset"].sort())


def _shelve(shelf: Shelf, name: str, batches: Iterable[Batch], owner: str) -> int:
    """Index a file; the offset of its last record."""
    shelf.put(name, RECORDS.to_frame(), pl.col("offset"))
    last = 0
    for batch in batches:
        table = indexed(batch, owner)
        shelf.put(name, table, pl.coalesce("number", pl.col("offset").cast(pl.UInt64)))
        last = table["offset"][-1] if len(table) else last
    return last


@dataclass(frozen=True, slots=True)
class _Matching:
    """The steps of a comparison; offsets of a bucket of the result are `old_step` apart at most."""

    shelf: Shelf
    old_step: int
    new_step: int

    def by_number(self) -> None:
        for left, right in self.shelf.each("old", "new"):
            for columns in (["number", "bytes"], ["number", "content"], ["number"]):
                left, right = self._match(left, right, columns, How.NUMBER)
            self._put_unmatched("old", left)
            self._put_unmatched("new", right)

    def _put_unmatched(self, side: str, unmatched: pl.DataFrame) -> None:
        numbered = unmatched.select("offset", "numbers").explode("numbers").drop_nulls()
        self.shelf.put(f"{side}-numbers", numbered, pl.col("numbers"))
        self.shelf.put(f"{side}-rest", unmatched, pl.col("offset"))

    def by_others(self) -> None:
        """Pairs that share any control number which names one record on each side only."""
        shelf = self.shelf
        for sides in shelf.each("old-numbers", "new-numbers"):
            old_unique, new_unique = (side.filter(pl.len().over("numbers") == 1) for side in sides)
            candidates = old_unique.join(new_unique, on="numbers", suffix="_new").select(
                "offset", "offset_new"
            )
            shelf.put("candidates", candidates, pl.col("offset"))
        for (candidates,) in shelf.each("candidates"):  # each old record its first new one
            first = candidates.group_by("offset").agg(pl.col("offset_new").min())
            shelf.put("firsts", first, pl.col("offset_new"))
        for candidates, right in shelf.each("firsts", "new-rest"):  # and that its first old one
            first = candidates.group_by("offset_new").agg(pl.col("offset").min())
            matched = right.rename(lambda name: f"{name}_new").join(first, on="offset_new")
            shelf.put("taken", matched, pl.col("offset"))
            shelf.put("new-alone", _without(right, matched["offset_new"]), pl.col("content"))
        for matched, left in shelf.each("taken", "old-rest"):
            self._put_pairs(left.join(matched, on="offset"), How.OTHER)
            shelf.put("old-alone", _without(left, matched["offset"]), pl.col("content"))

    def by_content(self) -> None:
        for sides in self.shelf.each("old-alone", "new-alone"):
            left, right = (side.sort("offset") for side in sides)
            left, right = self._match(left, right, ["content"], How.CONTENT)
            self.shelf.put("lost", left.select("offset"), pl.col("offset") // self.old_step)
            self.shelf.put("added", right.select("offset"), pl.col("offset") // self.new_step)

    def _match(
        self, left: pl.DataFrame, right: pl.DataFrame, columns: list[str], how: How
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Pair what agrees in the columns, the nth of a kind with the nth; what is left."""
        a, b = (
            side.drop_nulls(columns).with_columns(nth=pl.int_range(pl.len()).over(columns))
            for side in (left, right)
        )
        joined = a.join(b, on=[*columns, "nth"], suffix="_new", coalesce=False)
        self._put_pairs(joined, how)
        return _without(left, joined["offset"]), _without(right, joined["offset_new"])

    def _put_pairs(self, joined: pl.DataFrame, how: How) -> None:
        def same(name: str) -> pl.Expr:
            return pl.col(name) == pl.col(f"{name}_new")

        pairs = joined.select(
            pl.col("offset").alias("old"),
            pl.col("offset_new").alias("new"),
            pl.lit(how.value).alias("how"),
            (same("bytes") & same("length")).alias("identical"),
            same("fields").alias("equal"),
            "length",
            "length_new",
        )
        self.shelf.put("pairs", pairs.cast(PAIRS), pl.col("old") // self.old_step)


def _without(side: pl.DataFrame, offsets: pl.Series) -> pl.DataFrame:
    return side.join(offsets.to_frame("offset"), on="offset", how="anti", maintain_order="left")
