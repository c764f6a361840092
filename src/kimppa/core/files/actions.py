"""Storing files by their checksum, written whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.db import connection

from kimppa.core import clock, home
from kimppa.core.files.models import StoredFile

ASIDE = ".aside"
_PIECE = 1024 * 1024
# Files that the work in hand has written: their times by checksum, None outside such work.
_own_files: ContextVar[dict[str, int] | None] = ContextVar("written_files", default=None)


def path_of(sha256: str) -> Path:
    """Where a content lies."""
    return home.path("files") / sha256[:2] / sha256


def keep(content: bytes, *, name: str, media_type: str) -> StoredFile:
    """Store bytes durably and return their row; the same bytes give the same row.

    Raises OSError (a full disk, say) with nothing half-written.
    """
    return _register_file(put_by(content), len(content), name, media_type)


def put_by(content: bytes) -> str:
    """Store bytes durably before their row and return the checksum; what gets no row within a day
    is swept.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not _claim(sha256):
        _write_file(sha256, [content])
    return sha256


def keep_file(path: Path, *, name: str, media_type: str) -> StoredFile:
    """Store a file of any size as `keep` does its bytes; the file itself stays where it is."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if not _claim(sha256):
            file.seek(0)
            _write_file(sha256, iter(lambda: file.read(_PIECE), b""))
    return _register_file(sha256, path.stat().st_size, name, media_type)


def _claim(sha256: str) -> bool:
    """Touch a file that is there, so that nobody removes it before its row is written."""
    try:
        os.utime(path_of(sha256))
    except FileNotFoundError:
        return False
    return True


def _register_file(sha256: str, size: int, name: str, media_type: str) -> StoredFile:
    file, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={
            "size": size,
            "name": name[:255],
            "media_type": media_type,
            "stored_at": clock.now(),
        },
    )
    return file


def read(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises OSError when the file is missing or altered."""
    content = path_of(file.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise OSError(f"{file.name}: the stored bytes no longer match their checksum")
    return content


@contextmanager
def removing_orphans() -> Iterator[None]:
    """When the work within fails, remove the files that it wrote and that no row names.

    Put it around the transaction. What a killed process leaves is `sweeping.sweep`'s.
    """
    outer_files, own_files = _own_files.get(), dict[str, int]()
    token = _own_files.set(own_files)
    try:
        yield
    except BaseException:
        if not connection.needs_rollback:  # else the rows cannot be read: the sweep does it
            stored_checksums = StoredFile.objects.filter(sha256__in=own_files).values_list(
                "sha256", flat=True
            )
            for sha256 in own_files.keys() - set(stored_checksums):
                remove(path_of(sha256), written_at=own_files[sha256])
        raise
    finally:
        _own_files.reset(token)
        if outer_files is not None:
            outer_files |= own_files


def remove(path: Path, *, written_at: int) -> bool:
    """Remove a file, unless it was claimed after `written_at` (its time in nanoseconds).

    Whoever keeps the same bytes meanwhile has either touched the file before it was set aside,
    so that it comes back, or finds it gone and writes it anew.
    """
    aside_path = path.with_name(f"{path.name}{ASIDE}")
    try:
        path.rename(aside_path)
    except FileNotFoundError:
        return False
    if aside_path.stat().st_mtime_ns != written_at:
        aside_path.rename(path)
        return False
    aside_path.unlink()
    return True


def _write_file(sha256: str, pieces: Iterable[bytes]) -> None:
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, spare_path = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        written_at = Path(spare_path).stat().st_mtime_ns
        Path(spare_path).replace(target)
    except BaseException:
        Path(spare_path).unlink(missing_ok=True)
        raise
    if (own_files := _own_files.get()) is not None:
        own_files[sha256] = written_at
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """The name must be as durable as the bytes: a row will point at it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
