"""`unique` with `from`, and `conflict`: texts of subfields compared over a whole file."""

from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.columns import take_or_null
from kimppa.marc.rules.blocks.base import Block, Index, Level, View
from kimppa.marc.rules.blocks.links import UniqueBlock, hashed, keyed
from kimppa.marc.rules.blocks.selecting import Subfields
from kimppa.marc.rules.spec import Spec
from kimppa.marc.translation import N_


class UniqueValues:
    """Subfields of a file that have the same text: barcodes."""

    level: Final = Level.SUBFIELD

    def __init__(self, spec: Spec) -> None:
        below = spec.below("from")
        self.from_ = Subfields(below)
        below.done()
        self.tags = self.from_.tags

    def find(self, view: View) -> Index:
        return np.empty(0, np.int64)

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        rows = self.from_.rows(view)
        key = hashed(rows.column("value").str.strip_chars())
        return rows.index, keyed(key, key)

    def targets(self, view: View) -> pl.Series:
        """None: the links are compared with each other."""
        return pl.Series([], dtype=pl.UInt64)

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        return links.filter(pl.col("key").is_duplicated())


class ConflictBlock(UniqueValues):
    """Subfields whose text goes with another text of their field elsewhere in the file.

    `from` are the links ($0 of names), `beside` the subfield that should always be the same ($a).
    Those are found that go with a text that fewer fields have than another.
    """

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.beside = spec.text("beside")
        if len(self.beside) != 1:
            raise spec.wrong("beside", N_("write one subfield code"))

    def links(self, view: View) -> tuple[Index, pl.DataFrame]:
        """As `key` the link, as `number` the text beside it without its punctuation."""
        rows = self.from_.rows(view)
        beside = rows.beside(self.beside)
        values = take_or_null(view.subfields.value, beside)
        frame = pl.DataFrame({"link": rows.column("value"), "text": values})
        bare = pl.col("text").str.replace_all(r"[\s.,]+", " ").str.strip_chars().str.to_lowercase()
        pairs = frame.select(bare, link=pl.when(pl.col("text").is_not_null()).then("link"))
        return rows.index, keyed(hashed(pairs["link"]), hashed(pairs["text"]))

    def settle(self, links: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
        """Those whose text is not the commonest one of their link."""
        link_counts = links.with_columns(count=pl.len().over("key", "number"))
        fewer = pl.col("count") < pl.col("count").max().over("key")
        return link_counts.filter(fewer).drop("count")


def unique(spec: Spec) -> Block:
    """The block of subfields with `from`, of records with `key`."""
    return UniqueValues(spec) if spec.has("from") else UniqueBlock(spec)
