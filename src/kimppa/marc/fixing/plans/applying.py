"""A preview made true in a fresh export, and undone again."""

import csv
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

import polars as pl

from kimppa.marc.fixing.plans.mending import Why
from kimppa.marc.fixing.plans.model import Plan
from kimppa.marc.fixing.plans.preview import EDITS, Previewed, Progress, write_json
from kimppa.marc.fixing.plans.proof import Proof, prove
from kimppa.marc.fixing.plans.swapping import (
    BACK,
    FORWARD,
    Side,
    Swapped,
    by_change,
    swap,
    swaps,
)
from kimppa.marc.writing import replaced

SUMMARY: Final = "applied.json"
CORRECTED: Final = "corrected.mrc"  # the whole file
CHANGED: Final = "changed.mrc"  # only the records that are another now
REVERSE: Final = "reverse.mrc"  # these records as they were
LOG: Final = "log.tsv"
LOG_TABLE: Final = "log.parquet"  # the same with the numbers of the changes
_LOG: Final = ("number", "005", "owners", "rules", "tag", "before", "after")


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying or undoing did; without a proof it was a dry run."""

    folder: Path
    source: str
    changed: int
    already: int  # records that were so before
    withheld: dict[str, int]  # by Why
    by_rule: dict[str, int]
    by_owner: dict[str, int]
    proof: Proof | None

    def table(self) -> pl.LazyFrame:
        """The records that were changed (as in the preview)."""
        return pl.scan_parquet(self.folder / "changed.parquet")


def apply(
    source: Path,
    previewed: Previewed,
    folder: Path,
    *,
    refused: Collection[str] = (),
    dry: bool = False,
    progress: Progress = lambda _step, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Applied:
    """Make the changes of a preview in a file, the one previewed or a fresh export.

    Only what was shown is changed, and only in records that are byte for byte as they were. Left
    alone are records that any owner in `refused` has ("" is nobody). `folder` gets the corrected
    file, the changed records alone, the reverse file, the log and the withheld records; of a dry
    run the log, the withheld records and the counts. Raises MarcFileError, Stopped.
    """
    yes, no = answered(previewed, refused)
    against = no.select("change").collect()["change"]
    work = _Application(source, previewed, folder, FORWARD, progress, stopping)
    return work.run(yes, dict.fromkeys(against, (Why.REFUSED, "")), dry)


def answered(previewed: Previewed, refused: Collection[str]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The records of a preview that may be changed, and those that an owner in `refused` has."""
    table = previewed.chosen()
    no = pl.col("owners").list.eval(pl.element().is_in(sorted(refused))).list.any()
    if "" in refused:
        no |= pl.col("owners").list.len() == 0
    against = no.fill_null(value=False)
    return table.filter(~against), table.filter(against)


