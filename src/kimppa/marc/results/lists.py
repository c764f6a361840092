"""Lists to paste into a library system: the numbers of the records that a rule finds."""

import csv
import io
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import polars as pl

from kimppa.marc.checking import Checked
from kimppa.marc.checking.slices import FindingsByRule, all_records
from kimppa.marc.columns import offsets_and_bytes
from kimppa.marc.results.messages import word
from kimppa.marc.results.unread import unread
from kimppa.marc.writing.files import replaced

UNREAD: Final = "unread-records"
_ALL: Final = 1_000_000_000
_AT_ONCE: Final = 400_000  # records
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
    with ExitStack() as stack:
        _write_rules(checked, _Files(folder, stack, written.paths), written.numberless, language)
    if checked.counts.quarantined:
        lost = (
            (row.order, row.offset, row.control, row.reason, row.begins)
            for row in unread(checked, language, _ALL)
        )
        columns = ("order", "byte", "control", "why", "begins")
        with ExitStack() as stack:
            file = _Files(folder, stack, written.paths).open(f"{UNREAD}.csv")
            file.write("".join([_head(language, columns), *map(_line, lost)]).encode())
    for old_list in set(folder.glob("*.csv")) - set(written.paths):
        old_list.unlink()
    return written


@dataclass(frozen=True, slots=True)
class _Files:
    """Lists that are written a piece at a time."""

    folder: Path
    stack: ExitStack
    paths: list[Path]

    def open(self, name: str) -> IO[bytes]:
        # Not waited for until it is on the disk: what is lost with the power is written anew.
        self.paths.append(self.folder / name)
        return self.stack.enter_context(replaced(self.paths[-1], on_disk=False))


def _write_rules(
    checked: Checked, files: _Files, numberless: dict[int, int], language: str
) -> None:
    """Some hundred thousand records at a time, of these every rule: the numbers and titles of all
    records of a national catalogue would take a gigabyte and more."""
    findings = FindingsByRule(checked.folder)
    lists = {
        heading.number: (heading.id, files.open(f"{heading.id}.csv"))
        for heading in checked.headings
    }
    file_by_rule: dict[int, IO[bytes]] = {}
    names = pl.col("control", "title").fill_null("").str.replace_all(_SIGNS, " ")
    for first, table in all_records(checked.folder, _AT_ONCE, ("offset", "control", "title")):
        records = table.with_columns(names)
        numbers, without = records["control"] + "\n", records["control"] == ""
        for number, (name, file) in lists.items():
            recs = findings.recs(number, first, first + len(records)) - first
            is_nameless = without.gather(recs)
            offsets, text_bytes = offsets_and_bytes(numbers.gather(recs.filter(~is_nameless)))
            file.write(text_bytes[offsets[0] : offsets[-1]])
            nameless = recs.filter(is_nameless)
            if not len(nameless):
                continue
            if number not in file_by_rule:
                file_by_rule[number] = files.open(numberless_name(name))
                file_by_rule[number].write(_head(language, ("order", "byte", "name")).encode())
            numberless[number] = numberless.get(number, 0) + len(nameless)
            orders = (nameless + (first + 1)).alias("order")
            rows = records[nameless].select(orders, "offset", "title").iter_rows()
            file_by_rule[number].write("".join(map(_line, rows)).encode())


def _head(language: str, columns: Iterable[str]) -> str:
    return _line(tuple(word(column, language) for column in columns))


def _line(row: tuple[int | str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\n").writerow(row)
    return line.getvalue()
