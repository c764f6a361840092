"""Storing files by their checksum, written whole or not at all."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kimppa.core import clock, home
from kimppa.core.files.models import StoredFile

_PIECE = 1024 * 1024


def path_of(sha256: str) -> Path:
    """Where a content lies."""
    return home.path("files") / sha256[:2] / sha256


def keep(data: bytes, *, name: str, media_type: str) -> StoredFile:
    """Store bytes durably and return their row; the same bytes give the same row.

    Raises OSError (a full disk, say) with nothing half-written.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    if not target.exists():
        _write(target, [data])
    return _register(sha256, len(data), name, media_type)


def keep_file(path: Path, *, name: str, media_type: str) -> StoredFile:
    """Store a file of any size as `keep` does its bytes; the file itself stays where it is."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = path_of(sha256)
        if not target.exists():
            file.seek(0)
            _write(target, iter(lambda: file.read(_PIECE), b""))
    return _register(sha256, path.stat().st_size, name, media_type)


def _register(sha256: str, size: int, name: str, media_type: str) -> StoredFile:
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
    data = path_of(file.sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise OSError(f"{file.name}: the stored bytes no longer match their checksum")
    return data


def _write(target: Path, pieces: Iterable[bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, spare = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(spare).replace(target)
    except BaseException:
        Path(spare).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """The name must be as durable as the bytes: a row will point at it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
