"""A file in zstd frames of a megabyte, any part of which is read without the rest."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final

import pyarrow as pa

FRAME: Final = 1024 * 1024
_CODEC: Final = pa.Codec("zstd", compression_level=6)


class Content:
    """Writes such a file; `frames` are where each frame begins, unpacked and packed."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")
        self.frames: list[tuple[int, int]] = []
        self.sha256 = hashlib.sha256()
        self.size = self.packed = 0
        self.rest = b""

    def __enter__(self) -> "Content":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None and self.rest:
            self._frame(self.rest)
        self.file.close()

    def write(self, data: bytes | memoryview) -> None:
        self.sha256.update(data)
        pending = self.rest + bytes(data)
        full = len(pending) - len(pending) % FRAME
        for at in range(0, full, FRAME):
            self._frame(pending[at : at + FRAME])
        self.rest = pending[full:]

    def _frame(self, data: bytes) -> None:
        packed = _CODEC.compress(data, asbytes=True)
        self.frames.append((self.size, self.packed))
        self.file.write(packed)
        self.size += len(data)
        self.packed += len(packed)


def read_range(path: Path, frames: Sequence[tuple[int, int]], offset: int, size: int) -> bytes:
    """`size` bytes from `offset` on, fewer at the end of the file."""
    at = max(bisect_right(frames, offset, key=lambda frame: frame[0]) - 1, 0)
    parts = []
    with path.open("rb") as file:
        while at < len(frames) and frames[at][0] < offset + size:
            begin, place = frames[at]
            file.seek(place)
            packed = file.read(frames[at + 1][1] - place if at + 1 < len(frames) else -1)
            parts.append(pa.input_stream(pa.py_buffer(packed), compression="zstd").read())
            at += 1
            if len(parts) == 1:
                parts[0] = parts[0][offset - begin :]
    return b"".join(parts)[:size]
