"""Making a backup while the instance is in use."""

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from kimppa.config.backup import disk, postgres, sqlite
from kimppa.config.backup.encryption import Lock, write
from kimppa.config.backup.facts import Facts
from kimppa.config.backup.format import BackupError, Manifest, Member, chunks
from kimppa.core.files.actions import path_of

FILES = "files/"
SNAPSHOTS = "snapshots"
SECRET_KEY = "secret-key"
MARKS = ("demo", "today", "erasures.json")


@dataclass(frozen=True, slots=True)
class Made:
    """A finished, re-read backup."""

    path: Path
    manifest: Manifest
    bytes: int
    seconds: float


def make(target: Path, *, at: dt.datetime, lock: Lock, with_secret_key: bool) -> Made:
    """Write a backup of this instance to a new file, whole or not at all.

    The database is copied first and the files after it: files are never changed or removed, so
    every row of the copy finds its file. `at` is the moment at which it begins. Raises
    BackupError.
    """
    lock.check()
    home = Path(settings.KIMPPA_HOME)
    if target.exists():
        raise BackupError(f"{target} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    begun = time.monotonic()
    with (
        disk.told_plainly(f"The backup could not be written to {target}"),
        disk.held(home / "backup.lock", "Another backup of this instance is being made."),
        disk.scratch(target.parent) as place,
    ):
        disk.require_room(target.parent, _room(home))
        manifest = _prepared(home, place, at, with_secret_key=with_secret_key)
        spare = place / "backup"
        size = _written(spare, manifest, partial(_open, home, place), lock)
        spare.rename(target)
        disk.sync_folder(target.parent)
    return Made(target, manifest, size, time.monotonic() - begun)


def _room(home: Path) -> int:
    """The copy of the database and the backup stand side by side for a while."""
    files = sum(path.stat().st_size for path in _walk(home / "files", home / SNAPSHOTS))
    return files + 2 * _database_size()


def _database_size() -> int:
    if connection.vendor == "postgresql":
        return postgres.size()
    database = Path(connection.settings_dict["NAME"])
    if not database.is_file():
        raise BackupError(f"There is no database in {settings.KIMPPA_HOME}: nothing to back up.")
    return database.stat().st_size


def _prepared(home: Path, place: Path, at: dt.datetime, *, with_secret_key: bool) -> Manifest:
    name, facts = _copied(place)
    return Manifest(
        program=version("kimppa"),
        created=at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        consortium=facts.consortium,
        database=connection.vendor,
        migrations=facts.migrations,
        rows=facts.rows,
        members=(
            _member(name, place / name),
            *(Member(FILES + f"{sha[:2]}/{sha}", size, sha) for sha, size in facts.files),
            *_others(home, with_secret_key=with_secret_key),
        ),
    )


def _copied(place: Path) -> tuple[str, Facts]:
    if connection.vendor == "postgresql":
        return postgres.NAME, postgres.copy(place / postgres.NAME)
    target = place / sqlite.NAME
    sqlite.copy(Path(connection.settings_dict["NAME"]), target)
    sqlite.check(target, thorough=False)
    return sqlite.NAME, sqlite.facts(target)


def _others(home: Path, *, with_secret_key: bool) -> Iterator[Member]:
    """Snapshots, the instance's marks, and the secret key when it was asked for."""
    names = (*MARKS, *([SECRET_KEY] if with_secret_key else []))
    marks = [home / name for name in names if (home / name).is_file()]
    for path in [*_walk(home / SNAPSHOTS), *marks]:
        yield _member(path.relative_to(home).as_posix(), path)


def _walk(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def _member(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(name, file.tell(), digest)


def _open(home: Path, place: Path, member: Member) -> BinaryIO:
    if member.name in (sqlite.NAME, postgres.NAME):
        return (place / member.name).open("rb")
    path = path_of(member.sha256) if member.name.startswith(FILES) else home / member.name
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise BackupError(
            f"{member.name} is missing from the instance, so no whole backup can be made. Take "
            "the file from an earlier backup (docs/operations/backup.md, “A damaged file”)."
        ) from error


def _written(spare: Path, manifest: Manifest, source: partial[BinaryIO], lock: Lock) -> int:
    """Write, send to the disk, read back and compare; the number of bytes."""
    digest = hashlib.sha256()
    with disk.new_file(spare) as file:
        steady = disk.Steady(file, digest.update)
        write(chunks(manifest, source), steady, lock)
        steady.flush()
        size = file.tell()
        # Out of the system's memory, so that reading back reads the disk.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with spare.open("rb") as file:
        if hashlib.file_digest(file, "sha256").digest() != digest.digest():
            raise BackupError(
                f"The disk of {spare.parent.parent} gave back other bytes than given."
            )
    return size
