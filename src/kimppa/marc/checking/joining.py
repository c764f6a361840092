"""The tables of all parts as one: written rule by rule, so that memory does not grow with them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from kimppa.marc.checking.checked import COUNTS, PLACES, Checked, Counts, Heading, Source
from kimppa.marc.checking.copying import Copying, arrow, rows_for, writing
from kimppa.marc.checking.gathering import Kept, of_rule, pieces
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
from kimppa.marc.compare.matching import Shelf
from kimppa.marc.definition import Problem
from kimppa.marc.rules.blocks.links import over_file
from kimppa.marc.rules.model import RuleSet
from kimppa.marc.rules.running import TARGETS, settle

ROW_GROUP: Final = 500_000
BUCKET: Final = 250_000  # records whose links are compared at once
OWNED: Final = "owners.parquet"
OWNERS: Final = {"rec": pl.UInt32, "owner": pl.String}
LINKS: Final = FINDING_COLUMNS | {"key": pl.UInt64, "number": pl.UInt64}


def join(
    source: Source, copying: Copying, folder: Path, setup: Setup, finished: list[PartDone]
) -> Checked:
    """Write what is told of a whole file to `folder`, its summary last; give it back opened.

    `finished` is in the order of the parts, of which `copying` has taken what it could.
    """
    first = np.cumsum([0, *(part.records for part in finished)])
    tables = Tables(copying.parts, [int(n) for n in first])
    owners = _owners(folder / OWNED, tables)
    tallies = _findings(folder, setup, tables)
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
        owners,
        tuple(copying.breaks),
        setup.systems or (),
    )
    checked.save()
    return checked


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

    def kept(self) -> list[Kept]:
        """What each part has found."""
        return [
            Kept(part.table("findings"), pl.read_ipc(part.table("totals")), first)
            for part, first in zip(self.parts, self.first, strict=False)
            if part.table("findings").exists()
        ]


def _moved(table: pl.DataFrame, first: int) -> pl.DataFrame:
    # Not as a query: thousands of slices are moved, and to plan one takes longer than to add.
    moved = pl.Series(table["rec"].to_numpy() + np.uint32(first))
    return table.clone().replace_column(table.get_column_index("rec"), moved.alias("rec"))


def _owners(path: Path, tables: Tables) -> dict[str, int]:
    """Write whose the records are, part by part; how many records each owner has."""
    counts: Counter[str] = Counter()
    with writing(path, arrow(OWNERS)) as writer:
        for table in tables.each("owners"):
            if len(table):
                writer.write_table(rows_for(writer, table.sort("rec", "owner")))
                counts.update(dict(table["owner"].value_counts().iter_rows()))
    return dict(sorted(counts.items()))


def _findings(folder: Path, setup: Setup, tables: Tables) -> Tallies:
    """Write the findings, those of a rule together and by record; how many there are of each."""
    rules = ready(setup).rules
    file_findings = _settled(rules, tables)
    file_rules = set(file_findings["rule"])
    tallies = [empty(), _tallies_of_parts(tables, file_rules)]
    kept = tables.kept()

    def rule_by_rule() -> Iterator[pl.DataFrame]:
        for number in range(len(rules) + len(Problem) + 1):
            of_parts = of_rule(kept, number, ROW_GROUP)
            if number in file_rules:
                # Rules over the whole file: what the parts know of these is not all.
                rule_findings = file_findings.filter(pl.col("rule") == number)
                rule_findings = pl.concat([*of_parts, rule_findings]).sort(
                    "rec", maintain_order=True
                )
                owned = pl.scan_parquet(folder / OWNED).filter(
                    pl.col("rec").is_in(rule_findings["rec"].unique().implode())
                )
                tallies.append(tallied(rule_findings, owned.collect()))
                of_parts = iter([rule_findings])
            yield from pieces(of_parts, ROW_GROUP)

    _write(folder / "findings.parquet", rule_by_rule())
    return ordered(added(tallies))


def _write(path: Path, tables: Iterable[pl.DataFrame]) -> None:
    """A row group a table; one is written while the next is gathered, never more than that."""
    with writing(path, arrow(FINDING_COLUMNS)) as writer, ThreadPoolExecutor(1) as beside:
        write: Future[None] | None = None
        for table in tables:
            rows = rows_for(writer, table)
            if write:
                write.result()
            write = beside.submit(writer.write_table, rows, ROW_GROUP)
        if write:
            write.result()


def _settled(rules: RuleSet, tables: Tables) -> pl.DataFrame:
    """The findings of rules over the whole file, by record.

    Links that are compared with each other are laid in buckets by their keys, of which one is in
    memory at a time: nearly every record has one or more.
    """
    mutual = [n for n, rule in enumerate(rules) if over_file(rule.block) and rule.block.mutual]
    shelf = Shelf(tables.parts[0].folder, 1 + tables.first[-1] // BUCKET)
    shelf.put("links", pl.DataFrame(schema=LINKS), pl.col("key"))
    one_way_links = [pl.DataFrame(schema=LINKS)]
    for links in tables.each("links"):
        of_each_other = pl.col("rule").is_in(mutual)
        shelf.put("links", links.filter(of_each_other), pl.col("key"))
        one_way_links.append(links.filter(~of_each_other))
    links, no_targets = pl.concat(one_way_links), pl.DataFrame(schema=TARGETS)
    settled = [settle(rules, links, _targets(tables, links))]
    settled += [settle(rules, bucket, no_targets) for (bucket,) in shelf.each("links")]
    return pl.concat(settled).select(*FINDING_COLUMNS).sort("rec", "fno", "at")


def _targets(tables: Tables, links: pl.DataFrame) -> pl.DataFrame:
    """What links can point at: of the millions of keys that records have those that one names."""
    keys = {
        rule: pl.concat([mine["key"], mine["number"]]) for (rule,), mine in links.group_by("rule")
    }
    targets = [pl.DataFrame(schema=TARGETS)]
    for table in tables.each("targets"):
        wanted_keys = [keys[rule] for rule in table["rule"].unique() if rule in keys]
        if wanted_keys:
            targets.append(table.filter(pl.col("hash").is_in(pl.concat(wanted_keys).implode())))
    return pl.concat(targets)


def _tallies_of_parts(tables: Tables, file_rules: Collection[int]) -> Tallies:
    """What the parts counted, but for these rules."""
    several = zip(*(tables.each(name) for name in TALLIES), strict=True)
    sums = added([empty(), *(Tallies(*part_tables) for part_tables in several)])
    return Tallies(*(table.filter(~pl.col("rule").is_in(file_rules)) for table in sums))
