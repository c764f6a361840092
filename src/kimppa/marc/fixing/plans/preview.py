"""What a plan would do to a file, frozen in a folder: shown, agreed on, and applied as it is."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from kimppa.marc.fixing.plans.lines import Edit
from kimppa.marc.fixing.plans.mending import Change, Why, batch_changes, numbers
from kimppa.marc.fixing.plans.model import Plan, read_plan
from kimppa.marc.hashing import combine, hash_text, hash_texts
from kimppa.marc.reading import grouped, read
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.tables import Batch, State, integers

SUMMARY: Final = "preview.json"
FORM: Final = 1
CHANGES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "change": pl.UInt32,  # its number in this preview
    "offset": pl.Int64,
    "control": pl.String,
    "source": pl.String,
    "number": pl.String,  # 003 and 001 as one
    "renumbered": pl.String,  # the same afterwards
    "stamp": pl.String,
    "title": pl.String,
    "rules": pl.List(pl.String),
    "owners": pl.List(pl.String),
    "left": pl.List(pl.String),
    "why": pl.String,  # "" for what is changed
    "detail": pl.String,
    "before_at": pl.Int64,  # in before.mrc
    "before_size": pl.Int64,
    "before_sha": pl.Binary,
    "after_at": pl.Int64,  # in after.mrc
    "after_size": pl.Int64,
    "after_sha": pl.Binary,
}
EDITS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "change": pl.UInt32,
    "tag": pl.String,
    "before": pl.String,
    "after": pl.String,
    "rules": pl.List(pl.String),
}

type Progress = Callable[[int, int], object]


class Stopped(Exception):  # noqa: N818  nothing is wrong: somebody asked for it
    """The work was asked to stop; what was begun is left without its summary."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The records of the file: read = changed + untouched + quarantined; withheld are untouched."""

    read: int
    changed: int
    untouched: int
    quarantined: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Previewed:
    """A preview in its folder."""

    folder: Path
    source: str
    size: int
    counts: Counts
    by_rule: dict[str, int]  # records that each rule changes
    by_owner: dict[str, int]  # records of each owner that are changed; "" is nobody's
    by_both: list[tuple[str, str, int]]  # rule, owner, records
    withheld: dict[str, int]  # records left as they are, by Why

    def plan(self, ours: RuleSet | None = None) -> Plan:
        """The plan that was previewed. Raises RuleError when a rule is no more."""
        return read_plan(self.folder / "plan.json", ours)

    def table(self) -> pl.LazyFrame:
        """Every record that the plan would change (`CHANGES`), in the order of the file."""
        return pl.scan_parquet(self.folder / "changes.parquet")

    def chosen(
        self, rule: str = "", owner: str | None = None, withheld: bool = False
    ) -> pl.LazyFrame:
        """The records that are changed, or withheld; of a rule, of an owner ("" is nobody)."""
        changes = self.table().filter((pl.col("why") != "") == withheld)
        if rule:
            changes = changes.filter(pl.col("rules").list.contains(rule))
        if owner == "":
            changes = changes.filter(pl.col("owners").list.len() == 0)
        elif owner is not None:
            changes = changes.filter(pl.col("owners").list.contains(owner))
        return changes

    def edits(self, changes: Iterable[int]) -> dict[int, tuple[Edit, ...]]:
        ids = pl.Series(list(changes), dtype=pl.UInt32)
        rows = pl.scan_parquet(self.folder / "edits.parquet").filter(
            pl.col("change").is_in(ids.implode())
        )
        edits_of: dict[int, list[Edit]] = {int(number): [] for number in ids}
        for change, tag, text_before, text_after, rules in rows.collect().iter_rows():
            edits_of[change].append(Edit(tag, text_before, text_after, tuple(rules)))
        return {change: tuple(record_edits) for change, record_edits in edits_of.items()}

    def bytes_of(self, row: dict[str, int], side: str) -> bytes:
        """The bytes of a change `before` or `after`; `row` is one of the table."""
        with (self.folder / f"{side}.mrc").open("rb") as file:
            file.seek(row[f"{side}_at"])
            return file.read(row[f"{side}_size"])


