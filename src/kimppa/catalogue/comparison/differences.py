"""The records that differ between two checked exports, as a table on disk."""

import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, overload

import polars as pl
import pyarrow.parquet as pq

from kimppa.catalogue.records import Findings, control, records_at
from kimppa.marc.compare.differences import Difference, Summary, changes
from kimppa.marc.compare.matching import Met, buckets_for, compare
from kimppa.marc.reading import read

ADDED, MISSING, CHANGED = "added", "lost", "changed"
MOST_TOLD: Final = 20  # differences of a record; more are counted
AT_ONCE: Final = 5_000  # records of a list in memory
ROWS: Final[dict[str, Any]] = {
    "state": pl.String,
    "rec": pl.UInt32,  # in the later export; of a lost record in the earlier one
    "control": pl.String,
    "title": pl.String,
    "owners": pl.List(pl.String),
    "kinds": pl.List(pl.String),
    "told": pl.List(pl.String),
    "more": pl.UInt32,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    counts: dict[str, int]
    kinds: list[list[Any]]


def find(
    old: Findings,
    new: Findings,
    target: Path,
    progress: Callable[[int], None] = lambda _count: None,
) -> Outcome:
    """Compare two exports and write the records that differ; only those are read again.

    What changed comes first, then what was lost, then what was added. `progress` hears how many
    changed records have been told.
    """
    counts, summary, total = Counter[str](), Summary(), 0
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        parts = {state: folder / f"{state}.parquet" for state in (CHANGED, MISSING, ADDED)}
        with ExitStack() as stack:
            write = {state: stack.enter_context(_writing(path)) for state, path in parts.items()}
            for match in _matches(old, new, folder):
                counts.update(match.counts())
                for pairs in match.changed.iter_slices(AT_ONCE):
                    write[CHANGED](_changed_lines(pairs, old, new, summary))
                    total += len(pairs)
                    progress(total)
                for state, side, offsets in ((MISSING, old, match.lost), (ADDED, new, match.added)):
                    for offset_slice in offsets.to_frame("offset").iter_slices(AT_ONCE):
                        facts_by_offset = _record_facts(side, offset_slice["offset"])
                        write[state](_line(state, facts) for facts in facts_by_offset.values())
        pl.scan_parquet(list(parts.values())).sink_parquet(folder / "all", compression="zstd")
        (folder / "all").replace(target)
    kinds = [[str(kind), tag, count] for (kind, tag), count in summary.by_tag.most_common()]
    return Outcome(dict(counts), kinds)


def _matches(old: Findings, new: Findings, folder: Path) -> Iterator[Met]:
    sides = read(old.path), read(new.path)
    return compare(*sides, folder, buckets=buckets_for(old.path, new.path))


@contextmanager
def _writing(path: Path) -> Iterator[Callable[[Iterable[dict[str, Any]]], None]]:
    schema = pl.DataFrame(schema=ROWS).to_arrow().schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield lambda lines: writer.write_table(
            pl.DataFrame(list(lines), schema=ROWS).to_arrow().cast(schema)
        )


def _record_facts(findings: Findings, offsets: pl.Series) -> dict[int, dict[str, Any]]:
    """What is known of some records of an export, by their offsets."""
    all_records = findings.checked.records().with_row_index("rec")
    records = all_records.filter(pl.col("offset").is_in(offsets.implode())).collect()
    owned = findings.checked.owned().filter(pl.col("rec").is_in(records["rec"].implode()))
    owners = owned.group_by("rec", maintain_order=True).agg("owner").collect()
    facts = records.select("rec", "offset", "control", "source", "title").join(
        owners, on="rec", how="left", maintain_order="left"
    )
    return {row["offset"]: row for row in facts.iter_rows(named=True)}


def _changed_lines(
    pairs: pl.DataFrame, old: Findings, new: Findings, summary: Summary
) -> Iterator[dict[str, Any]]:
    facts = _record_facts(new, pairs["new"])
    for change in changes(pairs, partial(records_at, old.path), partial(records_at, new.path)):
        summary.add(change)
        kinds = sorted({f"{diff.kind} {diff.tag}".strip() for diff in change.differences})
        texts = [_describe_difference(diff) for diff in change.differences[:MOST_TOLD]]
        excess = max(len(change.differences) - MOST_TOLD, 0)
        yield _line(CHANGED, facts[change.new]) | {"kinds": kinds, "told": texts, "more": excess}


def _describe_difference(difference: Difference) -> str:
    field_label = (
        f"{difference.tag} ${difference.code}"
        if difference.code and difference.tag != "LDR"
        else f"{difference.tag} {difference.code}"
    )
    return f"{field_label.strip()}: {difference.old or '–'} → {difference.new or '–'}"


def _line(state: str, record_facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": state,
        "rec": record_facts["rec"],
        "control": control(record_facts["source"], record_facts["control"]),
        "title": (record_facts["title"] or "").strip(" /:;,="),
        "owners": record_facts["owner"] or [],
        "kinds": [],
        "told": [],
        "more": 0,
    }


class Listed(Sequence[dict[str, Any]]):
    """The records of a comparison, of which only those that are looked at are read."""

    def __init__(
        self, path: Path, codes: Collection[str] | None, state: str = "", kind: str = ""
    ) -> None:
        rows = pl.scan_parquet(path, row_index_name="row")
        if state:
            rows = rows.filter(pl.col("state") == state)
        if kind:
            rows = rows.filter(
                pl.col("kinds").list.eval(pl.element().str.starts_with(kind)).list.any()
            )
        if codes is not None:
            has_own_owner = pl.col("owners").list.eval(pl.element().is_in(sorted(codes))).list.any()
            rows = rows.filter(has_own_owner.fill_null(value=False))
        self.path = path
        self.rows = rows.select("row").collect()["row"]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, int):
            return self._read_records(self.rows[index : index + 1])[0]
        return self._read_records(self.rows[index])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._read_records(self.rows[start : start + AT_ONCE])

    def _read_records(self, rows: pl.Series) -> list[dict[str, Any]]:
        table = pl.scan_parquet(self.path, row_index_name="row")
        return table.filter(pl.col("row").is_in(rows.implode())).collect().to_dicts()
