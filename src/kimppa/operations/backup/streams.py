"""Pieces of bytes read as if they were a file."""

from collections.abc import Iterator


class Pieces:
    """A stream over an iterator of bytes; holds at most what is asked and one piece."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        """Exactly `size` bytes (all that is left when negative); fewer only at the end."""
        taken: list[bytes] = []
        while size:
            if not self._rest:
                piece = next(self._pieces, None)
                if piece is None:
                    break
                self._rest = memoryview(piece)
                continue
            part = self._rest[:size] if size > 0 else self._rest
            self._rest = self._rest[len(part) :]
            taken.append(bytes(part))
            size -= len(part) if size > 0 else 0
        return b"".join(taken)
