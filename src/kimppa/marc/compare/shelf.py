"""Tables in buckets on disk: one bucket of each is in memory, whatever the size of the whole."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

BUFFER_ROWS: Final = 500_000  # rows of a table that wait in memory before they are written


class Shelf:
    """Tables by name, each in so many buckets. Rows of a bucket keep the order they came in."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self.folder = folder
        self.buckets = buckets
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._written: dict[str, list[Path]] = {}

    def put(self, name: str, table: pl.DataFrame, by: pl.Expr) -> None:
        """Lay rows down; those with the same `by`, a whole number, come to the same bucket."""
        waiting = self._waiting.setdefault(name, [])
        waiting.append(table.with_columns(bucket=(by % self.buckets).cast(pl.UInt32)))
        if sum(map(len, waiting)) > BUFFER_ROWS:
            paths = self._written.setdefault(name, [])
            path = self.folder / f"{name}-{len(paths)}.parquet"
            rows = pl.concat(waiting).sort("bucket", maintain_order=True)
            rows.write_parquet(path, row_group_size=BUFFER_ROWS // self.buckets + 1)
            paths.append(path)
            waiting.clear()

    def each(self, *names: str) -> Iterator[tuple[pl.DataFrame, ...]]:
        """Bucket by bucket, the tables of these names side by side; they are gone afterwards."""
        for bucket in range(self.buckets):
            yield tuple(self._bucket(name, bucket) for name in names)
        for name in names:
            self._waiting.pop(name, None)
            for path in self._written.pop(name, ()):
                path.unlink()

    def _bucket(self, name: str, bucket: int) -> pl.DataFrame:
        mine = pl.col("bucket") == bucket
        on_disk = [pl.scan_parquet(path).filter(mine) for path in self._written.get(name, ())]
        waiting = [table.lazy().filter(mine) for table in self._waiting[name]]
        return pl.concat([*on_disk, *waiting]).drop("bucket").collect()
