"""The tables of all parts as one: written rule by rule, so that memory does not grow with them."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.checking.checked import COUNTS, PLACES, Checked, Counts, Heading, Source
from kimppa.marc.checking.copying import arrow, writing
from kimppa.marc.checking.part import Part, PartDone, Setup, ready
from kimppa.marc.checking.tables import (
    FINDING_COLUMNS,
    TALLIES,
    Tallies,
    added,
    empty,
    ordered,
    tallied,
    typed,
)
from kimppa.marc.columns import bounds
from kimppa.marc.definition import Problem
from kimppa.marc.rules.running import TARGETS, settle
from kimppa.marc.tables import Flag

ROW_GROUP: Final = 500_000
OWNERS: Final = {"rec": pl.UInt32, "owner": pl.String}
LINKS: Final = FINDING_COLUMNS | {"key": pl.UInt64, "number": pl.UInt64}


def join(
    source: Source, folder: Path, setup: Setup, finished: list[PartDone], parts: list[Part]
) -> Checked:
    """Write what is told of a whole file to `folder`, its summary last; give it back opened.

    `finished` is in the order of the parts, of which `copying` has taken what it could.
    """
    first = np.cumsum([0, *(part.records for part in finished)])
    tables = Tables(parts, [int(n) for n in first])
    owners = tables.whole("owners", OWNERS).sort("rec", "owner")
    tallies = _findings(folder / "findings.parquet", setup, tables, owners)
    owners.write_parquet(folder / "owners.parquet")
    typed(tallies.counts, COUNTS).write_parquet(folder / "counts.parquet")
    typed(tallies.places, PLACES).write_parquet(folder / "places.parquet")
    good, repaired, unreadable = (sum(part.states[n] for part in finished) for n in range(3))
    checked = Checked(
        folder,
        source,
        setup.profile,
        Counts(
            good + repaired + unreadable,
            good,
            repaired,
            unreadable,
            sum(part.bytes for part in finished),
        ),
        [Heading.of(ready(setup).rules, *row) for row in tallies.totals.iter_rows()],
        dict(owners.group_by("owner").len().sort("owner").iter_rows()),
        _breaks(folder),
        setup.systems or (),
    )
    checked.save()
    return checked


def _breaks(folder: Path) -> tuple[int, ...]:
    truncated = pl.scan_parquet(folder / "records.parquet").filter(
        pl.col("flags") & int(Flag.TRUNCATED) != 0
    )
    return tuple(truncated.select("offset").collect()["offset"])


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
        return pl.concat([pl.DataFrame(schema=schema), *self.each(name)])


def _moved(table: pl.DataFrame, first: int) -> pl.DataFrame:
    # Not as a query: thousands of slices are moved, and to plan one takes longer than to add.
    moved = pl.Series(table["rec"].to_numpy() + np.uint32(first))
    return table.clone().replace_column(table.get_column_index("rec"), moved.alias("rec"))


def _findings(path: Path, setup: Setup, tables: Tables, owners: pl.DataFrame) -> Tallies:
    """Write the findings, those of a rule together and by record; how many there are of each."""
    rules = ready(setup).rules
    links = tables.whole("links", LINKS)
    file_findings = settle(rules, links, _targets(tables, links)).select(*FINDING_COLUMNS)
    late = file_findings["rule"].unique()
    tallies = [empty(), _of_parts(tables, late)]
    part_findings = _FindingTables(tables)
    with writing(path, arrow(FINDING_COLUMNS)) as writer, ThreadPoolExecutor(1) as beside:
        # One rule's findings are written while the next one's are gathered, never more than that.
        write: Future[None] | None = None
        for number in range(len(rules) + len(Problem) + 1):
            mine = part_findings.of_rule(number)
            if number in late:
                # Rules over the whole file: what the parts know of these is not all.
                mine = pl.concat([mine, file_findings.filter(pl.col("rule") == number)])
                tallies.append(tallied(mine, owners))
            if not mine["rec"].is_sorted():
                mine = mine.sort("rec", maintain_order=True)
            if len(mine):
                rows = mine.to_arrow().cast(writer.schema)
                if write:
                    write.result()
                write = beside.submit(writer.write_table, rows, ROW_GROUP)
        if write:
            write.result()
    return ordered(added(tallies))


def _targets(tables: Tables, links: pl.DataFrame) -> pl.DataFrame:
    """What links can point at: of the millions of keys that records have those that one names."""
    keys = {
        rule: pl.concat([mine["key"], mine["number"]]) for (rule,), mine in links.group_by("rule")
    }
    targets = [pl.DataFrame(schema=TARGETS)]
    for table in tables.each("targets"):
        some = [keys[rule] for rule in table["rule"].unique() if rule in keys]
        if some:
            targets.append(table.filter(pl.col("hash").is_in(pl.concat(some).implode())))
    return pl.concat(targets)


def _of_parts(tables: Tables, late: pl.Series) -> Tallies:
    """What the parts counted, but for these rules."""
    several = zip(*(tables.each(name) for name in TALLIES), strict=True)
    sums = added([empty(), *(Tallies(*part_tables) for part_tables in several)])
    return Tallies(*(table.filter(~pl.col("rule").is_in(late.implode())) for table in sums))


class _FindingTables:
    """The findings of all parts, in their files: those of one rule at a time are looked at."""

    def __init__(self, tables: Tables) -> None:
        self.parts = [
            (table, first, bounds(np.bincount(table["rule"].to_numpy())))
            for table, first in tables.raw("findings")
        ]

    def of_rule(self, number: int) -> pl.DataFrame:
        some = [pl.DataFrame(schema=FINDING_COLUMNS)]
        for table, first, start in self.parts:
            if number + 1 < len(start) and start[number] < start[number + 1]:
                begin, end = int(start[number]), int(start[number + 1])
                some.append(_moved(table.slice(begin, end - begin), first))
        return pl.concat(some)
