"""A drop folder: export files that another system leaves for us, as by SFTP.

    listing = look(folder)
    for drop in listing.ready:                   # the oldest first
        copied = take(folder, drop, target, known_sums=checksums_of_earlier_files)
        if copied.new: …                         # the bytes lie in `target`

A file is ready when it is whole: it has no name of a file under way (`.part`, `.filepart`, a
leading dot …) and has rested for some minutes, told by the server's own time of the last change,
which a sender cannot set. A file of checksums beside it (`name.sha256`, as `sha256sum` writes it)
makes it ready at once, and is checked. Originals are only read: never moved, changed or removed.
Only ordinary files directly in the folder count: no links, folders or devices.
"""

import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kimppa.sources.errors import FetchError, printable

REST: Final = 120.0  # seconds without a change after which a file counts as whole
LARGEST: Final = 40_000_000_000  # bytes
UNDER_WAY: Final = (
    *(".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download"),
    *(".upload", ".uploading", ".writing", ".inprogress", ".swp", ".lock"),
)
_SUM: Final = ".sha256"
_HEX: Final = re.compile(r"^[0-9a-f]{64}$")
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Drop:
    """A file in the folder. `name` is what the folder calls it, `size` is in bytes, `changed` in
    nanoseconds since 1970 by the server's clock. `why` it is not ready: "" (it is), "under-way",
    "resting", "empty", "too-large", "no-file".
    """

    name: str
    size: int
    changed: int
    why: str = ""

    @property
    def display_name(self) -> str:
        """The name on one line, without marks that hide or turn it."""
        return printable(self.name)

    @property
    def mark(self) -> str:
        """The same while the file has not been touched: what has been taken need not be read
        again to be known."""
        return f"{self.size}-{self.changed}-{hashlib.sha256(os.fsencode(self.name)).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder: `ready` (the oldest first), `waiting` for more, never to be taken
    (`passed`)."""

    ready: tuple[Drop, ...]
    waiting: tuple[Drop, ...]
    passed: tuple[Drop, ...]


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file that was read whole. `new` is False when its checksum was known: then `path` holds
    nothing. `sha256` in lower-case hexadecimal, `size` in bytes.
    """

    name: str
    path: Path
    size: int
    sha256: str
    new: bool


def look(folder: Path, *, now: float | None = None) -> Listing:
    """What lies in a folder. `now` is in seconds since 1970, the machine's own time if not given.

    Raises FetchError "folder-missing", "folder-closed".
    """
    moment = time.time() if now is None else now
    with _open_folder(folder) as folder_handle:
        names = sorted(os.listdir(folder_handle))  # noqa: PTH208  # of an open folder
        sums = {name for name in names if name.endswith(_SUM)}
        drops = [
            _read_drop(folder_handle, name, moment - REST, f"{name}{_SUM}" in sums)
            for name in names
            if name not in sums
        ]
    by_age = sorted((drop for drop in drops if drop), key=lambda drop: (drop.changed, drop.name))
    return Listing(
        ready=tuple(drop for drop in by_age if not drop.why),
        waiting=tuple(drop for drop in by_age if drop.why in {"under-way", "resting", "empty"}),
        passed=tuple(drop for drop in by_age if drop.why in {"too-large", "no-file"}),
    )


