"""The tables of all parts as one: written rule by rule, so that memory does not grow with them."""

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kimppa.marc.checking import listing
from kimppa.marc.checking.checked import COUNTS, PLACES, Checked, Counts, Heading, Source
from kimppa.marc.checking.part import QUARANTINE, Part, PartDone, Setup, ready
from kimppa.marc.checking.placing import PLACED
from kimppa.marc.checking.tallying import TALLIES, Tallies, added, empty, ordered, tallied, typed
from kimppa.marc.columns import bounds
from kimppa.marc.definition import Problem
from kimppa.marc.rules.running import TARGETS, settle

ROW_GROUP: Final = 500_000
OWNERS: Final = {"rec": pl.UInt32, "owner": pl.String}
LINKS: Final = PLACED | {"key": pl.UInt64, "number": pl.UInt64}
KEYS: Final = {"kind": pl.UInt8, "hash": pl.UInt64, "offset": pl.Int64}
COPIED: Final[Mapping[str, Mapping[str, type[pl.DataType]]]] = {
    "records": listing.SCHEMA,
    "keys": KEYS,
    "quarantine": QUARANTINE,
}

ASCENDING: Final = frozenset({"rec", "offset", "length"})
FEW: Final = frozenset({"rule", "fno", "at", "tag", "part", "what", "kind"})


def join(
    path: Path, folder: Path, setup: Setup, done: list[PartDone], parts: list[Part]
) -> Checked:
    """Write the tables of a whole file to `folder`, its summary last; give them back opened."""
    first = np.cumsum([0, *(one.records for one in done)])
    tables = Tables(parts, [int(n) for n in first])
    owners = tables.whole("owners", OWNERS).sort("rec", "owner")
    # Neither needs the other, and both leave the interpreter free most of the time.
    with ThreadPoolExecutor(1) as beside:
        copied = beside.submit(_copy, path, folder, tables)
        tallies = _findings(folder / "findings.parquet", setup, tables, owners)
        checksum = copied.result()
    owners.write_parquet(folder / "owners.parquet")
    typed(tallies.counts, COUNTS).write_parquet(folder / "counts.parquet")
    typed(tallies.places, PLACES).write_parquet(folder / "places.parquet")
    good, repaired, lost = (sum(one.states[n] for one in done) for n in range(3))
    checked = Checked(
        folder,
        Source(path.name, path.stat().st_size, checksum),
        setup.profile,
        Counts(good + repaired + lost, good, repaired, lost, sum(one.bytes for one in done)),
        [Heading.of(ready(setup).rules, *row) for row in tallies.totals.iter_rows()],
        dict(owners.group_by("owner").len().sort("owner").iter_rows()),
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

    def raw(self, name: str) -> Iterator[tuple[pl.DataFrame, int]]:
        """One table of each part that has it, and how many records come before the part's."""
        for part, first in zip(self.parts, self.first, strict=False):
            if part.table(name).exists():
                yield pl.read_ipc(part.table(name)), first

    def each(self, name: str) -> Iterator[pl.DataFrame]:
        """The same with `rec` counted in the whole file."""
        for table, first in self.raw(name):
            yield _moved(table, first) if "rec" in table.columns else table

    def whole(self, name: str, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
        """One table of all parts."""
        return pl.concat([pl.DataFrame(schema=schema), *self.each(name)])

    def copy(self, name: str, path: Path, schema: Mapping[str, type[pl.DataType]]) -> None:
        """Write one table of all parts, part by part."""
        arrow = pl.DataFrame(schema=schema).to_arrow().schema
        with writing(path, arrow) as writer:
            for table in self.each(name):
                if len(table):
                    writer.write_table(table.to_arrow().cast(arrow))


def writing(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet file in which each column is told in the way that is short and quick for it.

    Numbers that ascend by their differences, those of which there are few by a dictionary; texts
    and hashes, which hardly repeat, as they are: to look for each in a dictionary takes longest.
    """
    ascending = [name for name in schema.names if name in ASCENDING]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=[name for name in schema.names if name in FEW],
        column_encoding=dict.fromkeys(ascending, "DELTA_BINARY_PACKED"),
    )


def _moved(table: pl.DataFrame, first: int) -> pl.DataFrame:
    # Not as a query: thousands of slices are moved, and to plan one takes longer than to add.
    moved = pl.Series(table["rec"].to_numpy() + np.uint32(first))
    return table.clone().replace_column(table.get_column_index("rec"), moved.alias("rec"))


def _copy(path: Path, folder: Path, tables: Tables) -> str:
    """Write what is taken over as it is; give back the file's checksum."""
    for name, schema in COPIED.items():
        tables.copy(name, folder / f"{name}.parquet", schema)
    return sha256(path)


def _findings(path: Path, setup: Setup, tables: Tables, owners: pl.DataFrame) -> Tallies:
    """Write the findings, those of a rule together and by record; how many there are of each."""
    rules = ready(setup).rules
    links = tables.whole("links", LINKS)
    settled = settle(rules, links, _targets(tables, links["rule"].unique())).select(*PLACED)
    late = settled["rule"].unique()
    tallies = [empty(), _of_parts(tables, late)]
    found = _Found(tables)
    arrow = pl.DataFrame(schema=PLACED).to_arrow().schema
    with writing(path, arrow) as writer:
        for number in range(len(rules) + len(Problem) + 1):
            mine = found.of_rule(number)
            if number in late:
                # Rules over the whole file: what the parts know of these is not all.
                mine = pl.concat([mine, settled.filter(pl.col("rule") == number)])
                tallies.append(tallied(mine, owners))
            if not mine["rec"].is_sorted():
                mine = mine.sort("rec", maintain_order=True)
            if len(mine):
                writer.write_table(mine.to_arrow().cast(arrow), ROW_GROUP)
    return ordered(added(tallies))


def _targets(tables: Tables, rules: pl.Series) -> pl.DataFrame:
    """What the links of these rules can point at; nobody asks for the others'."""
    some = (table.filter(table["rule"].is_in(rules.implode())) for table in tables.each("targets"))
    return pl.concat([pl.DataFrame(schema=TARGETS), *some])


def _of_parts(tables: Tables, late: pl.Series) -> Tallies:
    """What the parts counted, but for these rules."""
    several = zip(*(tables.each(name) for name in TALLIES), strict=True)
    counted = added([empty(), *(Tallies(*one) for one in several)])
    return Tallies(*(table.filter(~pl.col("rule").is_in(late.implode())) for table in counted))


class _Found:
    """The findings of all parts, in their files: those of one rule at a time are looked at."""

    def __init__(self, tables: Tables) -> None:
        self.parts = [
            (table, first, bounds(np.bincount(table["rule"].to_numpy())))
            for table, first in tables.raw("findings")
        ]

    def of_rule(self, number: int) -> pl.DataFrame:
        """The findings of one rule, part by part."""
        some = [pl.DataFrame(schema=PLACED)]
        for table, first, start in self.parts:
            if number + 1 < len(start) and start[number] < start[number + 1]:
                begin, end = int(start[number]), int(start[number + 1])
                some.append(_moved(table.slice(begin, end - begin), first))
        return pl.concat(some)
