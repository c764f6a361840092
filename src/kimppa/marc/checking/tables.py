"""The tables of a part: findings with their places, records as lists show them, tallies of both."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from kimppa.marc.checking.checked import COUNTS, PLACES
from kimppa.marc.columns import take_or_null
from kimppa.marc.definition import Definition, check
from kimppa.marc.rules.model import NONE
from kimppa.marc.rules.tags import Ignored, Tags
from kimppa.marc.rules.view import View
from kimppa.marc.tables import Batch, integers

# `rule` from the number of rules on is a problem of the format. `at` is a rule's subfield, or the
# subfield, indicator or position of a problem; `what` is a rule's subfield code, or what was found;
# `part` is the material in the format's definition, for fixed positions.
FINDING_COLUMNS: Final = {
    "rule": pl.UInt16,
    "rec": pl.UInt32,
    "fno": pl.UInt16,
    "at": pl.UInt16,
    "tag": pl.UInt16,
    "part": pl.UInt8,
    "what": pl.UInt32,
}
NO_TAG: Final = NONE
NO_PART: Final = 255


def add_places(view: View, findings: pl.DataFrame) -> pl.DataFrame:
    """What rules found, with the tag and the code of its place."""
    rec = findings["rec"].to_numpy().astype(np.int64)
    fno = findings["fno"].to_numpy().astype(np.int64)
    sno = findings["sno"].to_numpy().astype(np.int64)
    tag = np.full(len(findings), NO_TAG, np.uint16)
    code = np.zeros(len(findings), np.uint32)
    in_field, in_subfield = fno != NONE, sno != NONE
    tag[in_field] = view.fields.tag[view.field_starts[rec[in_field]] + fno[in_field]]
    field = view.field_starts[rec[in_subfield]] + fno[in_subfield]
    code[in_subfield] = view.codes[view.subfield_starts[field] + sno[in_subfield]]
    with_places = findings.rename({"sno": "at"}).with_columns(
        tag=pl.Series(tag), part=pl.lit(NO_PART, pl.UInt8), what=pl.Series(code)
    )
    return with_places.select(*FINDING_COLUMNS)


def problems(
    batch: Batch, definitions: tuple[Definition, ...], ignored: Ignored, first: int
) -> pl.DataFrame:
    """What breaks the format outside the ignored fields; problem n is the rule `first` + n."""
    rows = pl.from_arrow(check(batch, *definitions))
    assert isinstance(rows, pl.DataFrame)
    tags = rows["tag"].to_numpy()
    relevant = ~ignored.of_fields(tags)
    return rows.filter(pl.Series(relevant)).select(
        (pl.col("kind").cast(pl.UInt16) + first).alias("rule"),
        *("rec", "fno", "at", "tag", "part", "what"),
    )


SCHEMA: Final = {
    "offset": pl.Int64,
    "length": pl.UInt32,
    "flags": pl.UInt16,
    "state": pl.UInt8,
    "control": pl.String,  # 001
    "source": pl.String,  # 003
    "title": pl.String,
    "type": pl.String,  # LDR/06
    "level": pl.String,  # LDR/07
    "date": pl.String,  # 008/07–10
}
TITLE: Final = 120


def described(view: View) -> pl.DataFrame:
    """A row for each record of the batch, in its order; texts are copies."""
    batch = view.batch
    rows = view.subfield_rows(Tags(["245"]), "a")
    titles = np.full(view.count, -1, np.int64)
    titles[rows.rec[::-1]] = np.arange(len(rows.rec))[::-1]
    values = take_or_null(rows.column("value"), titles)
    numbers = {
        name: integers(batch.records, name) for name in ("offset", "length", "flags", "state")
    }
    column = view.records.column
    texts = {
        "control": column("f001"),
        "source": column("f003"),
        "title": values.str.slice(0, TITLE),
        "type": column("type"),
        "level": column("level"),
        "date": column("f008").str.slice(7, 4),
    }
    return pl.DataFrame(
        numbers | {name: text.cast(pl.String) + "" for name, text in texts.items()}, schema=SCHEMA
    )


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
    """The tallies of findings (`tables.PLACED`) in records of these owners (`rec`, `owner`)."""
    names = owners["owner"].unique().sort()
    owned = owners.select("rec", owner=pl.col("owner").cast(pl.Enum(names)).to_physical())
    nobody = pl.lit(len(names), pl.UInt32)
    counts = _counts_by(
        findings.select("rule", "rec")
        .join(owned, on="rec", how="left")
        .with_columns(pl.col("owner").cast(pl.UInt32).fill_null(nobody)),
        ["rule", "owner"],
    )
    owner_names = pl.Series([*names, ""], dtype=pl.String).gather(counts["owner"])
    return Tallies(
        _counts_by(findings, ["rule"]).sort("rule"),
        counts.with_columns(owner=owner_names),
        _counts_by(findings, ["rule", "tag", "what"]),
    )


def _counts_by(findings: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Findings and their records by columns of whole numbers of 64 bits together.

    They are grouped by one number made of all: to group by several is many times as slow.
    """
    group_key = pl.lit(0, pl.UInt64)
    for column in columns:
        group_key = group_key * (_WIDTH[column] + 1) + pl.col(column)
    return (
        findings.group_by(number=group_key)
        .agg(
            pl.col(columns).first(),
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
