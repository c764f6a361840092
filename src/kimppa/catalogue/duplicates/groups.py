"""Duplicates of a checked export as a table on disk: a row for each record of each group."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any, Final

import polars as pl

from kimppa.catalogue.records import codes_of, records_at
from kimppa.marc.checking import Checked
from kimppa.marc.pairing.groups import Group, Pair, Place, survivor
from kimppa.marc.pairing.quality import Quality
from kimppa.marc.pairing.score import Verdicts
from kimppa.marc.pairing.search import Found, find
from kimppa.marc.record import Record

FILE: Final = "duplicates.parquet"
SURE, DOUBTFUL = "sure", "doubtful"
AT_ONCE: Final = 1000  # records in memory
ROWS: Final[dict[str, Any]] = {
    "group": pl.UInt32,
    "kind": pl.String,
    "points": pl.UInt8,  # of the weakest pair
    "reason": pl.String,  # why the first record is best kept
    "value": pl.String,
    "rec": pl.UInt32,
    "number": pl.String,  # (003)001
    "title": pl.String,
    "owners": pl.List(pl.String),
}


@dataclass(frozen=True, slots=True)
class Counts:
    compared: int
    groups: int
    records: int
    doubtful: int
    oversized: int


def verdicts(pairs: Iterable[tuple[str, str, bool]]) -> Verdicts:
    """What people have said, as the engine takes it."""
    verdicts = Verdicts()
    for a, b, same in pairs:
        verdicts.put(a, b, same=same)
    return verdicts


def search(
    checked: Checked,
    path: Path,
    judgements: Verdicts,
    progress: Callable[[int, int], None] = lambda _count, _all: None,
) -> Counts:
    """Find the groups and write them; only records that share a key are read, some at a time.

    `progress` hears how many of how many records have been read.
    """
    keys = checked.keys().with_columns(source=pl.lit(0, pl.UInt16)).collect()
    record_by_offset: dict[int, dict[str, Any]] = {}

    def fetch(_source: int, offsets: list[int]) -> Iterator[tuple[int, Record]]:
        records = _records_at(checked, offsets)
        record_by_offset.update((row["offset"], row) for row in records.iter_rows(named=True))
        spans = list(zip(records["offset"], records["length"], strict=True))
        for position, span_batch in enumerate(batched(spans, AT_ONCE, strict=False)):
            yield from records_at(path, span_batch).items()
            progress(position * AT_ONCE + len(span_batch), len(spans))

    search_result = find(keys.select("kind", "hash", "source", "offset"), fetch, judgements)
    _write_groups(checked, search_result, record_by_offset)
    groups, doubts = search_result.groups.same, search_result.groups.look
    member_count = sum(len(group.members) for group in groups)
    return Counts(
        search_result.compared, len(groups), member_count, len(doubts), len(search_result.oversized)
    )


def _records_at(checked: Checked, offsets: Sequence[int]) -> pl.DataFrame:
    offset_series = pl.Series(offsets, dtype=pl.Int64)
    records = pl.scan_parquet(checked.folder / "records.parquet", row_index_name="rec")
    matches = records.filter(pl.col("offset").is_in(offset_series.implode()))
    return matches.select("rec", "offset", "length", "title").sort("offset").collect()


def _write_groups(
    checked: Checked, search_result: Found, record_by_offset: Mapping[int, dict[str, Any]]
) -> None:
    lines: list[dict[str, Any]] = []
    for number, (kind, group) in enumerate(_groups(search_result), start=1):
        points = min(pair.score.points for pair in group.pairs)
        for place in group.members:
            record = record_by_offset[place[1]]
            lines.append(
                {
                    "group": number,
                    "kind": kind,
                    "points": points,
                    "reason": group.survivor.reason,
                    "value": group.survivor.value,
                    "rec": record["rec"],
                    "number": search_result.facts[place].number,
                    "title": (record["title"] or "").strip(" /:;,="),
                }
            )
    owners = codes_of(checked, pl.Series([line["rec"] for line in lines], dtype=pl.UInt32).unique())
    table = pl.DataFrame(
        [line | {"owners": list(owners.get(line["rec"], ()))} for line in lines], schema=ROWS
    )
    partial_path = checked.folder / f"{FILE}.part"
    table.write_parquet(partial_path, compression="zstd")
    partial_path.replace(checked.folder / FILE)


def _groups(search_result: Found) -> Iterable[tuple[str, Group]]:
    yield from ((SURE, group) for group in search_result.groups.same)
    yield from (
        (DOUBTFUL, _pair_group(pair, search_result.qualities)) for pair in search_result.groups.look
    )


def _pair_group(pair: Pair, measured: Mapping[Place, Quality]) -> Group:
    """A doubtful pair with the record that would be kept if the two are one."""
    members = sorted(
        (pair.a, pair.b), key=lambda place: ([value for _, value in measured[place].rank()], place)
    )
    return Group(tuple(members), survivor(members, measured), (pair,))


@dataclass(frozen=True, slots=True)
class Member:
    rec: int
    number: str
    title: str
    owners: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its number as people write it."""
        return self.number.removeprefix("()")


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """A group, the record that is best kept first."""

    number: int
    kind: str
    points: int
    reason: str
    value: str
    members: tuple[Member, ...]

    @property
    def title(self) -> str:
        return self.members[0].title

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The numbers of every two of its records, in alphabetical order."""
        numbers = [member.number for member in self.members]
        return [
            (min(a, b), max(a, b)) for index, a in enumerate(numbers) for b in numbers[index + 1 :]
        ]


def stored_groups(folder: Path, number: int | None = None) -> list[DuplicateGroup]:
    """The groups of a check, or one of them. Raises FileNotFoundError before the first search."""
    all_members = pl.scan_parquet(folder / FILE)
    if not (folder / FILE).exists():
        raise FileNotFoundError(folder / FILE)
    if number is not None:
        all_members = all_members.filter(pl.col("group") == number)
    members_by_group: dict[int, list[dict[str, Any]]] = {}
    for row in all_members.collect().iter_rows(named=True):
        members_by_group.setdefault(row["group"], []).append(row)
    return [_group(members) for members in members_by_group.values()]


def _group(rows: Sequence[dict[str, Any]]) -> DuplicateGroup:
    head = rows[0]
    members = tuple(
        Member(row["rec"], row["number"], row["title"], tuple(row["owners"])) for row in rows
    )
    return DuplicateGroup(
        head["group"], head["kind"], head["points"], head["reason"], head["value"], members
    )