def preview(
    path: Path,
    plan: Plan,
    folder: Path,
    *,
    reading: Callable[[Path], Iterable[Batch]] = read,
    progress: Progress = lambda _step, _all: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Previewed:
    """Find every change that the plan makes in a file of ISO 2709; nothing but `folder` is written.

    Memory: a batch of 32 MB, 8 bytes a record and some hundred for each changed one. Raises
    MarcFileError, Stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUMMARY).unlink(missing_ok=True)
    (folder / "plan.json").write_text(plan.json(), encoding="utf-8")
    total = path.stat().st_size
    with _Writer(folder) as writer:
        for batch in grouped(reading(path)):
            writer.add(batch, plan)
            progress(min(batch.raw_offset + len(batch.raw), total), total)
            if stopping():
                raise Stopped
    return writer.finish(path)


class _Writer:
    """The files of a preview while it is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.states = np.zeros(len(State), np.int64)
        self.hashes: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []
        self.tables: list[pl.DataFrame] = []
        self.change = self.size = 0

    def __enter__(self) -> "_Writer":
        self.sides: dict[str, IO[bytes]] = {
            side: (self.folder / f"{side}.mrc").open("wb") for side in ("before", "after")
        }
        self.schema = pl.DataFrame(schema=EDITS).to_arrow().schema
        self.edits = pq.ParquetWriter(
            self.folder / "edits.parquet", self.schema, compression="zstd"
        )
        return self

    def __exit__(self, *error: object) -> None:
        for file in self.sides.values():
            file.close()
        self.edits.close()

    def add(self, batch: Batch, plan: Plan) -> None:
        self.states += np.bincount(integers(batch.records, "state"), minlength=len(State))
        self.size = batch.raw_offset + len(batch.raw)
        self.hashes.append(hash_texts(numbers(batch).drop_nulls()))
        rows, edits = [], []
        for change in batch_changes(batch, plan):
            rows.append(self._row(change))
            edits += [(self.change, e.tag, e.before, e.after, list(e.rules)) for e in change.edits]
            self.change += 1
        if rows:
            self.tables.append(pl.DataFrame(rows, schema=CHANGES, orient="row"))
            table = pl.DataFrame(edits, schema=EDITS, orient="row").to_arrow()
            self.edits.write_table(table.cast(self.schema))

    def _row(self, change: Change) -> tuple[object, ...]:
        locations: list[object] = []
        for side, record_bytes in (("before", change.before), ("after", change.after)):
            locations += [
                self.sides[side].tell(),
                len(record_bytes),
                hashlib.sha256(record_bytes).digest(),
            ]
            self.sides[side].write(record_bytes)
        return (
            self.change, change.offset, change.control, change.source, change.number,
            change.renumbered, change.stamp, change.title, list(change.rules),
            list(change.owners), list(change.left), change.why or "", change.detail, *locations,
        )  # fmt: skip

    def finish(self, path: Path) -> Previewed:
        """The table of all changes, those of numbers that stand twice withheld; the summary."""
        table = pl.concat([pl.DataFrame(schema=CHANGES), *self.tables])
        table = _withheld_twice(table, self.hashes)
        table.write_parquet(self.folder / "changes.parquet")
        changed_table = table.filter(pl.col("why") == "")
        total, unreadable = int(self.states.sum()), int(self.states[State.QUARANTINED])
        previewed = Previewed(
            self.folder,
            path.name,
            self.size,
            Counts(
                total,
                len(changed_table),
                total - unreadable - len(changed_table),
                unreadable,
                len(table) - len(changed_table),
            ),
            *_counts_by(changed_table),
            {why: count for why, count in Counter(table["why"]).items() if why},
        )
        _save(previewed)
        return previewed


def _withheld_twice(
    table: pl.DataFrame, hashes: list[np.ndarray[tuple[int], np.dtype[np.uint64]]]
) -> pl.DataFrame:
    """Nobody can say which of two records a number names: those that share one are left alone."""
    if table.is_empty():
        return table
    distinct, times = np.unique(np.concatenate(hashes), return_counts=True)
    twice = np.isin(hash_texts(table["number"]), distinct[times > 1])
    shares_number = pl.Series(twice) & (table["why"] == "")
    return table.with_columns(
        why=pl.when(shares_number).then(pl.lit(Why.NUMBER_TWICE.value)).otherwise(pl.col("why"))
    )


def _counts_by(
    changed_table: pl.DataFrame,
) -> tuple[dict[str, int], dict[str, int], list[tuple[str, str, int]]]:
    owned = changed_table.select(
        "change", "rules", owner=pl.when(pl.col("owners").list.len() == 0)
        .then(pl.lit([""], pl.List(pl.String))).otherwise(pl.col("owners")),
    )  # fmt: skip
    rules = owned.explode("rules").drop_nulls("rules")
    counts = rules.explode("owner").group_by("rules", "owner").len().sort("rules", "owner")
    return (
        dict(sorted(rules.group_by("rules").len().iter_rows())),
        dict(sorted(owned.explode("owner").group_by("owner").len().iter_rows())),
        list(counts.iter_rows()),
    )


def _save(previewed: Previewed) -> None:
    table = asdict(previewed) | {"form": FORM}
    del table["folder"]
    write_json(previewed.folder / SUMMARY, table)


def write_json(path: Path, table: object) -> None:
    """A file that is there whole or not at all, by which a folder is known to be whole. What no
    UTF-8 has, as the names of files may, is a question mark."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", errors="replace") as file:
        json.dump(table, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def opened(folder: Path) -> Previewed:
    """A preview that was made before. Raises FileNotFoundError, or ValueError for a newer form."""
    table = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    if table.pop("form") > FORM:
        raise ValueError(f"{folder} was written by a newer version")
    table["counts"] = Counts(**table["counts"])
    table["by_both"] = [(rule, owner, count) for rule, owner, count in table["by_both"]]
    return Previewed(folder, **table)


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
