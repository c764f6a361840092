"""Any file as plain bytes: as it is, gzip, zstd, or the members of a zip archive in turn.

Packed files are unpacked into a folder, so that any record is found by its byte.
"""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Buffer, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from kimppa.marc.reading.errors import MarcFileError
from kimppa.marc.reading.formats import Format, detected, refuse_office
from kimppa.marc.reading.packed import Gunzip, Member, Reader, Unzstd, is_broken

HEAD: Final = 65_536
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_ZIPS: Final = (b"PK\x03\x04", b"PK\x05\x06")
MOST_MEMBERS: Final = 10_000
DEEPEST: Final = 3  # archives in archives
FREE: Final = 256 * 1024 * 1024  # what a compressed file may always grow to
GROWTH: Final = 200  # and how many times its own size after that
_NOT_RECORDS: Final = (".txt", ".md", ".pdf", ".csv", ".htm", ".html", ".log", ".doc", ".docx")


@dataclass(slots=True)
class Stream:
    """Plain bytes with their beginning in `head`; `name` is that of the file or the member.

    `damaged` is known beforehand of what was unpacked earlier; `cut` is why a reader of a format
    says that the bytes end before their end.
    """

    name: str
    head: bytes
    source: Reader
    taken: int = 0
    compressed: "CountingReader | None" = None
    damaged: bool = False
    cut: MarcFileError | None = None

    @property
    def broken(self) -> bool:
        """Whether what it was packed in is damaged or cut short; known when reading has ended."""
        return self.damaged or is_broken(self.source)

    def readinto(self, into: memoryview) -> int:
        """Fill `into` from where reading stands; 0 at the end, or where a compressed file is
        damaged (`broken`). Raises MarcFileError for one that grows beyond all measure."""
        if self.head or self.compressed is not None or not isinstance(self.source, io.RawIOBase):
            data = self.read(len(into))
            into[: len(data)] = data
            return len(data)
        size_read = self.source.readinto(into) or 0  # a plain file: without another copy
        self.taken += size_read
        return size_read

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; b"" at the end. Raises as `readinto`."""
        if self.head:
            data, self.head = self.head[:size], self.head[size:]
        else:
            data = bytes(self.source.read(size))
        self.taken += len(data)
        if self.compressed is not None:
            limit = FREE + GROWTH * self.compressed.taken
            if self.taken > limit:
                raise MarcFileError("too-large", self.name, limit=f"{limit // 1_000_000} MB")
        return data


class CountingReader(io.RawIOBase):
    """A file that counts what was read from it."""

    def __init__(self, source: Reader) -> None:
        self.source = source
        self.taken = 0

    @property
    def broken(self) -> bool:
        return is_broken(self.source)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        data = self.source.read(size)
        self.taken += len(data)
        return data


class Span(io.RawIOBase):
    """The bytes of a file from `start` to `stop`, or to its end."""

    def __init__(self, file: IO[bytes], start: int, stop: int | None) -> None:
        file.seek(start)
        self.file = file
        self.left = None if stop is None else stop - start

    def readable(self) -> bool:
        return True

    def readinto(self, into: Buffer, /) -> int:
        view = memoryview(into)[: self.left]
        data = self.file.read(len(view))
        view[: len(data)] = data
        if self.left is not None:
            self.left -= len(data)
        return len(data)


def _stream_of(name: str, source: Reader, compressed: CountingReader | None = None) -> Stream:
    """Raises MarcFileError "broken-archive" for what is damaged from the first byte on."""
    head = b""
    while len(head) < HEAD and (chunk := source.read(HEAD - len(head))):
        head += chunk
    if not head and is_broken(source):
        raise MarcFileError("broken-archive", name)
    return Stream(name, head, source, 0, compressed)


@contextmanager
def opened(source: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    """The file of a path, closed afterwards; a file that was given stays open."""
    if isinstance(source, Path):
        with source.open("rb", buffering=0) as file:
            yield file
    else:
        yield source


def streams(file: IO[bytes], name: str) -> Iterator[Stream]:
    """The plain streams in a file: one, or one for each member of a zip archive that may hold
    records (directories and texts about the records are left out). What is packed twice is
    unpacked twice. One that is damaged or cut short ends there and is `broken`.

    Raises MarcFileError: "empty", "broken-archive", "encrypted", "too-large".
    """
    stream = _stream_of(name, file)
    if not stream.head:
        raise MarcFileError("empty", name)
    yield from _unpacked(stream, file)


def _unpacked(stream: Stream, file: IO[bytes] | None = None, depth: int = 0) -> Iterator[Stream]:
    if depth > DEEPEST:
        raise MarcFileError("broken-archive", stream.name)
    if stream.head.startswith(_ZIPS):
        with _seekable(stream, file) as archive:
            for member in _members(archive, stream):
                yield from _unpacked(member, depth=depth + 1)
    elif stream.head.startswith(_GZIP):
        yield from _unpacked(_decompressed(stream, Gunzip), depth=depth + 1)
    elif stream.head.startswith(_ZSTD):
        yield from _unpacked(_decompressed(stream, Unzstd), depth=depth + 1)
    else:
        yield stream


def _decompressed(plain: Stream, codec: Callable[[Reader], Reader]) -> Stream:
    counter = CountingReader(plain)
    return _stream_of(plain.name, codec(counter), plain.compressed or counter)


@contextmanager
def _seekable(stream: Stream, file: IO[bytes] | None) -> Iterator[IO[bytes]]:
    if file is not None and file.seekable():
        file.seek(0)
        yield file
    else:
        with tempfile.TemporaryFile() as copy:
            while chunk := stream.read(1 << 20):
                copy.write(chunk)
            yield copy


def _members(file: IO[bytes], packed: Stream) -> Iterator[Stream]:
    name = packed.name
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise MarcFileError("broken-archive", name) from error
    with archive:
        refuse_office(archive.namelist(), name)
        members = [info for info in archive.infolist() if _may_hold_records(info)]
        if not members:
            raise MarcFileError("not-marc", name)
        if len(members) > MOST_MEMBERS:
            raise MarcFileError("too-large", name, limit=f"{MOST_MEMBERS} files")
        for member in members:
            place = f"{name}, {member.filename}"
            if member.flag_bits & 1:
                raise MarcFileError("encrypted", place)
            try:
                opened_member = archive.open(member)
            # The first is how zipfile tells of a packing that it does not know.
            except (NotImplementedError, zipfile.BadZipFile) as error:
                raise MarcFileError("broken-archive", place) from error
            with opened_member as inner:
                size = CountingReader(io.BytesIO())
                size.taken = member.compress_size
                yield _stream_of(place, Member(inner), packed.compressed or size)


def _may_hold_records(member: zipfile.ZipInfo) -> bool:
    path = member.filename.lower()
    parts = path.split("/")
    is_hidden = parts[0] == "__macosx" or parts[-1].startswith(".")
    return not (member.is_dir() or is_hidden or path.endswith(_NOT_RECORDS) or not member.file_size)


DAMAGED: Final = ".damaged"
_PIECE: Final = 1024 * 1024


def unpack(source: Path, target: Path) -> bool:
    """Write packed ISO 2709 to `target` unpacked, members of a zip archive one after another.

    False, and nothing written, for what is not packed, of another format, or damaged: then only
    reading the packed file tells so. `target` is there when it is whole. Raises MarcFileError.
    """
    part = target.with_suffix(".part")
    try:
        with opened(source) as file, part.open("wb") as target_file:
            for stream in _packed(source, file):
                if detected(stream.head, stream.name) is not Format.ISO2709:
                    return False
                _write(stream, target_file)
                if stream.broken:
                    return False
            if not target_file.tell():
                return False
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return True


def unpacked(source: Path, folder: Path) -> bool:
    """Write what is packed in a file to `folder`: a file for each member of a zip archive, named
    in their order. The name of one that is damaged or cut short ends in DAMAGED.

    False, and nothing written, for what is not packed. `folder` is there when it is whole. Raises
    MarcFileError.
    """
    part = folder.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with opened(source) as file:
            for number, stream in enumerate(_packed(source, file)):
                part.mkdir(parents=True, exist_ok=True)
                target = part / f"{number:05d}"
                with target.open("wb") as target_file:
                    _write(stream, target_file)
                if stream.broken:
                    target.rename(target.with_suffix(DAMAGED))
        if not part.exists():
            return False
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return True


def _packed(source: Path, file: IO[bytes]) -> Iterator[Stream]:
    """The streams of a packed file; none of a plain one."""
    return (stream for stream in streams(file, source.name) if stream.source is not file)


def _write(stream: Stream, target_file: IO[bytes]) -> None:
    while piece := stream.read(_PIECE):
        target_file.write(piece)
