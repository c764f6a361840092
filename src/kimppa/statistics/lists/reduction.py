"""A list made slim part by part: known columns with our headings, borrowers as drawn numbers, of
a loan's moment the day alone.

A part that is made again after an interruption replaces itself. The numbers that were drawn lie
beside the parts until the list has been read; then nobody can tell a borrower from a number.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from kimppa.statistics.lists import codes, extracts
from kimppa.statistics.lists.extracts import ExtractError, batches, headings, open_extract
from kimppa.statistics.lists.loans import nobody

_HIGHEST = 2**62


class ColumnsError(ExtractError):
    """A list in which a column is missing: which, and what headings it has."""

    def __init__(self, table: str, missing: list[str], headings: list[str]) -> None:
        super().__init__(f"{table}: no column {', '.join(missing)}")
        self.table, self.missing, self.found = table, missing, headings


def columns_of(
    path: Path, table: str, meanings: Mapping[str, str], *, spare: Path
) -> dict[str, str]:
    """Our columns to the headings of a list. Raises ColumnsError and ExtractError."""
    names = headings(path, spare=spare)
    columns = codes.columns_of(table, names, meanings)
    if missing_columns := codes.missing(table, columns):
        raise ColumnsError(table, missing_columns, names)
    return columns


def slim(
    path: Path, table: str, meanings: Mapping[str, str], folder: Path, *, parts: int = 0
) -> Iterator[int]:
    """Make the parts of a list into `folder`, after the `parts` that are there; how many there are
    after each. Raises ColumnsError and ExtractError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spare = folder / "utf-8"
    columns = columns_of(path, table, meanings, spare=spare)
    people = _People(folder, parts) if "borrower" in columns else None
    try:
        list_rows = (
            open_extract(path, columns, spare=spare).drop("line").slice(parts * extracts.BATCH)
        )
        if "at" in columns:
            list_rows = list_rows.with_columns(_day_alone())
        for number, batch in enumerate(batches(list_rows), parts + 1):
            slim_batch = batch if people is None else people.numbered(batch, number)
            slim_batch.write_csv(_part(folder, number), separator=";", include_header=False)
            yield number
    except pl.exceptions.PolarsError as error:
        raise ExtractError(str(error).partition("\n")[0]) from error
    (folder / "columns").write_text(";".join(columns) + "\n", encoding="utf-8")


def _day_alone() -> pl.Expr:
    """Nobody is to be told by the minute; what is no day stays as it came, to be shown."""
    return pl.coalesce(extracts.day("at").dt.to_string("%Y-%m-%d"), "at").alias("at")


def joined(folder: Path) -> Path:
    """The whole list, once every part has been made."""
    whole_path = folder / "whole.csv"
    with whole_path.open("wb") as whole_file:
        for path in [folder / "columns", *sorted(folder.glob("part-*.csv"))]:
            with path.open("rb") as part_file:
                shutil.copyfileobj(part_file, whole_file)
    return whole_path


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06}.csv"


class _People:
    """Borrowers and the numbers that have been drawn for them."""

    def __init__(self, folder: Path, parts: int) -> None:
        self._folder, self._chance = folder, np.random.default_rng()
        frames = [pl.DataFrame(schema={"borrower": pl.String, "number": pl.Int64})]
        frames += [pl.read_parquet(self._numbers_path(number)) for number in range(1, parts + 1)]
        self._known = pl.concat(frames)

    def numbered(self, batch: pl.DataFrame, part_number: int) -> pl.DataFrame:
        """The rows with numbers instead of borrowers; the order of the rows stays, and where there
        is no borrower there is no number.
        """
        batch = batch.with_columns(
            pl.when(~nobody("borrower")).then(pl.col("borrower")).alias("borrower")
        )
        new_people = (
            batch.select("borrower")
            .drop_nulls()
            .unique()
            .join(self._known, on="borrower", how="anti")
        )
        numbers = self._chance.integers(1, _HIGHEST, new_people.height)
        new_numbers = new_people.with_columns(pl.Series("number", numbers, dtype=pl.Int64))
        new_numbers.write_parquet(self._numbers_path(part_number))
        self._known = pl.concat([self._known, new_numbers])
        numbered_rows = batch.join(self._known, on="borrower", how="left", maintain_order="left")
        return numbered_rows.with_columns(pl.col("number").alias("borrower")).drop("number")

    def _numbers_path(self, part_number: int) -> Path:
        return self._folder / f"people-{part_number:06}.parquet"
