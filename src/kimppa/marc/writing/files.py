"""Records into a file, whole or not at all."""

import gzip
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa

from kimppa.marc.reading import Format, MarcFileError, record_from, records_of
from kimppa.marc.record import Record
from kimppa.marc.tables import Batch, State
from kimppa.marc.writing import texts
from kimppa.marc.writing.iso2709 import encode

_ENCODERS: dict[Format, Callable[[Record], bytes]] = {
    Format.ISO2709: encode,
    Format.MARCXML: texts.marcxml,
    Format.JSON: texts.json_line,
    Format.LINES: texts.mrk,
}


@dataclass(slots=True)
class Written:
    """How many records a file got; how many of a source were left out as quarantined, and which
    (their offsets in the source, and why) as more than the format can say."""

    records: int = 0
    quarantined: int = 0
    refused: list[tuple[int, MarcFileError]] = field(default_factory=list)


@contextmanager
def replaced(path: Path, *, on_disk: bool = True) -> Iterator[IO[bytes]]:
    """A file that takes its place when all is written, by default on disk by then; `.gz` and
    `.zst` compress. After an error the folder is as it was. A link stays one, and what is no file,
    such as /dev/stdout, is written to."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file, _compressing(file, path.suffix) as plain_file:
            yield plain_file
        return
    path = path.resolve()
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kimppa-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            with _compressing(file, path.suffix) as plain_file:
                yield plain_file
            file.flush()
            if on_disk:
                os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class _OpenFile(io.RawIOBase):
    """Writes to a file and does not close it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        return self.file.write(content)


@contextmanager
def _compressing(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    if suffix == ".gz":
        with gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            yield cast(IO[bytes], packed)
    elif suffix == ".zst":
        with pa.CompressedOutputStream(pa.PythonFile(_OpenFile(file), mode="w"), "zstd") as packed:
            yield cast(IO[bytes], packed)
    else:
        yield file


def write(path: Path, items: Iterable[bytes | Record], format: Format = Format.ISO2709) -> Written:  # noqa: A002
    """Write records; bytes are ISO 2709 records, which in ISO 2709 pass as they are.

    Raises MarcFileError with the record's number in the file for what cannot be written; the
    file is then as it was before.
    """
    return _write_items(path, ((None, item) for item in items), format)


def _write_items(
    path: Path,
    items: Iterable[tuple[int | None, bytes | Record]],
    format: Format,  # noqa: A002
) -> Written:
    """Write records given with their offsets; those with one are left out if they must be."""
    outcome = Written()
    with replaced(path) as file:
        file.write(texts.XML_HEAD if format is Format.MARCXML else b"")
        for offset, item in items:
            try:
                content = encoded(item, format)
            except MarcFileError as error:
                if offset is None:
                    raise error.at(f"record {outcome.records + 1}") from error
                number = item.control("001") if isinstance(item, Record) else ""
                outcome.refused.append((offset, error.at(number)))
                continue
            file.write(content)
            outcome.records += 1
        file.write(texts.XML_TAIL if format is Format.MARCXML else b"")
    return outcome


def encoded(item: bytes | Record, format: Format) -> bytes:  # noqa: A002
    """One record in a format; bytes (ISO 2709) asked for as ISO 2709 are not touched.

    Raises MarcFileError "too-long", "not-writable", "not-a-record" or "unknown-format".
    """
    if isinstance(item, bytes):
        if format is Format.ISO2709:
            return item
        item = record_from(item)
    if format not in _ENCODERS:
        raise MarcFileError("unknown-format", format=format, known=", ".join(_ENCODERS))
    return _ENCODERS[format](item)


def convert(path: Path, batches: Iterable[Batch], format: Format = Format.ISO2709) -> Written:  # noqa: A002
    """Write what was read in another format. From ISO 2709 to ISO 2709 good records keep their
    bytes and repaired ones are written anew. What is quarantined or cannot be said in the format
    is left out, and named in the result.
    """
    left_out = 0

    def items() -> Iterator[tuple[int, bytes | Record]]:
        nonlocal left_out
        for batch in batches:
            left_out += len(batch.quarantined)
            states, offsets = (batch.records[name].to_pylist() for name in ("state", "offset"))
            keep = batch.format == Format.ISO2709 == format
            if keep and not any(states):
                yield from ((offsets[rec], batch.bytes_of(rec)) for rec in range(len(batch)))
                continue
            for rec, record in records_of(batch):
                keeps_bytes = keep and states[rec] == State.GOOD
                yield offsets[rec], batch.bytes_of(rec) if keeps_bytes else record

    outcome = _write_items(path, items(), format)
    outcome.quarantined = left_out
    return outcome
