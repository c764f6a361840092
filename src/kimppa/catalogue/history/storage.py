"""The life of a check's findings on disk: rule by rule, so that memory is one rule's.

A finding is known again by its record's number, its rule and its place: tag, subfield code or
position, and its order among equal ones. Where the text of a place has changed and is still
wrong, the finding lives on.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.catalogue.counts import Ownership, Place
from kimppa.catalogue.records import control_column
from kimppa.marc.checking import Checked, Heading
from kimppa.marc.scores.history import HISTORY, State, advance, identified

FOLDER: Final = "lives"
_RUNS: Final = 10**6  # checks that a day may have
_KEY: Final = ("rec", "fno", "at")
_SCHEMA: Final = pl.Schema(HISTORY | {"rec": pl.UInt32, "fno": pl.UInt16, "at": pl.UInt16})

_NOTHING: Final = pl.DataFrame(schema=_SCHEMA | {"text": pl.String})

type Key = tuple[int, int, int]


def run_of(day: date, number: int) -> int:
    """A check's place in time as one number: the day of its export, then its own number."""
    return day.toordinal() * _RUNS + number % _RUNS


def findings_by_place(checked: Checked, heading: Heading) -> pl.DataFrame:
    """A rule's findings as the history knows them, with their key and `id`, by their place."""
    records = pl.scan_parquet(checked.folder / "records.parquet", row_index_name="rec")
    findings = (
        checked.of_rule(heading.number)
        .join(records.select("rec", number=control_column()), on="rec", how="left")
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
    return findings.with_columns(identified(findings)["id"])


def follow(
    checked: Checked,
    folder: Path | None,
    check_number: int,
    accepted: Mapping[str, Collection[Key]],
) -> None:
    """Write each rule's history after this check: `HISTORY`, and the key of each finding in the
    last check that had it.

    `folder` is that of the check before, `accepted` the keys of the findings that people let
    stand, by rule. A rule that finds nothing any more has only fixed findings.
    """
    target = checked.folder / FOLDER
    target.mkdir(exist_ok=True)
    headings = {heading.id: heading for heading in checked.headings}
    rules_before = {path.stem for path in (folder / FOLDER).glob("*.parquet")} if folder else set()
    for rule in sorted(headings.keys() | rules_before):
        history_before = (
            _read_history(folder / FOLDER, rule)
            if folder and rule in rules_before
            else _SCHEMA.to_frame()
        )
        findings = findings_by_place(checked, headings[rule]) if rule in headings else _NOTHING
        history = _next_history(history_before, check_number, findings, accepted.get(rule, ()))
        history.write_parquet(target / f"{rule}.parquet", compression="zstd")


def _read_history(folder: Path, rule: str) -> pl.DataFrame:
    """A rule's history; one that was written without keys has none."""
    table = pl.read_parquet(folder / f"{rule}.parquet")
    return pl.concat([_SCHEMA.to_frame(), table], how="diagonal")


def _next_history(
    history_before: pl.DataFrame,
    check_number: int,
    findings: pl.DataFrame,
    accepted_keys: Collection[Key],
) -> pl.DataFrame:
    accepted_key_table = pl.DataFrame(
        list(accepted_keys), schema={column: _SCHEMA[column] for column in _KEY}, orient="row"
    )
    accepted_ids = findings.join(accepted_key_table, on=_KEY, how="semi")["id"]
    history = advance(history_before, check_number, findings, accepted_ids.to_list())
    keys_now, keys_before = (table.select("id", *_KEY) for table in (findings, history_before))
    history_with_keys = history.join(keys_now, on="id", how="left").join(
        keys_before, on="id", how="left", suffix="_was"
    )
    return history_with_keys.with_columns(
        pl.coalesce(column, f"{column}_was") for column in _KEY
    ).select(list(_SCHEMA))


def states_by_rule(
    checked: Checked, check_number: int, ownership: Ownership, ownership_before: Ownership | None
) -> Iterator[tuple[str, dict[str, int], dict[tuple[str, Place], int]]]:
    """Of each rule: findings by state, and by state and place.

    What is there counts by `ownership`, where its record is now; what has been fixed since the
    check before by `ownership_before`. What was fixed earlier is no news.
    """
    for path in sorted((checked.folder / FOLDER).glob("*.parquet")):
        history = pl.read_parquet(path, columns=["state", "since", "rec"])
        is_fixed = pl.col("state") == State.FIXED
        news = history.filter(~is_fixed | (pl.col("since") == check_number))
        findings_by_state = dict(news.group_by("state").len().iter_rows())
        findings_by_place = _by_place(news.filter(~is_fixed), ownership)
        if ownership_before is not None:
            findings_by_place |= _by_place(news.filter(is_fixed), ownership_before)
        yield path.stem, findings_by_state, findings_by_place


def _by_place(findings: pl.DataFrame, ownership: Ownership) -> dict[tuple[str, Place], int]:
    findings_by_state = findings.join(ownership.frame, on="rec").group_by("state", "place").len()
    return {
        (state, ownership.places[place]): count
        for state, place, count in findings_by_state.iter_rows()
    }


def in_state(checked: Checked, heading: Heading, state: str) -> list[Key]:
    """The keys of a rule's findings that are in a state; none when nobody has followed them."""
    path = checked.folder / FOLDER / f"{heading.id}.parquet"
    if not path.exists():
        return []
    findings = _read_history(path.parent, path.stem).filter(pl.col("state") == state)
    return list(findings.select(_KEY).drop_nulls().iter_rows())
