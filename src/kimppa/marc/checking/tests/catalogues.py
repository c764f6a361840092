"""Files to check, and what of two checks is compared."""

import gzip
from pathlib import Path

import polars as pl

from kimppa.marc.checking import Checked
from tests.catalogues import catalogue, damaged, planted

SMALL = 100_000  # bytes a part, so that a small file has several


def made(path: Path, count: int = 800) -> Path:
    """A made catalogue with defects in every fourth record."""
    path.write_bytes(b"".join(data for data, _ in planted(catalogue(count), 0.25)))
    return path


def broken(path: Path, count: int = 800) -> Path:
    """A made catalogue with every tenth record damaged, and one that is no record at all."""
    data = [one for one, _ in damaged(catalogue(count), 0.1)]
    data.insert(count // 2, b"00100nothing of a record\x1e\x1e\x1d")
    path.write_bytes(b"".join(data))
    return path


def real(source: Path, path: Path, records: int) -> Path:
    """The first records of a real file, as they are."""
    ends = gzip.decompress(source.read_bytes()).split(b"\x1d")
    path.write_bytes(b"".join(one + b"\x1d" for one in ends[:records]))
    return path


def tables(checked: Checked) -> dict[str, pl.DataFrame]:
    """Everything that a check wrote, in an order of its own."""
    found = {path.stem: pl.read_parquet(path) for path in sorted(checked.folder.glob("*.parquet"))}
    found["summary"] = pl.DataFrame(
        [(one.id, one.severity, one.findings, one.records) for one in checked.headings],
        orient="row",
    )
    unordered = {"keys", "owners"}
    return {
        name: table.sort(pl.all()) if name in unordered else table for name, table in found.items()
    }


def same(one: Checked, other: Checked) -> None:
    """Whether two checks came to the same, table by table."""
    mine, theirs = tables(one), tables(other)
    assert mine.keys() == theirs.keys()
    for name, table in mine.items():
        assert table.equals(theirs[name]), name
    assert one.counts == other.counts
    assert one.owners == other.owners
    assert one.headings == other.headings
