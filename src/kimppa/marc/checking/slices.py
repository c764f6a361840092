"""Some rows of a check's large tables: of each no more than a row group is read at a time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kimppa.marc.checking.tables import FINDING_COLUMNS, SCHEMA


class _Group(NamedTuple):
    """A row group, and the first and last record that its findings are about."""

    number: int
    first: int
    last: int


class FindingsByRule:
    """The findings of a check; a row group holds those of one rule, by record."""

    def __init__(self, folder: Path) -> None:
        self._file = pq.ParquetFile(folder / "findings.parquet")
        self._groups: defaultdict[int, list[_Group]] = defaultdict(list)
        for number in range(self._file.num_row_groups):
            group = self._file.metadata.row_group(number)
            rule, rec = (group.column(place).statistics for place in (0, 1))
            self._groups[rule.min].append(_Group(number, rec.min, rec.max))

    def head(self, rule: int, count: int) -> pl.DataFrame:
        """Its first findings."""
        findings = pl.DataFrame(schema=FINDING_COLUMNS)
        for group in self._groups[rule]:
            if len(findings) < count:
                # Not the whole group: a slice of it would keep all of it in memory.
                first = next(self._file.iter_batches(count - len(findings), [group.number]))
                findings = pl.concat([findings, _frame(first)])
        return findings

    def recs(self, rule: int, first: int, stop: int) -> pl.Series:
        """The records from `first` up to `stop` that it has findings in, each once."""
        recs_of_groups = [pl.Series("rec", dtype=pl.UInt32)]
        for group in self._groups[rule]:
            if group.first < stop and group.last >= first:
                recs = _frame(self._file.read_row_group(group.number, ["rec"]))["rec"]
                is_inside = group.first >= first and group.last < stop
                recs_of_groups.append(
                    recs if is_inside else recs.filter((recs >= first) & (recs < stop))
                )
        return pl.concat(recs_of_groups).unique(maintain_order=True)


def some_records(folder: Path, recs: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
    """What a check knows of these records, whose numbers ascend: `rec` and the columns."""
    file = pq.ParquetFile(folder / "records.parquet")
    schema = {"rec": pl.UInt32, **SCHEMA}
    tables = [pl.DataFrame(schema={name: schema[name] for name in ("rec", *columns)})]
    first = 0
    for number in range(file.num_row_groups):
        stop = first + file.metadata.row_group(number).num_rows
        low, high = (int(recs.search_sorted(rec)) for rec in (first, stop))
        if high > low:
            recs_of_group = recs[low:high]
            table = _frame(file.read_row_group(number, list(columns)))[recs_of_group - first]
            # Texts of their own, or all texts of the row group would stay in memory.
            tables.append(
                table.select(recs_of_group.alias("rec"), *columns).with_columns(
                    pl.col(pl.String) + ""
                )
            )
        first = stop
    return pl.concat(tables)


def all_records(
    folder: Path, size: int, columns: Sequence[str]
) -> Iterator[tuple[int, pl.DataFrame]]:
    """The same of all, at least so many at a time but the last; and which is the first of them."""
    file = pq.ParquetFile(folder / "records.parquet")
    tables = [pl.DataFrame(schema={name: SCHEMA[name] for name in columns})]
    first = 0
    for number in range(file.num_row_groups):
        tables.append(_frame(file.read_row_group(number, list(columns))))
        if sum(map(len, tables)) >= size:
            yield first, pl.concat(tables)
            first += sum(map(len, tables))
            tables = tables[:1]
    yield first, pl.concat(tables)


def _frame(table: pa.Table | pa.RecordBatch) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
