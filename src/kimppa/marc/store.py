"""Snapshots: a catalogue as it was on a day, kept whole under `<home>/snapshots/<name>/`.

`content.zst` is the uncompressed file in zstd frames of a megabyte (any zstd program unpacks it),
so that one record is found without unpacking the rest. The tables are Parquet parts beside it,
quarantined bytes too, and `manifest.json` says what is what. A snapshot is there whole or not at
all, and is never changed.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kimppa.marc.reading import MarcFileError, grouped, read, record_from, record_of
from kimppa.marc.reading.formats import Format
from kimppa.marc.record import Record
from kimppa.marc.tables import FIELDS, RECORDS, SUBFIELDS, Batch, Quarantined, State
from kimppa.marc.zstdfile import Content, read_range

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")
_MANIFEST: Final = "manifest.json"
_CONTENT: Final = "content.zst"
_QUARANTINED: Final = pa.schema(
    [
        ("offset", pa.int64()),
        ("data", pa.binary()),
        ("reason", pa.string()),
        ("control", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of records: their number, that of the first one, and the bytes they stand in."""

    records: int
    start: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot is. `sha256` and `size` are of the uncompressed content, `source_…` of the
    file as it was given; `read` = `good` + `repaired` + `quarantined`; `taken_at` is ISO 8601."""

    name: str
    source: str
    taken_at: str
    format: str
    sha256: str
    size: int
    source_sha256: str
    source_size: int
    read: int
    good: int
    repaired: int
    quarantined: int
    parts: tuple[Part, ...]
    frames: tuple[tuple[int, int], ...]  # where each begins: in the content, in content.zst
    version: int = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    folder: Path
    manifest: Manifest

    def batches(self) -> Iterator[Batch]:
        """All records as they were read, a batch a part, without reading the file anew."""
        for number in range(len(self.manifest.parts)):
            yield self.batch(number)

    def batch(self, number: int) -> Batch:
        part = self.manifest.parts[number]
        raw = self.content(part.offset, part.size)
        records, fields, subfields = (
            self._table(kind, number, schema)
            for kind, schema in (("records", RECORDS), ("fields", FIELDS), ("subfields", SUBFIELDS))
        )
        rows = pq.read_table(self.folder / f"quarantined-{number:05d}.parquet").to_pylist()
        return Batch(
            records,
            fields,
            subfields,
            tuple(Quarantined(**row) for row in rows),
            part.start,
            memoryview(raw),
            part.offset,
            self.manifest.format,
        )

    def _table(self, kind: str, number: int, schema: pa.Schema) -> pa.RecordBatch:
        table = pq.read_table(self.folder / f"{kind}-{number:05d}.parquet", schema=schema)
        batches = table.combine_chunks().to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], schema)

    def content(self, offset: int, size: int) -> bytes:
        """Bytes of the uncompressed file."""
        return read_range(self.folder / _CONTENT, self.manifest.frames, offset, size)

    def bytes_at(self, offset: int) -> bytes:
        """The bytes of the record that begins at `offset` of the uncompressed file.

        Raises MarcFileError "no-record" if none begins there.
        """
        _number, _row, length = self._find(offset)
        return self.content(offset, length)

    def record_at(self, offset: int) -> Record:
        """The record that begins at `offset`. Raises MarcFileError "no-record", and
        "not-a-record" for a quarantined one."""
        number, row, length = self._find(offset)
        if self.manifest.format == Format.ISO2709:
            return record_from(self.content(offset, length))
        return record_of(self.batch(number), row)

    def _find(self, offset: int) -> tuple[int, int, int]:
        begins = [part.offset for part in self.manifest.parts]
        number = int(np.searchsorted(begins, offset, "right")) - 1
        if number >= 0:
            file = self.folder / f"records-{number:05d}.parquet"
            table = pq.read_table(file, columns=["offset", "length"])
            offsets = table["offset"].combine_chunks().to_numpy()
            # Before a record may stand what an archive's member broke off in, of no bytes.
            row = int(np.searchsorted(offsets, offset, "right")) - 1
            if row >= 0 and offsets[row] == offset:
                return number, row, int(table["length"][row].as_py())
        raise MarcFileError("no-record", self.manifest.name, offset=offset)

    def quarantined(self) -> Iterator[Quarantined]:
        """What could not be read, in the order of the file."""
        for number in range(len(self.manifest.parts)):
            rows = pq.read_table(self.folder / f"quarantined-{number:05d}.parquet").to_pylist()
            yield from (Quarantined(**row) for row in rows)


type Progress = Callable[[int], None]  # bytes of content so far


def create(
    home: Path, name: str, file: Path, taken_at: datetime, progress: Progress | None = None
) -> Snapshot:
    """Read a file and keep it as the snapshot `name`; an error leaves nothing behind.

    Raises MarcFileError: "bad-name", "snapshot-exists", and what `read` raises.
    """
    target = _folder(home, name)
    if target.exists():
        raise MarcFileError("snapshot-exists", name=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".part", dir=target.parent))
    try:
        manifest = _fill(staged, name, file, taken_at, progress)
        (staged / _MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
        _settle(staged)
        try:
            staged.rename(target)
        except OSError as error:  # somebody was quicker
            raise MarcFileError("snapshot-exists", name=name) from error
        _sync(target.parent)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return Snapshot(target, manifest)


def _fill(
    folder: Path, name: str, file: Path, taken_at: datetime, progress: Progress | None
) -> Manifest:
    parts: list[Part] = []
    states = np.zeros(3, np.int64)
    kind = ""
    with Content(folder / _CONTENT) as content:
        for number, batch in enumerate(grouped(read(file))):
            content.write(batch.raw)
            _write_tables(folder, number, batch)
            states += np.bincount(batch.records["state"].to_numpy(), minlength=3)
            parts.append(Part(len(batch), batch.start, batch.raw_offset, len(batch.raw)))
            kind = str(batch.format)
            if progress is not None:
                progress(batch.raw_offset + len(batch.raw))
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    return Manifest(
        name, file.name, taken_at.isoformat(), kind, content.sha256.hexdigest(), content.size,
        digest, file.stat().st_size, int(states.sum()), int(states[State.GOOD]),
        int(states[State.REPAIRED]), int(states[State.QUARANTINED]), tuple(parts),
        tuple(content.frames),
    )  # fmt: skip


def _write_tables(folder: Path, number: int, batch: Batch) -> None:
    quarantined = pa.RecordBatch.from_pylist(
        [asdict(record) for record in batch.quarantined], _QUARANTINED
    )
    tables = {
        "records": batch.records,
        "fields": batch.fields,
        "subfields": batch.subfields,
        "quarantined": quarantined,
    }
    for kind, table in tables.items():
        file = folder / f"{kind}-{number:05d}.parquet"
        pq.write_table(pa.Table.from_batches([table]), file, compression="zstd")


def _settle(folder: Path) -> None:
    for file in folder.iterdir():
        _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _folder(home: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise MarcFileError("bad-name", name)
    return home / "snapshots" / name


def opened(home: Path, name: str) -> Snapshot:
    """The snapshot of that name. Raises MarcFileError "bad-name" or "no-snapshot"."""
    folder = _folder(home, name)
    try:
        table = json.loads((folder / _MANIFEST).read_text())
    except FileNotFoundError as error:
        raise MarcFileError("no-snapshot", name=name) from error
    table["parts"] = tuple(Part(**part) for part in table["parts"])
    table["frames"] = tuple((start, end) for start, end in table["frames"])
    return Snapshot(folder, Manifest(**table))


def listed(home: Path) -> list[Manifest]:
    """All snapshots, the newest first."""
    folder = home / "snapshots"
    names = [manifest.name for manifest in folder.iterdir()] if folder.is_dir() else []
    manifests = [opened(home, name).manifest for name in names if _NAME.fullmatch(name)]
    return sorted(manifests, key=lambda manifest: (manifest.taken_at, manifest.name), reverse=True)


def latest(home: Path, prefix: str = "") -> Snapshot:
    name = next(
        (manifest.name for manifest in listed(home) if manifest.name.startswith(prefix)), None
    )
    if name is None:
        raise MarcFileError("no-snapshot", name=f"{prefix}…")
    return opened(home, name)


def delete(home: Path, name: str) -> None:
    """Remove a snapshot. Raises MarcFileError "bad-name" or "no-snapshot"."""
    folder = opened(home, name).folder
    trash = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".gone", dir=folder.parent))
    folder.rename(trash / name)
    shutil.rmtree(trash)
