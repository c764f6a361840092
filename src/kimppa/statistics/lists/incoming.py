"""Lists that have come and not yet been read lie by themselves until they have been.

They hold names and numbers of people: no backup takes them, and when they have been read, or left
unread for a week, they are removed.
"""

import itertools
import shutil
import zlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from kimppa.core import home
from kimppa.statistics.lists.extracts import ExtractError

GZIP = b"\x1f\x8b"
_PIECE = 1024 * 1024


def folder(take_pk: int) -> Path:
    """Where the lists of a file lie while they are read."""
    return root() / str(take_pk)


def root() -> Path:
    """Where all such lists lie."""
    return home.path("lists")


def write(take_pk: int, table: str, pieces: Iterable[bytes]) -> Path:
    """Write a list as it comes, unpacked. Raises OSError, and ExtractError for broken packing."""
    path = path_of_list(take_pk, table)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("wb") as file:
        for piece in _unpacked(pieces):
            file.write(piece)
    return path


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What has been packed by gzip is unpacked piece by piece; the rest stays as it is."""
    pieces_left = iter(pieces)
    piece = next(pieces_left, b"")
    if not piece.startswith(GZIP):
        yield from itertools.chain([piece], pieces_left)
        return
    engine = zlib.decompressobj(wbits=31)
    try:
        while piece:
            yield engine.decompress(piece, _PIECE)
            piece = engine.unconsumed_tail or next(pieces_left, b"")
        yield engine.flush()
    except zlib.error as error:
        raise ExtractError(str(error)) from error
    if not engine.eof:
        raise ExtractError("gzip: the file ends too early")


def path_of_list(take_pk: int, table: str) -> Path:
    """The file of a list as it came."""
    return folder(take_pk) / f"{table}.csv"


def remove(take_pk: int) -> None:
    """Remove what has come, and what was made of it."""
    shutil.rmtree(folder(take_pk), ignore_errors=True)


def remove_others(takes: Collection[int]) -> int:
    """Remove the lists of every file but these; how many."""
    stale = [
        path for path in root().glob("*") if path.name not in {str(take_pk) for take_pk in takes}
    ]
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return len(stale)
