"""Some changes of each library, the same ones every time, for people to look at."""

import polars as pl

from kimppa.marc.fixing.plans.preview import Previewed
from kimppa.marc.hashing import combine, hash_text, hash_texts


def sample(previewed: Previewed, n: int, seed: str | int = 0) -> dict[str, list[int]]:
    """For each owner the numbers of `n` changes, fewer if it has not so many.

    They are drawn by a hash of the seed and the record's number, one of each rule before a second
    of any. Records of nobody stand under "".
    """
    table = previewed.chosen().select("change", "number", "rules", "owners").collect()
    if table.is_empty():
        return {}
    salt = pl.Series([hash_text(str(seed))] * len(table), dtype=pl.UInt64).to_numpy()
    table = table.with_columns(
        drawn=pl.Series(combine(salt, hash_texts(table["number"]))),
        rule=pl.col("rules").list.first().fill_null(""),
        owner=pl.when(pl.col("owners").list.len() == 0)
        .then(pl.lit([""], pl.List(pl.String)))
        .otherwise(pl.col("owners")),
    ).explode("owner")
    ranked = table.with_columns(nth=pl.col("drawn").rank("ordinal").over("owner", "rule")).sort(
        "owner", "nth", "drawn"
    )
    chosen = ranked.group_by("owner", maintain_order=True).agg(pl.col("change").head(n))
    return dict(chosen.iter_rows())
