"""How many findings there are: of each rule, of each owner's records, at each place."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import polars as pl

from kimppa.marc.checking.checked import COUNTS, PLACES

TOTALS: Final = {"rule": pl.UInt16, "findings": pl.Int64, "records": pl.Int64}
TALLIES: Final[Mapping[str, Mapping[str, type[pl.DataType]]]] = {
    "totals": TOTALS,
    "counts": COUNTS,
    "places": PLACES,
}
PLACES_OF_A_RULE: Final = 100
_WIDTH: Final = {"rule": 0xFFFF, "tag": 0xFFFF, "what": 0xFFFFFFFF, "owner": 0xFFFFFFFF}
_MEASURES: Final = ("findings", "records")


class Tallies(NamedTuple):
    """Counts of findings and of records that have them; those of several parts can be added."""

    totals: pl.DataFrame  # by rule: `TOTALS`
    counts: pl.DataFrame  # by rule and owner, "" for nobody: `COUNTS`
    places: pl.DataFrame  # by rule, tag and what: `PLACES`


def tallied(findings: pl.DataFrame, owners: pl.DataFrame) -> Tallies:
    """The tallies of findings (`placing.PLACED`) in records of these owners (`rec`, `owner`)."""
    names = owners["owner"].unique().sort()
    owned = owners.select("rec", owner=pl.col("owner").cast(pl.Enum(names)).to_physical())
    nobody = pl.lit(len(names), pl.UInt32)
    counts = _count_rows(
        findings.select("rule", "rec")
        .join(owned, on="rec", how="left")
        .with_columns(pl.col("owner").cast(pl.UInt32).fill_null(nobody)),
        ["rule", "owner"],
    )
    owner_names = pl.Series([*names, ""], dtype=pl.String).gather(counts["owner"])
    return Tallies(
        _count_rows(findings, ["rule"]).sort("rule"),
        counts.with_columns(owner=owner_names),
        _count_rows(findings, ["rule", "tag", "what"]),
    )


def _count_rows(findings: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Findings and their records by columns of whole numbers of 64 bits together.

    They are grouped by one number made of all: to group by several is many times as slow.
    """
    number = pl.lit(0, pl.UInt64)
    for name in by:
        number = number * (_WIDTH[name] + 1) + pl.col(name)
    return (
        findings.group_by(number=number)
        .agg(
            pl.col(by).first(),
            findings=pl.len().cast(pl.Int64),
            records=pl.col("rec").n_unique().cast(pl.Int64),
        )
        .drop("number")
    )


def added(several: list[Tallies]) -> Tallies:
    """The tallies of several sets of records as one; of no record may two of them tell."""
    return Tallies(*(_sum(tables) for tables in zip(*several, strict=True)))


def ordered(tallies: Tallies) -> Tallies:
    """By rule, then by owner; of the places the most frequent of each rule, a hundred at most."""
    places = tallies.places.sort(
        "rule", "findings", "tag", "what", descending=[False, True, False, False]
    )
    return Tallies(
        tallies.totals.sort("rule"),
        tallies.counts.sort("rule", "owner"),
        places.group_by("rule", maintain_order=True).head(PLACES_OF_A_RULE),
    )


def empty() -> Tallies:
    return Tallies(*(pl.DataFrame(schema=schema) for schema in TALLIES.values()))


def _sum(tables: tuple[pl.DataFrame, ...]) -> pl.DataFrame:
    together = pl.concat(tables)
    by: list[str] = [name for name in together.columns if name not in _MEASURES]
    return together.group_by(by).agg(pl.col(_MEASURES).sum())


def typed(table: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """A table with exactly these columns."""
    return table.select(*schema).cast(pl.Schema(schema))
