"""Duplicates of a checked export as a table on disk: a row for each record of each group."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any, Final

import polars as pl

from kimppa.catalogue.records import codes_of, records_at
from kimppa.marc.checking import Checked
from kimppa.marc.duplicates.finding import Found, find
from kimppa.marc.duplicates.groups import Group, Pair, Place, survivor
from kimppa.marc.duplicates.quality import Quality
from kimppa.marc.duplicates.verdicts import Verdicts
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
    """What came of a search."""

    compared: int
    groups: int
    records: int
    doubtful: int
    oversized: int


def verdicts(said: Iterable[tuple[str, str, bool]]) -> Verdicts:
    """What people have said, as the engine takes it."""
    found = Verdicts()
    for a, b, same in said:
        found.put(a, b, same=same)
    return found


def search(
    checked: Checked,
    path: Path,
    said: Verdicts,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Counts:
    """Find the groups and write them; only records that share a key are read, some at a time.

    `progress` hears how many of how many records have been read.
    """
    keys = checked.keys().with_columns(source=pl.lit(0, pl.UInt16)).collect()
    about: dict[int, dict[str, Any]] = {}

    def fetch(_source: int, offsets: list[int]) -> Iterator[tuple[int, Record]]:
        rows = _rows(checked, offsets)
        about.update((row["offset"], row) for row in rows.iter_rows(named=True))
        spans = list(zip(rows["offset"], rows["length"], strict=True))
        for done, some in enumerate(batched(spans, AT_ONCE, strict=False)):
            yield from records_at(path, some).items()
            progress(done * AT_ONCE + len(some), len(spans))

    found = find(keys.select("kind", "hash", "source", "offset"), fetch, said)
    _write(checked, found, about)
    same, look = found.groups.same, found.groups.look
    members = sum(len(one.members) for one in same)
    return Counts(found.compared, len(same), members, len(look), len(found.oversized))


def _rows(checked: Checked, offsets: Sequence[int]) -> pl.DataFrame:
    wanted = pl.Series(offsets, dtype=pl.Int64)
    rows = pl.scan_parquet(checked.folder / "records.parquet", row_index_name="rec")
    chosen = rows.filter(pl.col("offset").is_in(wanted.implode()))
    return chosen.select("rec", "offset", "length", "title").sort("offset").collect()


def _write(checked: Checked, found: Found, about: Mapping[int, dict[str, Any]]) -> None:
    lines: list[dict[str, Any]] = []
    for number, (kind, group) in enumerate(_groups(found), start=1):
        points = min(one.score.points for one in group.pairs)
        for place in group.members:
            row = about[place[1]]
            lines.append(
                {
                    "group": number,
                    "kind": kind,
                    "points": points,
                    "reason": group.survivor.reason,
                    "value": group.survivor.value,
                    "rec": row["rec"],
                    "number": found.facts[place].number,
                    "title": (row["title"] or "").strip(" /:;,="),
                }
            )
    owners = codes_of(checked, pl.Series([one["rec"] for one in lines], dtype=pl.UInt32).unique())
    table = pl.DataFrame(
        [one | {"owners": list(owners.get(one["rec"], ()))} for one in lines], schema=ROWS
    )
    part = checked.folder / f"{FILE}.part"
    table.write_parquet(part, compression="zstd")
    part.replace(checked.folder / FILE)


def _groups(found: Found) -> Iterable[tuple[str, Group]]:
    yield from ((SURE, one) for one in found.groups.same)
    yield from ((DOUBTFUL, _of_two(pair, found.qualities)) for pair in found.groups.look)


def _of_two(pair: Pair, measured: Mapping[Place, Quality]) -> Group:
    """A doubtful pair with the record that would be kept if the two are one."""
    ordered = sorted(
        (pair.a, pair.b), key=lambda one: ([value for _, value in measured[one].rank()], one)
    )
    return Group(tuple(ordered), survivor(ordered, measured), (pair,))


@dataclass(frozen=True, slots=True)
class Member:
    """One record of a group."""

    rec: int
    number: str
    title: str
    owners: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its number as people write it."""
        return self.number.removeprefix("()")


@dataclass(frozen=True, slots=True)
class Twins:
    """A group, the record that is best kept first."""

    number: int
    kind: str
    points: int
    reason: str
    value: str
    members: tuple[Member, ...]

    @property
    def title(self) -> str:
        """The title of the record that is best kept."""
        return self.members[0].title

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The numbers of every two of its records, in alphabetical order."""
        numbers = [one.number for one in self.members]
        return [
            (min(a, b), max(a, b)) for place, a in enumerate(numbers) for b in numbers[place + 1 :]
        ]


def stored(folder: Path, number: int | None = None) -> list[Twins]:
    """The groups of a check, or one of them. Raises FileNotFoundError before the first search."""
    rows = pl.scan_parquet(folder / FILE)
    if not (folder / FILE).exists():
        raise FileNotFoundError(folder / FILE)
    if number is not None:
        rows = rows.filter(pl.col("group") == number)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.collect().iter_rows(named=True):
        found.setdefault(row["group"], []).append(row)
    return [_twins(one) for one in found.values()]


def _twins(rows: Sequence[dict[str, Any]]) -> Twins:
    first = rows[0]
    members = tuple(
        Member(row["rec"], row["number"], row["title"], tuple(row["owners"])) for row in rows
    )
    return Twins(
        first["group"], first["kind"], first["points"], first["reason"], first["value"], members
    )
