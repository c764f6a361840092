"""The files of exports: taken in whole or not at all, kept as they came, removed with their row."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete

from kimppa.core import home
from kimppa.marc.reading import MarcFileError, read, streams

ENDINGS: Final = (".mrc", ".marc", ".iso", ".dat", ".xml", ".json", ".seq", ".txt", ".gz", ".zst")
ENDINGS_WITH_ZIP: Final = (*ENDINGS, ".zip")
PIECE: Final = 1024 * 1024
_INCOMING: Final = ".incoming"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has come in and lies beside the snapshots until it gets its place."""

    path: Path
    size: int
    sha256: str

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def root() -> Path:
    return home.path("snapshots")


def folder(name: str) -> Path:
    return root() / name


def original(name: str) -> Path:
    """The file as it came. Raises FileNotFoundError."""
    for path in sorted(folder(name).glob("original.*")):
        return path
    raise FileNotFoundError(folder(name) / "original")


def readable(name: str) -> Path:
    """What is read: the unpacked records where there are such, else the file as it came."""
    unpacked = folder(name) / "records.mrc"
    return unpacked if unpacked.exists() else original(name)


def receive(chunks: Iterable[bytes], file_name: str) -> Received:
    """Write a file to disk piece by piece. Raises OSError (a full disk, say), leaving nothing."""
    folder = root() / _INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{secrets.token_hex(8)}{_ending(file_name)}"
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Received(path, size, digest.hexdigest())


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file of the server in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def probe(path: Path) -> None:
    """Read the first records. Raises MarcFileError when there are none to be read."""
    try:
        first_batch = next(read(path, piece=PIECE), None)
    except MarcFileError:
        raise
    except (ValueError, OSError, EOFError) as error:
        raise MarcFileError("broken-archive") from error
    if first_batch is None or len(first_batch) == len(first_batch.quarantined):
        raise MarcFileError("not-marc")


def settle(received: Received, name: str) -> None:
    """Give a received file its place."""
    folder(name).mkdir(parents=True, exist_ok=True)
    received.path.replace(folder(name) / f"original{received.path.suffix}")


def unpack(name: str) -> None:
    """Unpack compressed ISO 2709 beside the original, so that any record is found by its byte."""
    target = folder(name) / "records.mrc"
    if not target.exists():
        streams.unpack(original(name), target)


def remove(name: str) -> None:
    shutil.rmtree(folder(name), ignore_errors=True)


def follow_removals() -> None:
    """When a snapshot's row is removed, its files are too, after the commit."""
    post_delete.connect(
        _remove_with_snapshot, sender="catalogue.Snapshot", dispatch_uid="catalogue-files"
    )


def _remove_with_snapshot(instance: Any, **_kwargs: Any) -> None:
    transaction.on_commit(lambda: remove(instance.name))


def offered() -> list[Path]:
    """The files in the server's folder of exports, newest first; none without such a folder."""
    if not settings.KIMPPA_CATALOGUE_DIR:
        return []
    paths: list[Path] = []
    with suppress(OSError):
        paths += [
            path
            for path in Path(settings.KIMPPA_CATALOGUE_DIR).iterdir()
            if path.is_file() and path.name.lower().endswith(ENDINGS_WITH_ZIP)
        ]
    return sorted(paths, key=lambda path: (-path.stat().st_mtime, path.name))


def _ending(file_name: str) -> str:
    suffix = Path(file_name).suffix.lower()
    return suffix if suffix in ENDINGS_WITH_ZIP else ".mrc"
