"""Packed bytes unpacked as far as they go: where they are damaged or cut short, reading ends."""

import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Final, Protocol

import pyarrow as pa

_CHUNK: Final = 65_536
_STEP: Final = 4_096  # less is unpacked, and so lost, with what is damaged
_GZIP: Final = 31  # for zlib: with the header and the checksum of gzip
_NEVER: Final = b"\xff"  # neither in UTF-8 nor in MARC-8


class Reader(Protocol):
    """What is asked of a binary file."""

    def read(self, size: int, /) -> bytes: ...


def is_broken(source: object) -> bool:
    """Whether reading a source ended before its end."""
    return bool(getattr(source, "broken", False))


class Gunzip:
    """gzip, member after member. What stands before the damage is given to the last byte."""

    def __init__(self, source: Reader) -> None:
        self.source = source
        self.broken = False
        self._member = zlib.decompressobj(_GZIP)
        self._begun = False
        self._rest = b""
        self._saved = b""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; b"" at the end, or where the damage is: `broken` then says so."""
        while not self.broken:
            self._rest = self._rest or self.source.read(_CHUNK)
            if not self._rest:
                if self._begun and (data := self._member.decompress(b"", size)):
                    return data  # it had taken all bytes and held some back
                self.broken = self._begun or is_broken(self.source)
                break
            if data := self._read_some(size):
                return data
        data, self._saved = self._saved[:size], self._saved[size:]
        return data

    def _read_some(self, size: int) -> bytes:
        member_before = self._member.copy()
        self._begun = True
        try:
            data = self._member.decompress(self._rest, size)
        except zlib.error:
            self.broken = True
            self._saved = _byte_by_byte(member_before, self._rest)
            return b""
        self._rest = self._member.unconsumed_tail
        if self._member.eof:
            self._rest = self._member.unused_data.lstrip(b"\0")  # padding after the last one
            self._member, self._begun = zlib.decompressobj(_GZIP), False
        return data


def _byte_by_byte(member: "zlib._Decompress", packed: bytes) -> bytes:
    """All that comes before the damage in these bytes."""
    chunks: list[bytes] = []
    with suppress(zlib.error):
        chunks.extend(
            member.decompress(packed[position : position + 1]) for position in range(len(packed))
        )
    return b"".join(chunks)


def _in_steps(read_some: Callable[[int], bytes], size: int) -> bytes:
    """Up to `size` bytes, asked for in steps."""
    content = bytearray()
    while len(content) < size and (chunk := read_some(min(size - len(content), _STEP))):
        content += chunk
    return bytes(content)


class Unzstd:
    """zstd, as `Gunzip`; of a block that is not whole nothing can be said."""

    def __init__(self, source: Reader) -> None:
        self.source = source
        self.broken = False
        self._file = pa.CompressedInputStream(pa.PythonFile(_InSteps(source), mode="r"), "zstd")

    def read(self, size: int, /) -> bytes:
        return _in_steps(self._read_some, size)

    def _read_some(self, size: int) -> bytes:
        if self.broken:
            return b""
        into = bytearray(_NEVER) * size
        try:
            size_read = self._file.readinto(into)
        except (OSError, pa.ArrowInvalid) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk, not the archive
            size_read = len(into.rstrip(_NEVER))  # unpacked before the error was met
            self.broken = True
        self.broken |= not size_read and is_broken(self.source)
        return bytes(into[:size_read])


class _InSteps(io.RawIOBase):
    def __init__(self, source: Reader) -> None:
        self.source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self.source.read(_STEP if size < 0 else min(size, _STEP))


_BROKEN: Final = (EOFError, zipfile.BadZipFile, zlib.error)


class Member:
    """A member of a zip archive, as `Gunzip`, but for the few thousand bytes before the damage."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.broken = False

    def read(self, size: int, /) -> bytes:
        return _in_steps(self._read_some, size)

    def _read_some(self, size: int) -> bytes:
        try:
            return b"" if self.broken else self.file.read(size)
        except _BROKEN:
            self.broken = True
            return b""
