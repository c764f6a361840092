"""Agents against an authority file (Kanto): $0 and the name beside it."""

import polars as pl

from kimppa.marc.tables import Batch
from kimppa.marc.vocabularies.checks import problems
from kimppa.marc.vocabularies.headings import subfields
from kimppa.marc.vocabularies.terms import NUMBER, Vocabularies, bare

TAGS = (100, 110, 111, 600, 610, 611, 700, 710, 711, 800, 810, 811)
_PREFIX = r"^(?:\(FI-ASTERI-N\)|\(FIN11\)|https?://urn\.fi/URN:NBN:fi:au:finaf:)(\d{9})$"
_NAME = [ord(code) for code in "abcdq"]


def names(batch: Batch, vocabularies: Vocabularies, vocabulary: str = "finaf") -> pl.DataFrame:
    """unknown-authority, authority-replaced, name-variant, name-not-of-authority.

    The replacement is the number that took the place of an authority, or the name as the
    authority has it. Punctuation does not count, nor years that one of the two lacks.
    """
    mine = vocabularies.concepts.filter(pl.col("vocabulary") == vocabulary)
    concepts = mine.with_columns(pl.col("uri").str.extract(NUMBER).alias("number"))
    rows = _rows(batch)
    if concepts.height == 0:
        return problems(rows.head(0), "unknown-authority", "sno")
    authorities = rows.join(concepts, on="number", how="left")
    unknown = authorities.filter(pl.col("deprecated").is_null())
    replaced = authorities.filter("deprecated").with_columns(
        pl.when(pl.col("replaced_by").list.len() == 1)
        .then("(FI-ASTERI-N)" + pl.col("replaced_by").list.first().str.extract(NUMBER))
        .alias("new")
    )
    return pl.concat(
        [
            problems(unknown, "unknown-authority", "sno"),
            problems(replaced, "authority-replaced", "sno", "new"),
            _other_names(authorities.filter(~pl.col("deprecated")), vocabularies, vocabulary),
        ]
    ).sort("rec", "fno", "sno")


def _other_names(rows: pl.DataFrame, vocabularies: Vocabularies, vocabulary: str) -> pl.DataFrame:
    labels = vocabularies.agents.filter(pl.col("vocabulary") == vocabulary).join(
        rows.select("number").unique(), on="number", how="semi"
    )
    preferred = labels.filter(pl.col("kind") == "pref").select(
        "number", pl.col("label").alias("new"), pl.col("bare").alias("right")
    )
    joined = rows.join(preferred.unique("number", keep="first"), on="number", how="inner")
    agree = _agree(pl.col("bare"), pl.col("right"))
    wrong = joined.filter(~agree).with_columns(pl.col("bare").str.normalize("NFC")).filter(~agree)
    variants = labels.filter(pl.col("kind") != "pref").select("number", "bare")
    as_variant = wrong.join(variants, on=["number", "bare"], how="semi")
    strange = wrong.join(variants, on=["number", "bare"], how="anti")
    return pl.concat(
        [
            problems(as_variant, "name-variant", "name_sno", "new"),
            problems(strange, "name-not-of-authority", "name_sno", "new"),
        ]
    )


def _agree(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """Equal, or equal but for years at the end that only one of them has."""
    years = r" \d{4}.*$"
    return (
        (first == second)
        | (first.str.replace(years, "") == second)
        | (first == second.str.replace(years, ""))
    )


def _rows(batch: Batch) -> pl.DataFrame:
    """A row for each $0 of an agent that is an authority's: number, sno, name_sno, bare name."""
    fields = subfields(batch, *TAGS)
    numbers = fields.filter(pl.col("code") == ord("0")).select(
        "rec", "fno", "sno", pl.col("value").str.extract(_PREFIX).alias("number")
    )
    texts = (
        fields.filter(pl.col("code").is_in(_NAME))
        .group_by("rec", "fno")
        .agg(pl.col("value").str.join(" ").alias("name"), pl.col("sno").first().alias("name_sno"))
    )
    rows = numbers.filter(pl.col("number").is_not_null()).join(texts, on=["rec", "fno"])
    return rows.with_columns(bare(pl.col("name")).alias("bare"))
