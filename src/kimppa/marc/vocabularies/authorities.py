"""Checks against authorities: agents (Kanto), classes (YKL), mediums of performance (SEKO)."""

import polars as pl

from kimppa.marc.tables import Batch
from kimppa.marc.vocabularies.checks import problems
from kimppa.marc.vocabularies.headings import subfields
from kimppa.marc.vocabularies.terms import NUMBER, Vocabularies, bare_name

TAGS = (100, 110, 111, 600, 610, 611, 700, 710, 711, 800, 810, 811)
_PREFIX = r"^(?:\(FI-ASTERI-N\)|\(FIN11\)|https?://urn\.fi/URN:NBN:fi:au:finaf:)(\d{9})$"
_NAME = [ord(code) for code in "abcdq"]


def names(batch: Batch, vocabularies: Vocabularies, vocabulary: str = "finaf") -> pl.DataFrame:
    """unknown-authority, authority-replaced, name-variant, name-not-of-authority.

    The replacement is the number that took the place of an authority, or the name as the
    authority has it. Punctuation does not count, nor years that one of the two lacks.
    """
    concepts_of_vocabulary = vocabularies.concepts.filter(pl.col("vocabulary") == vocabulary)
    concepts = concepts_of_vocabulary.with_columns(
        pl.col("uri").str.extract(NUMBER).alias("number")
    )
    rows = _authority_rows(batch)
    if concepts.height == 0:
        return problems(rows.head(0), "unknown-authority", "sno")
    authorities = rows.join(concepts, on="number", how="left")
    unknown_authorities = authorities.filter(pl.col("deprecated").is_null())
    replaced = authorities.filter("deprecated").with_columns(
        pl.when(pl.col("replaced_by").list.len() == 1)
        .then("(FI-ASTERI-N)" + pl.col("replaced_by").list.first().str.extract(NUMBER))
        .alias("new")
    )
    return pl.concat(
        [
            problems(unknown_authorities, "unknown-authority", "sno"),
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


def _authority_rows(batch: Batch) -> pl.DataFrame:
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
    return rows.with_columns(bare_name(pl.col("name")).alias("bare"))


_TERMS = [ord(code) for code in "abdp"]


def performance(batch: Batch, vocabularies: Vocabularies, name: str = "seko") -> pl.DataFrame:
    """382 with $2 seko: unknown-label, alternative-label (replacement: the preferred label)."""
    fields = subfields(batch, 382)
    labels = vocabularies.current.filter(pl.col("vocabulary") == name).select(
        pl.col("label").alias("term"), "uri", "preferred", "several"
    )
    source_subfields = fields.filter(
        (pl.col("code") == ord("2")) & pl.col("value").str.starts_with(name)
    )
    rows = (
        fields.filter(pl.col("code").is_in(_TERMS))
        .join(source_subfields, on=["rec", "fno"], how="semi")
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


_FORM_DIVISION = r"^(\d\d(?:\.\d+?)?)\.?0\d*$"  # 01–09 behind any class: 52.09, 84.2 and 09
_CLASS = r"^(\d\d(?:\.\d+)?)"


def classes(batch: Batch, vocabularies: Vocabularies) -> pl.DataFrame:
    """084 with $2 ykl against YKL: unknown-class, class-with-more.

    class-with-more: a shelf mark or other text behind a class that exists, which is the
    replacement. Extra classes (first indicator 9: Jännitys, Fantasia) are left alone.
    """
    notations = vocabularies.concepts.filter(pl.col("vocabulary") == "ykl").select(
        pl.coalesce("notation", pl.col("uri").str.extract(r":([\d.]+)$")).alias("class")
    )
    if notations.height == 0:
        return problems(_class_rows(batch).head(0), "unknown-class", "sno")
    rows = _class_rows(batch)
    wrong = rows.join(notations, on="class", how="anti")
    wrong = wrong.with_columns(
        pl.col("class").str.extract(_CLASS).alias("front"),
        pl.col("class").str.extract(_FORM_DIVISION).alias("main"),
    )
    wrong = wrong.join(notations, left_on="main", right_on="class", how="anti")
    longer_classes = wrong.filter(pl.col("front") != pl.col("class"))
    with_class = longer_classes.join(notations, left_on="front", right_on="class", how="semi")
    unknown_classes = wrong.join(with_class, on=["rec", "fno", "sno"], how="anti")
    return pl.concat(
        [
            problems(unknown_classes, "unknown-class", "sno"),
            problems(with_class, "class-with-more", "sno", "front"),
        ]
    ).sort("rec", "fno", "sno")


def _class_rows(batch: Batch) -> pl.DataFrame:
    fields = subfields(batch, 84).filter(pl.col("i1") != ord("9"))
    ykl = fields.filter(
        (pl.col("code") == ord("2")) & (pl.col("value").str.to_lowercase() == "ykl")
    )
    texts = fields.filter(pl.col("code") == ord("a")).join(ykl, on=["rec", "fno"], how="semi")
    return texts.with_columns(pl.col("value").str.strip_chars(" ").alias("class"))
