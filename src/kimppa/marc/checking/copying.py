"""What is taken over from the parts as it is: written while later parts are still worked on."""

import hashlib
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kimppa.marc.checking import tables
from kimppa.marc.checking.checked import Source
from kimppa.marc.checking.part import QUARANTINE, Part, PartDone
from kimppa.marc.tables import Flag

KEYS: Final = {"kind": pl.UInt8, "hash": pl.UInt64, "offset": pl.Int64}
COPIED: Final[Mapping[str, Mapping[str, type[pl.DataType]]]] = {
    "records": tables.SCHEMA,
    "keys": KEYS,
    "quarantine": QUARANTINE,
}
ASCENDING: Final = frozenset({"rec", "offset", "length"})
FEW: Final = frozenset({"rule", "fno", "at", "tag", "part", "what", "kind"})
_PIECE: Final = 1024 * 1024


class Copying:
    """The parts of a file as they become done, in any order; their tables in the file's order.

    The file's checksum is reckoned as far as the parts have come: to write and to reckon takes a
    tenth of the time that the parts do, which nobody waits for when it is done beside them.
    """

    def __init__(self, path: Path, folder: Path, parts: list[Part]) -> None:
        self.path = path
        self.parts = parts
        self.done: dict[int, PartDone] = {}
        self.breaks: list[int] = []  # bytes at which the file breaks off, of the parts copied
        self._copied = 0  # parts, from the first on
        self._size, self._total = path.stat().st_size, sum(part.size for part in parts)
        self._sum = hashlib.sha256()
        self._open = ExitStack()
        self._file = self._open.enter_context(path.open("rb"))
        self._writers = {
            name: self._open.enter_context(writing(folder / f"{name}.parquet", arrow(schema)))
            for name, schema in COPIED.items()
        }

    def close(self) -> None:
        """Close the files; what is not whole is written anew by the next time."""
        self._open.close()

    def add(self, part: PartDone) -> None:
        """Copy a part that is done, and those after it that waited for it."""
        self.done[part.number] = part
        while self._copied in self.done:
            self._copy(self.parts[self._copied])
            self._copied += 1
        self._reckon(sum(self.parts[number].size for number in self.done) / self._total)

    def source(self) -> Source:
        self._reckon(1)
        name = self.path.name.encode("utf-8", "replace").decode()  # of any bytes on disk
        return Source(name, self._size, self._sum.hexdigest())

    def _copy(self, part: Part) -> None:
        for name, writer in self._writers.items():
            if part.table(name).exists() and len(table := pl.read_ipc(part.table(name))):
                writer.write_table(rows_for(writer, table))
                if name == "records":
                    truncated = table["flags"].to_numpy() & int(Flag.TRUNCATED) != 0
                    self.breaks += table["offset"].filter(truncated).to_list()

    def _reckon(self, share: float) -> None:
        """Go on with the checksum to this share of the file; 1 is all of it."""
        while self._file.tell() < share * self._size and (piece := self._file.read(_PIECE)):
            self._sum.update(piece)


def arrow(schema: Mapping[str, type[pl.DataType]]) -> pa.Schema:
    return pl.DataFrame(schema=schema).to_arrow().schema


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


def rows_for(writer: pq.ParquetWriter, table: pl.DataFrame) -> pa.Table:
    """A table with the types of a file; where they are the same, as a rule, nothing is cast."""
    rows = table.to_arrow()
    return rows if rows.schema == writer.schema else rows.cast(writer.schema)
