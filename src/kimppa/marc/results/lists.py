"""Lists to paste into a library system: the numbers of the records that a rule finds."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from kimppa.marc.checking import Checked
from kimppa.marc.results.unread import unread
from kimppa.marc.results.words import word
from kimppa.marc.writing.files import replaced

UNREAD: Final = "unread-records"
_ALL: Final = 1_000_000_000
_SIGNS: Final = r"[\x00-\x1f]"


@dataclass(frozen=True, slots=True)
class Lists:
    """The files that were written, and of each rule how many of its records have no number."""

    paths: list[Path]
    numberless: dict[int, int]


def numberless_name(rule_id: str) -> str:
    """The list of a rule's records without a number."""
    return f"{rule_id}.no-number.csv"


def write(checked: Checked, folder: Path, language: str) -> Lists:
    """For each rule the 001 of its records, one a line and nothing else. Records without one stand
    in a list beside it, by their order, place and title; those that could not be read in one of
    their own. Lists of an earlier check go."""
    folder.mkdir(parents=True, exist_ok=True)
    written = Lists([], {})
    names = pl.col("control", "title").fill_null("").str.replace_all(_SIGNS, " ")
    records = checked.records().select("offset", names).with_row_index("rec").collect()
    controls = records["control"]
    for heading in checked.headings:
        recs = checked.of_rule(heading.number).select("rec").collect()["rec"]
        recs = recs.unique(maintain_order=True)
        numbers = controls.gather(recs)
        lines = (numbers.filter(numbers != "") + "\n").to_list()
        written.paths.append(_put(folder / f"{heading.id}.csv", lines))
        nameless = recs.filter(numbers == "")
        if len(nameless):
            written.numberless[heading.number] = len(nameless)
            rows = records[nameless].select(pl.col("rec") + 1, "offset", "title").iter_rows()
            path = folder / numberless_name(heading.id)
            written.paths.append(_put(path, _rows(language, ("order", "byte", "name"), rows)))
    if checked.counts.quarantined:
        lost = (
            (row.order, row.offset, row.control, row.reason, row.begins)
            for row in unread(checked, language, _ALL)
        )
        columns = ("order", "byte", "control", "why", "begins")
        written.paths.append(_put(folder / f"{UNREAD}.csv", _rows(language, columns, lost)))
    for old in set(folder.glob("*.csv")) - set(written.paths):
        old.unlink()
    return written


def _rows(
    language: str, columns: Iterable[str], rows: Iterable[tuple[int | str, ...]]
) -> Iterator[str]:
    head = tuple(word(column, language) for column in columns)
    for row in (head, *rows):
        line = io.StringIO()
        csv.writer(line, delimiter=";", lineterminator="\n").writerow(row)
        yield line.getvalue()


def _put(path: Path, lines: Iterable[str]) -> Path:
    # Not waited for until it is on the disk: what is lost with the power is written anew.
    with replaced(path, on_disk=False) as file:
        file.write("".join(lines).encode())
    return path
