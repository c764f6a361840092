"""The tables of all parts as one: written rule by rule, so that memory does not grow with them."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from kimppa.marc.checking import listing
from kimppa.marc.checking.checked import COUNTS, PLACES, Checked, Counts, Heading, Source
from kimppa.marc.checking.part import QUARANTINE, Part, PartDone, Setup, ready
from kimppa.marc.checking.placing import PLACED
from kimppa.marc.definition import Problem
from kimppa.marc.rules.running import TARGETS, settle
from kimppa.marc.rules.view import bounds

ROW_GROUP: Final = 500_000
OWNERS: Final = {"rec": pl.UInt32, "owner": pl.String}
LINKS: Final = PLACED | {"key": pl.UInt64, "number": pl.UInt64}
KEYS: Final = {"kind": pl.UInt8, "hash": pl.UInt64, "offset": pl.Int64}


def join(
    path: Path, folder: Path, setup: Setup, done: list[PartDone], parts: list[Part]
) -> Checked:
    """Write the tables of a whole file to `folder`, its summary last; give them back opened."""
    first = np.cumsum([0, *(one.records for one in done)])
    tables = Tables(parts, [int(n) for n in first])
    for name, schema in (("records", listing.SCHEMA), ("keys", KEYS), ("quarantine", QUARANTINE)):
        tables.copy(name, folder / f"{name}.parquet", schema)
    owners = Owners(tables.whole("owners", OWNERS), int(first[-1]))
    owners.frame.write_parquet(folder / "owners.parquet")
    counted = _findings(folder / "findings.parquet", setup, tables, owners)
    good, repaired, lost = (sum(one.states[n] for one in done) for n in range(3))
    checked = Checked(
        folder,
        Source(path.name, path.stat().st_size, sha256(path)),
        setup.profile,
        Counts(good + repaired + lost, good, repaired, lost, sum(one.bytes for one in done)),
        counted,
        owners.records(),
    )
    checked.save()
    return checked


def sha256(path: Path) -> str:
    """The checksum of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Tables:
    """The parts' files; `rec` becomes the number of a record in the whole file."""

    def __init__(self, parts: list[Part], first: list[int]) -> None:
        self.parts = parts
        self.first = first

    def each(self, name: str) -> Iterator[pl.DataFrame]:
        """One table of each part that has it."""
        for part, first in zip(self.parts, self.first, strict=False):
            if part.table(name).exists():
                table = pl.read_ipc(part.table(name))
                if "rec" in table.columns:
                    table = table.with_columns((pl.col("rec") + first).cast(pl.UInt32))
                yield table

    def whole(self, name: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
        """One table of all parts."""
        return pl.concat([pl.DataFrame(schema=schema), *self.each(name)])

    def copy(self, name: str, path: Path, schema: Mapping[str, type[pl.DataType]]) -> None:
        """Write one table of all parts, part by part."""
        arrow = pl.DataFrame(schema=schema).to_arrow()
        with pq.ParquetWriter(path, arrow.schema, compression="zstd") as writer:
            for table in self.each(name):
                if len(table):
                    writer.write_table(table.to_arrow().cast(arrow.schema))


class Owners:
    """Whose each record is: places in `names` of the owners of record n are ids[start[n]:…]."""

    def __init__(self, frame: pl.DataFrame, records: int) -> None:
        self.names = sorted(frame["owner"].unique().to_list())
        self.frame = frame.sort("rec", "owner")
        numbered = self.frame["owner"].cast(pl.Enum(self.names)).to_physical()
        self.ids = numbered.to_numpy().astype(np.int64)
        self.start = bounds(np.bincount(self.frame["rec"].to_numpy(), minlength=records))

    def count(self, rec: npt.NDArray[np.int64], times: npt.NDArray[np.int64]) -> pl.DataFrame:
        """Findings and records by owner of records that have so many findings; "" is nobody's."""
        begin, end = self.start[rec], self.start[rec + 1]
        many = end - begin
        place = np.repeat(begin, many) + _runs(many)
        nobody = many == 0
        ids = np.concatenate([self.ids[place], np.full(nobody.sum(), len(self.names))])
        weights = np.concatenate([np.repeat(times, many), times[nobody]])
        size = len(self.names) + 1
        found = np.bincount(ids, weights, size).astype(np.int64)
        return pl.DataFrame(
            {
                "owner": [*self.names, ""],
                "findings": found,
                "records": np.bincount(ids, minlength=size),
            }
        ).filter(pl.col("records") > 0)

    def records(self) -> dict[str, int]:
        """How many records each owner has."""
        counts = np.bincount(self.ids, minlength=len(self.names))
        return {name: int(count) for name, count in zip(self.names, counts, strict=True)}


def _runs(lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0, 1, …, n-1 for each length n, one after another."""
    total = int(lengths.sum())
    return np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def _findings(path: Path, setup: Setup, tables: Tables, owners: Owners) -> list[Heading]:
    """Write the findings, those of a rule together; what each rule found."""
    rules = ready(setup).rules
    links = tables.whole("links", LINKS)
    settled = settle(rules, links, tables.whole("targets", TARGETS).unique())
    held = [_Sorted(table.select(*PLACED)) for table in (*tables.each("findings"), settled)]
    headings, counts, places = [], [], []
    arrow = pl.DataFrame(schema=PLACED).to_arrow().schema
    with pq.ParquetWriter(path, arrow, compression="zstd") as writer:
        for number in range(len(rules) + len(Problem) + 1):
            some = [part for table in held if len(part := table.of_rule(number))]
            if not some:
                continue
            mine = pl.concat(some)
            if not mine["rec"].is_sorted():
                mine = mine.sort("rec", maintain_order=True)
            writer.write_table(mine.select(*PLACED).to_arrow().cast(arrow), ROW_GROUP)
            rec, times = np.unique(mine["rec"].to_numpy().astype(np.int64), return_counts=True)
            headings.append(Heading.of(rules, number, len(mine), len(rec)))
            counts.append(_numbered(owners.count(rec, times), number))
            places.append(_places(mine, number))
    _write(path.with_name("counts.parquet"), counts, COUNTS)
    _write(path.with_name("places.parquet"), places, PLACES)
    return headings


class _Sorted:
    """Findings sorted by rule, those of one rule as they were."""

    def __init__(self, table: pl.DataFrame) -> None:
        self.table = table.sort("rule", maintain_order=True)
        self.start = bounds(np.bincount(table["rule"].to_numpy()))

    def of_rule(self, number: int) -> pl.DataFrame:
        """The findings of one rule."""
        if number + 1 >= len(self.start):
            return self.table.clear()
        begin, end = self.start[number : number + 2]
        return self.table.slice(int(begin), int(end - begin))


def _numbered(table: pl.DataFrame, rule: int) -> pl.DataFrame:
    return table.select(pl.lit(rule, pl.UInt16).alias("rule"), pl.all())


def _places(findings: pl.DataFrame, rule: int) -> pl.DataFrame:
    """Where a rule's findings, by record, stand: the most frequent first, a hundred at most."""
    another = pl.col("rec").ne_missing(pl.col("rec").shift())
    grouped = findings.group_by("tag", "what").agg(findings=pl.len(), records=another.sum())
    return _numbered(
        grouped.sort("findings", "tag", "what", descending=[True, False, False]).head(100), rule
    )


def _write(path: Path, tables: list[pl.DataFrame], schema: Mapping[str, type[pl.DataType]]) -> None:
    typed = [table.cast(pl.Schema(schema)) for table in tables]
    pl.concat([pl.DataFrame(schema=schema), *typed]).write_parquet(path)
