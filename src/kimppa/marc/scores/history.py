"""The life of findings over runs: new, open, fixed, accepted, returned.

A finding is known again by its record's number (003 + 001), its rule, its place and its text: the
same fault in the same words. When the text changes and is still wrong, the old finding is fixed and
another one is new. Equal findings of one record are told apart by their order.
"""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

import polars as pl

from kimppa.marc.hashing import combine, hash_texts


class State(StrEnum):
    """Where a finding stands after a run."""

    NEW = "new"  # not seen before
    OPEN = "open"  # seen in the run before, too
    FIXED = "fixed"  # seen earlier, no longer there
    ACCEPTED = "accepted"  # there, and people have said that it may stay
    RETURNED = "returned"  # there again after it was fixed


FINDINGS: Final = pl.Schema(
    {"number": pl.String, "rule": pl.String, "place": pl.String, "text": pl.String}
)
HISTORY: Final = pl.Schema(
    {
        "id": pl.UInt64,
        "number": pl.String,
        "rule": pl.String,
        "place": pl.String,
        "state": pl.String,
        "first": pl.Int64,  # the run in which it was seen first
        "last": pl.Int64,  # … and last
        "since": pl.Int64,  # the run in which it came to this state
    }
)


def identified(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings (`FINDINGS`) with their `id`: a 64-bit hash that is the same in every run.

    The nth of equal findings has an id of its own.
    """
    columns = list(FINDINGS)
    rows = findings.select(columns).with_columns(nth=pl.int_range(pl.len()).over(columns))
    parts = [hash_texts(rows[column]) for column in columns]
    ids = combine(*parts, rows["nth"].cast(pl.UInt64).to_numpy())
    return rows.drop("nth").insert_column(0, pl.Series("id", ids, dtype=pl.UInt64))


def advance(
    history: pl.DataFrame,
    run: int,
    findings: pl.DataFrame,
    accepted: Collection[int] = (),
    rules: Collection[str] | None = None,
) -> pl.DataFrame:
    """The history after a run: a row a finding ever seen, `HISTORY`, by `id`.

    `history` is that of the runs before (`HISTORY.to_frame()` before the first), `findings` those
    of this run, `accepted` the ids that people let stand. Findings of rules that were not run
    (`rules` names those that were) stay as they were. Raises ValueError when the run is not later
    than the last one.
    """
    if history.height and run <= int(history["last"].max()):  # type: ignore[arg-type]
        raise ValueError(f"run {run} is not later than the last one")
    findings_now = identified(findings).select("id", "number", "rule", "place")
    joined = history.join(findings_now.with_columns(there=True), on="id", how="full", coalesce=True)
    checked = pl.lit(True) if rules is None else pl.col("rule").is_in(list(rules))
    updated = joined.with_columns(
        pl.coalesce("number", "number_right").alias("number"),
        pl.coalesce("rule", "rule_right").alias("rule"),
        pl.coalesce("place", "place_right").alias("place"),
        there=pl.col("there").fill_null(False),
        before=pl.col("state"),
    ).with_columns(state=_state(accepted, checked))
    return (
        updated.with_columns(
            first=pl.col("first").fill_null(run),
            last=pl.when("there").then(pl.lit(run)).otherwise(pl.col("last")),
            since=pl.when(pl.col("state") == pl.col("before"))
            .then(pl.col("since"))
            .otherwise(pl.lit(run)),
        )
        .select(list(HISTORY))
        .cast(HISTORY)
        .sort("id")
    )


def _state(accepted: Collection[int], checked: pl.Expr) -> pl.Expr:
    before, there = pl.col("before"), pl.col("there")
    is_accepted = pl.col("id").is_in(pl.Series(list(accepted), dtype=pl.UInt64).implode())
    return (
        pl.when(there & is_accepted)
        .then(pl.lit(State.ACCEPTED))
        .when(there & before.is_null())
        .then(pl.lit(State.NEW))
        .when(there & (before == State.FIXED))
        .then(pl.lit(State.RETURNED))
        .when(there)
        .then(pl.lit(State.OPEN))
        .when(checked)
        .then(pl.lit(State.FIXED))
        .otherwise(before)
    )