def undo(
    source: Path,
    previewed: Previewed,
    applied: Applied,
    folder: Path,
    *,
    dry: bool = False,
    progress: Progress = lambda _step, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Applied:
    """Put the records that were changed back as they were, in a fresh export or the corrected
    file; one that has been changed since is withheld. Raises MarcFileError, Stopped."""
    work = _Application(source, previewed, folder, BACK, progress, stopping)
    return work.run(applied.table(), {}, dry)


@dataclass(slots=True)
class _Application:
    source: Path
    previewed: Previewed
    folder: Path
    side: Side
    progress: Progress
    stopping: Callable[[], bool]

    def run(self, agreed: pl.LazyFrame, refused: dict[int, tuple[Why, str]], dry: bool) -> Applied:
        """Swap what is agreed; write and prove it unless it is a dry run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / SUMMARY).unlink(missing_ok=True)
        plan = self.previewed.plan() if self.side is FORWARD and not dry else None
        exchanges = swaps(self.previewed, agreed, self.side)
        new_path = self.previewed.folder / f"{self.side.new}.mrc"
        with self._out(dry) as target:
            swapped = swap(
                self.source, new_path, exchanges, target, self._half(0, dry), self.stopping
            )
        swapped.withheld |= refused
        changed_table = self._tables(swapped)
        self._log(changed_table)
        proof = None if dry else self._written(swapped, changed_table, plan)
        applied = _summary(self, swapped, changed_table, proof)
        table = asdict(applied) | {"folder": None}
        write_json(self.folder / SUMMARY, table)
        return applied

    @contextmanager
    def _out(self, dry: bool) -> Iterator[IO[bytes] | None]:
        if dry:
            yield None
            return
        with replaced(self.folder / CORRECTED) as target:
            yield target

    def _half(self, first: int, dry: bool) -> Progress:
        """Writing is the first half of the work, reading back the second."""
        if dry:
            return self.progress
        return lambda step, total: self.progress(first * total + step, 2 * total)

    def _tables(self, swapped: Swapped) -> pl.DataFrame:
        table = self.previewed.table().collect()
        change_numbers = pl.Series(swapped.changes, dtype=pl.UInt32)
        changed_table = table.filter(pl.col("change").is_in(change_numbers.implode()))
        changed_table.write_parquet(self.folder / "changed.parquet")
        withheld = table.join(by_change(swapped.withheld), on="change", how="inner")
        withheld.write_parquet(self.folder / "withheld.parquet")
        return changed_table

    def _written(self, swapped: Swapped, changed_table: pl.DataFrame, plan: Plan | None) -> Proof:
        _copy(self.previewed, changed_table, self.side.new, self.folder / CHANGED)
        _copy(self.previewed, changed_table, self.side.old, self.folder / REVERSE)
        return prove(
            self.folder / CORRECTED, swapped, changed_table, f"{self.side.new}_sha", plan,
            self._half(1, dry=False),
        )  # fmt: skip

    def _log(self, changed_table: pl.DataFrame) -> None:
        """Every change of every record, a line each, and the same as Parquet."""
        edits = pl.scan_parquet(self.previewed.folder / "edits.parquet").collect()
        if self.side is BACK:
            edits = edits.rename({"before": "after", "after": "before"})
        log = changed_table.select("change", "number", "stamp", "owners").join(
            edits.select(*EDITS), on="change", maintain_order="left_right"
        )
        log.write_parquet(self.folder / LOG_TABLE)
        with (self.folder / LOG).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, "excel-tab")
            writer.writerow(_LOG)
            columns = ("number", "stamp", "owners", "rules", "tag", "before", "after")
            for number, stamp, owners, rules, *edit in log.select(columns).iter_rows():
                writer.writerow([number, stamp, " ".join(owners), " ".join(rules), *edit])


def _copy(previewed: Previewed, changed_table: pl.DataFrame, side: str, path: Path) -> None:
    with replaced(path) as target, (previewed.folder / f"{side}.mrc").open("rb") as file:
        for offset, size in changed_table.select(f"{side}_at", f"{side}_size").iter_rows():
            file.seek(offset)
            target.write(file.read(size))


def _summary(
    making: _Application, swapped: Swapped, changed_table: pl.DataFrame, proof: Proof | None
) -> Applied:
    withheld: dict[str, int] = {}
    for reason, _ in swapped.withheld.values():
        withheld[reason.value] = withheld.get(reason.value, 0) + 1
    return Applied(
        making.folder,
        making.source.name,
        len(changed_table),
        swapped.already,
        withheld,
        _counts(changed_table, "rules"),
        _counts(changed_table, "owners"),
        proof,
    )


def _counts(changed_table: pl.DataFrame, column: str) -> dict[str, int]:
    exploded = changed_table.select(pl.col(column).explode().fill_null(""))
    return dict(sorted(exploded.group_by(column).len().iter_rows()))


def opened_applied(folder: Path) -> Applied:
    """What was applied before. Raises FileNotFoundError."""
    table = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    table["proof"] = Proof(**table["proof"]) if table["proof"] else None
    return Applied(**(table | {"folder": folder}))
