"""Which record of the old file is which of the new one: by number, by 035, by content."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from kimppa.marc.compare.index import Index


class How(StrEnum):
    """By what two records were found to be one."""

    NUMBER = "number"  # 003 + 001
    OTHER = "other"  # a number of one is in the other's 035
    CONTENT = "content"  # another number or none, but everything else is equal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two files beside each other.

    `pairs`: `old`, `new` (offsets), `how`, `identical` (the same bytes), `equal` (the same fields,
    maybe in another order or written otherwise), in the order of the old file. `lost` and
    `added`: offsets of records that are in one file only.
    """

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


def compare(old: Index, new: Index) -> Comparison:
    """Match the records of two files.

    Records with one number are matched first where they are equal and then in their order, so a
    number that stands on several records (a fault of its own) loses none.
    """
    left, right = old.records, new.records
    found = []
    steps: list[tuple[list[str], How]] = [
        (["number", "bytes"], How.NUMBER),
        (["number", "content"], How.NUMBER),
        (["number"], How.NUMBER),
    ]
    for columns, how in steps:
        left, right, pairs = _match(left, right, columns, how)
        found.append(pairs)
    left, right, pairs = _by_others(left, right, old.numbers, new.numbers)
    found.append(pairs)
    left, right, pairs = _match(left, right, ["content"], How.CONTENT)
    found.append(pairs)
    return Comparison(_told(pl.concat(found), old, new), left["offset"], right["offset"])


def _match(
    left: pl.DataFrame, right: pl.DataFrame, columns: list[str], how: How
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Pairs that agree in the columns, the nth of a kind with the nth; and what is left."""
    a, b = (
        side.drop_nulls(columns).with_columns(nth=pl.int_range(pl.len()).over(columns))
        for side in (left, right)
    )
    joined = a.join(b, on=[*columns, "nth"], suffix="_new")
    pairs = joined.select(old="offset", new="offset_new", how=pl.lit(how.value))
    return _rest(left, pairs["old"]), _rest(right, pairs["new"]), pairs


def _rest(side: pl.DataFrame, taken: pl.Series) -> pl.DataFrame:
    return side.join(taken.to_frame("offset"), on="offset", how="anti", maintain_order="left")


def _by_others(
    left: pl.DataFrame, right: pl.DataFrame, old: pl.DataFrame, new: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Pairs that share any control number which names one record on each side only."""
    a = old.join(left.select("offset"), on="offset", how="semi")
    b = new.join(right.select("offset"), on="offset", how="semi")
    a, b = (side.filter(pl.len().over("hash") == 1) for side in (a, b))
    joined = a.join(b, on="hash", suffix="_new").sort("offset", "offset_new")
    once = joined.unique("offset", keep="first", maintain_order=True)
    once = once.unique("offset_new", keep="first", maintain_order=True)
    pairs = once.select(old="offset", new="offset_new", how=pl.lit(How.OTHER.value))
    return _rest(left, pairs["old"]), _rest(right, pairs["new"]), pairs


def _told(pairs: pl.DataFrame, old: Index, new: Index) -> pl.DataFrame:
    wanted = ["offset", "bytes", "length", "fields"]
    both = pairs.join(old.records.select(wanted), left_on="old", right_on="offset").join(
        new.records.select(wanted), left_on="new", right_on="offset", suffix="_new"
    )
    same_bytes = (pl.col("bytes") == pl.col("bytes_new")) & (
        pl.col("length") == pl.col("length_new")
    )
    return both.select(
        "old", "new", "how", identical=same_bytes, equal=pl.col("fields") == pl.col("fields_new")
    ).sort("old")
