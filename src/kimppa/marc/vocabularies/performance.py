"""Mediums of performance (382) against SEKO."""

import polars as pl

from kimppa.marc.tables import Batch
from kimppa.marc.vocabularies.checks import problems
from kimppa.marc.vocabularies.headings import subfields
from kimppa.marc.vocabularies.terms import Vocabularies

_TERMS = [ord(code) for code in "abdp"]


def performance(batch: Batch, vocabularies: Vocabularies, name: str = "seko") -> pl.DataFrame:
    """382 with $2 seko: unknown-label, alternative-label (replacement: the preferred label)."""
    fields = subfields(batch, 382)
    labels = vocabularies.current.filter(pl.col("vocabulary") == name).select(
        pl.col("label").alias("term"), "uri", "preferred", "several"
    )
    mine = fields.filter((pl.col("code") == ord("2")) & pl.col("value").str.starts_with(name))
    rows = (
        fields.filter(pl.col("code").is_in(_TERMS))
        .join(mine, on=["rec", "fno"], how="semi")
        .with_columns(pl.col("value").str.strip_chars(" ").alias("term"))
    )
    if labels.height == 0:
        return problems(rows.head(0), "unknown-label", "sno")
    joined = rows.join(labels.unique("term", keep="first"), on="term", how="left")
    alternatives = joined.filter(~pl.col("preferred")).join(
        vocabularies.preferred.select("uri", pl.col("label").alias("new")), on="uri", how="left"
    )
    alternatives = alternatives.with_columns(pl.when(~pl.col("several")).then("new").alias("new"))
    return pl.concat(
        [
            problems(joined.filter(pl.col("uri").is_null()), "unknown-label", "sno"),
            problems(alternatives, "alternative-label", "sno", "new"),
        ]
    ).sort("rec", "fno", "sno")
