"""The life of a check's findings on disk: rule by rule, so that memory is one rule's.

A finding is known again by its record's number, its rule and its place: tag, subfield code or
position, and its order among equal ones. Where the text of a place has changed and is still
wrong, the finding lives on.
"""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked, Heading
from kimppa.marc.scores.history import HISTORY, State, advance, identified

FOLDER: Final = "lives"
_RUNS: Final = 10**6  # checks that a day may have
_KEY: Final = ("rec", "fno", "at")

type Key = tuple[int, int, int]


def run_of(day: date, number: int) -> int:
    """A check's place in time as one number: the day of its export, then its own number."""
    return day.toordinal() * _RUNS + number % _RUNS


def placed(checked: Checked, heading: Heading) -> pl.DataFrame:
    """A rule's findings as the history knows them, with their key and `id`, by their place."""
    rows = pl.scan_parquet(checked.folder / "records.parquet", row_index_name="rec")
    number, source = pl.col("control").fill_null(""), pl.col("source").fill_null("")
    named = pl.when(source == "").then(number).otherwise("(" + source + ")" + number)
    told = (
        checked.of_rule(heading.number)
        .join(rows.select("rec", number=named), on="rec", how="left")
        .sort(_KEY)
        .select(
            *_KEY,
            "number",
            rule=pl.lit(heading.id),
            place=pl.concat_str("tag", "part", "what", separator="/"),
            text=pl.lit(""),
        )
        .collect()
    )
    return told.with_columns(identified(told)["id"])


def follow(
    checked: Checked, before: Path | None, run: int, stands: Mapping[str, Collection[Key]]
) -> dict[str, dict[str, int]]:
    """Write each rule's history after this check; findings by rule and state.

    `before` is the folder of the check before, `stands` the keys of the findings that people let
    stand, by rule. A rule that finds nothing any more has only fixed findings.
    """
    target = checked.folder / FOLDER
    target.mkdir(exist_ok=True)
    headings = {one.id: one for one in checked.headings}
    earlier = {one.stem for one in (before / FOLDER).glob("*.parquet")} if before else set()
    counted: dict[str, dict[str, int]] = {}
    for rule in sorted(headings.keys() | earlier):
        known = _read(before / FOLDER, rule) if before and rule in earlier else _nothing()
        now = placed(checked, headings[rule]) if rule in headings else None
        history = _advanced(known, run, now, stands.get(rule, ()))
        history.write_parquet(target / f"{rule}.parquet", compression="zstd")
        states = history.group_by("state").len().iter_rows()
        counted[rule] = _since(history, run) | {one: n for one, n in states if one != State.FIXED}
    return counted


def _nothing() -> pl.DataFrame:
    return HISTORY.to_frame()


def _read(folder: Path, rule: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{rule}.parquet")


def _advanced(
    known: pl.DataFrame, run: int, now: pl.DataFrame | None, stands: Collection[Key]
) -> pl.DataFrame:
    if now is None:
        empty = {"number": pl.String, "rule": pl.String, "place": pl.String, "text": pl.String}
        return advance(known, run, pl.DataFrame(schema=empty))
    keys = pl.DataFrame(list(stands), schema=dict.fromkeys(_KEY, pl.Int64), orient="row")
    cast = now.with_columns(pl.col(_KEY).cast(pl.Int64))
    accepted = cast.join(keys, on=_KEY, how="semi")["id"]
    return advance(known, run, now, accepted.to_list())


def _since(history: pl.DataFrame, run: int) -> dict[str, int]:
    """What has been fixed since the check before; what was fixed earlier is no news."""
    fixed = history.filter((pl.col("state") == State.FIXED) & (pl.col("since") == run)).height
    return {State.FIXED.value: fixed} if fixed else {}


def in_state(checked: Checked, heading: Heading, state: str) -> list[Key]:
    """The keys of a rule's findings that are in a state; none when nobody has followed them."""
    path = checked.folder / FOLDER / f"{heading.id}.parquet"
    if not path.exists():
        return []
    ids = pl.read_parquet(path, columns=["id", "state"]).filter(pl.col("state") == state)
    rows = placed(checked, heading).join(ids, on="id", how="semi")
    return list(rows.select(_KEY).iter_rows())
