"""Classes of the Public Libraries' Classification (YKL): 084 with $2 ykl."""

import polars as pl

from kimppa.marc.tables import Batch
from kimppa.marc.vocabularies.checks import problems
from kimppa.marc.vocabularies.headings import subfields
from kimppa.marc.vocabularies.terms import Vocabularies

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
        return problems(_rows(batch).head(0), "unknown-class", "sno")
    rows = _rows(batch)
    wrong = rows.join(notations, on="class", how="anti")
    wrong = wrong.with_columns(
        pl.col("class").str.extract(_CLASS).alias("front"),
        pl.col("class").str.extract(_FORM_DIVISION).alias("main"),
    )
    wrong = wrong.join(notations, left_on="main", right_on="class", how="anti")
    more = wrong.filter(pl.col("front") != pl.col("class"))
    with_class = more.join(notations, left_on="front", right_on="class", how="semi")
    unknown = wrong.join(with_class, on=["rec", "fno", "sno"], how="anti")
    return pl.concat(
        [
            problems(unknown, "unknown-class", "sno"),
            problems(with_class, "class-with-more", "sno", "front"),
        ]
    ).sort("rec", "fno", "sno")


def _rows(batch: Batch) -> pl.DataFrame:
    fields = subfields(batch, 84).filter(pl.col("i1") != ord("9"))
    ykl = fields.filter(
        (pl.col("code") == ord("2")) & (pl.col("value").str.to_lowercase() == "ykl")
    )
    texts = fields.filter(pl.col("code") == ord("a")).join(ykl, on=["rec", "fno"], how="semi")
    return texts.with_columns(pl.col("value").str.strip_chars(" ").alias("class"))
