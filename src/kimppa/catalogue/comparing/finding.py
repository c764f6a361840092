"""The records that differ between two checked exports, as a table on disk."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, overload

import polars as pl

from kimppa.catalogue.records import Findings, control, records_at
from kimppa.marc.compare.changes import Summary, changes
from kimppa.marc.compare.differences import Difference
from kimppa.marc.compare.index import index
from kimppa.marc.compare.matching import Comparison, compare
from kimppa.marc.reading import read
from kimppa.marc.record import Record

ADDED, LOST, CHANGED = "added", "lost", "changed"
MOST_TOLD: Final = 20  # differences of a record; more are counted
AT_ONCE: Final = 20_000  # records of a list in memory
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
class Found:
    """What came of a comparison."""

    counts: dict[str, int]
    kinds: list[list[Any]]


class _Records(dict[int, Record]):
    """Records by offset; one that cannot be read has no fields."""

    def __missing__(self, _offset: int) -> Record:
        return Record("", [])


def find(
    old: Findings, new: Findings, target: Path, progress: Callable[[int], None] = lambda _done: None
) -> Found:
    """Compare two exports and write the records that differ; only those are read again.

    `progress` hears how many changed records have been told.
    """
    matched = compare(index(read(old.path)), index(read(new.path)))
    summary = Summary()
    before, after = _about(old), _about(new)
    fetches = (_fetch(old.path, before), _fetch(new.path, after))
    lines = list(_changed(matched, fetches, after, summary, progress))
    lines += [_line(LOST, before[one]) for one in matched.lost]
    lines += [_line(ADDED, after[one]) for one in matched.added]
    part = target.with_suffix(".part")
    pl.DataFrame(lines, schema=ROWS).write_parquet(part, compression="zstd")
    part.replace(target)
    told = [[str(kind), tag, count] for (kind, tag), count in summary.by_tag.most_common()]
    return Found(matched.counts(), told)


def _about(found: Findings) -> dict[int, dict[str, Any]]:
    """What is known of each record of an export, by its offset."""
    rows = pl.scan_parquet(found.checked.folder / "records.parquet", row_index_name="rec")
    owners = found.checked.owned().group_by("rec").agg("owner")
    both = rows.select("rec", "offset", "length", "control", "source", "title").join(
        owners, on="rec", how="left"
    )
    return {row["offset"]: row for row in both.collect().iter_rows(named=True)}


def _fetch(
    path: Path, about: dict[int, dict[str, Any]]
) -> Callable[[list[int]], Mapping[int, Record]]:
    def fetch(offsets: list[int]) -> Mapping[int, Record]:
        return _Records(records_at(path, [(one, about[one]["length"]) for one in offsets]))

    return fetch


def _changed(
    matched: Comparison,
    fetches: tuple[Any, Any],
    after: dict[int, dict[str, Any]],
    summary: Summary,
    progress: Callable[[int], None],
) -> Iterator[dict[str, Any]]:
    for number, one in enumerate(changes(matched, *fetches), start=1):
        summary.add(one)
        kinds = sorted({f"{each.kind} {each.tag}".strip() for each in one.differences})
        told = [_told(each) for each in one.differences[:MOST_TOLD]]
        more = max(len(one.differences) - MOST_TOLD, 0)
        yield _line(CHANGED, after[one.new]) | {"kinds": kinds, "told": told, "more": more}
        if number % 500 == 0:
            progress(number)


def _told(one: Difference) -> str:
    where = f"{one.tag} ${one.code}" if one.code and one.tag != "LDR" else f"{one.tag} {one.code}"
    return f"{where.strip()}: {one.old or '–'} → {one.new or '–'}"


def _line(state: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "state": state,
        "rec": row["rec"],
        "control": control(row["source"], row["control"]),
        "title": (row["title"] or "").strip(" /:;,="),
        "owners": row["owner"] or [],
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
            mine = pl.col("owners").list.eval(pl.element().is_in(sorted(codes))).list.any()
            rows = rows.filter(mine.fill_null(value=False))
        self.path = path
        self.rows = rows.select("row").collect()["row"]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(place, int):
            return self._read(self.rows[place : place + 1])[0]
        return self._read(self.rows[place])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for start in range(0, len(self), AT_ONCE):
            yield from self._read(self.rows[start : start + AT_ONCE])

    def _read(self, rows: pl.Series) -> list[dict[str, Any]]:
        table = pl.scan_parquet(self.path, row_index_name="row")
        return table.filter(pl.col("row").is_in(rows.implode())).collect().to_dicts()