def take(
    folder: Path,
    drop: Drop,
    target: Path,
    *,
    known_sums: Collection[str] = (),
    progress: Callable[[int, int], None] = lambda _copied, _size: None,
) -> CopiedFile:
    """Copy a file to `target` unless its sha256 is among `known_sums`.

    `progress(copied, size)` in bytes is called now and then; what it raises ends the copying and
    leaves nothing. Raises FetchError "file-changed" (passing), "file-gone", "file-odd",
    "checksum"; OSError when the target cannot be written.
    """
    with _open_folder(folder) as folder_handle:
        given_checksum = _checksum_in_file(folder_handle, drop)
        source = _open_file(folder_handle, drop)
        partial_path = target.with_name(f"{target.name}.part")
        try:
            with os.fdopen(source, "rb") as file, partial_path.open("wb") as copy:
                digest, copied = hashlib.sha256(), 0
                while piece := file.read(_PIECE):
                    digest.update(piece)
                    copied += copy.write(piece)
                    progress(copied, drop.size)
                copy.flush()
                os.fsync(copy.fileno())
                status_after = os.fstat(file.fileno())
            if (copied, _changed(status_after)) != (drop.size, drop.changed):
                raise FetchError("file-changed", passing=True, name=drop.name)
            checksum = digest.hexdigest()
            if given_checksum and checksum != given_checksum:
                raise FetchError("checksum", passing=True, name=drop.name)
            is_new = checksum not in known_sums
            if is_new:
                partial_path.replace(target)
            return CopiedFile(drop.name, target, copied, checksum, is_new)
        finally:
            partial_path.unlink(missing_ok=True)


@contextmanager
def _open_folder(folder: Path) -> Iterator[int]:
    """The folder itself, held open: what is read afterwards is in it, whatever is renamed."""
    try:
        folder_handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except PermissionError as error:
        raise FetchError("folder-closed", folder=str(folder)) from error
    except (OSError, ValueError) as error:
        raise FetchError("folder-missing", folder=str(folder)) from error
    try:
        yield folder_handle
    finally:
        os.close(folder_handle)


def _read_drop(
    folder_handle: int, name: str, rested_since: float, has_checksum: bool
) -> Drop | None:
    try:
        status = os.stat(name, dir_fd=folder_handle, follow_symlinks=False)
    except OSError:  # gone in the meantime
        return None
    if stat.S_ISDIR(status.st_mode):
        return None
    reason = _reason_left(name, status, rested_since, has_checksum)
    return Drop(name, status.st_size, _changed(status), reason)


def _reason_left(name: str, status: os.stat_result, rested_since: float, has_checksum: bool) -> str:
    """Why a file is not taken; "" for a ready one. `rested_since` is in seconds since 1970."""
    if not stat.S_ISREG(status.st_mode):
        return "no-file"
    if name.startswith((".", "~")) or name.lower().endswith((*UNDER_WAY, "~")):
        return "under-way"
    if not status.st_size:
        return "empty"
    if status.st_size > LARGEST:
        return "too-large"
    return "" if has_checksum or _changed(status) <= rested_since * 1e9 else "resting"


def _changed(status: os.stat_result) -> int:
    """The last change of content, name or properties: `mtime` alone can be set by a sender."""
    return max(status.st_ctime_ns, status.st_mtime_ns)


def _open_file(folder_handle: int, drop: Drop) -> int:
    try:
        # A link is not followed, and a pipe that came in the file's place does not hold us.
        source = os.open(
            drop.name,
            os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
            dir_fd=folder_handle,
        )
    except FileNotFoundError as error:
        raise FetchError("file-gone", name=drop.name) from error
    except OSError as error:
        raise FetchError("file-odd", name=drop.name) from error
    status = os.fstat(source)
    if not stat.S_ISREG(status.st_mode):
        os.close(source)
        raise FetchError("file-odd", name=drop.name)
    if (status.st_size, _changed(status)) != (drop.size, drop.changed):
        os.close(source)
        raise FetchError("file-changed", passing=True, name=drop.name)
    return source


def _checksum_in_file(folder_handle: int, drop: Drop) -> str:
    """What the file of checksums says; "" without one."""
    try:
        source = os.open(
            f"{drop.name}{_SUM}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder_handle
        )
    except OSError:
        return ""
    with os.fdopen(source, "rb") as file:
        words = file.read(1000).decode("utf-8", "replace").split()
    checksum = words[0].lower() if words else ""
    if not _HEX.match(checksum):
        raise FetchError("checksum", passing=True, name=drop.name)
    return checksum
