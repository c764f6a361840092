"""Some changes of each library, the same ones every time, for people to look at."""

from collections.abc import Mapping

import polars as pl

from kimppa.marc.fixing.plans.preview import Previewed
from kimppa.marc.hashing import combine, hash_text, hash_texts


def sample(
    previewed: Previewed, n: int, seed: str | int = 0, places: Mapping[str, str] | None = None
) -> dict[str, list[int]]:
    """For each owner the numbers of `n` changes, fewer if it has not so many.

    `places` are the libraries of the owners' codes, when several codes are one library; a code
    that is not there belongs to nobody.

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
    if places is not None:
        library = pl.col("owner").replace_strict(dict(places), default="", return_dtype=pl.String)
        table = table.with_columns(owner=library).unique(["change", "owner"], maintain_order=True)
    ranked = table.with_columns(nth=pl.col("drawn").rank("ordinal").over("owner", "rule")).sort(
        "owner", "nth", "drawn"
    )
    drawn_changes = ranked.group_by("owner", maintain_order=True).agg(pl.col("change").head(n))
    return dict(drawn_changes.iter_rows())
