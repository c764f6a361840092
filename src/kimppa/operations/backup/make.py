"""Making a backup while the instance is in use, from hard links to its files."""

import datetime as dt
import fnmatch
import hashlib
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO, Self

from django.db import connection
from django.db.models import Sum

from kimppa.core import home
from kimppa.core.area import expected
from kimppa.core.files.actions import path_of
from kimppa.core.files.models import StoredFile
from kimppa.core.home import Entry, InBackup
from kimppa.operations.backup import disk, postgres, sqlite
from kimppa.operations.backup.encryption import Lock, write
from kimppa.operations.backup.facts import Facts
from kimppa.operations.backup.format import (
    BackupError,
    ChangedError,
    Manifest,
    Member,
    NameInUseError,
    chunks,
)
from kimppa.operations.database import FILE_NAME


class Links:
    """Links in a folder of the instance folder, under the names that the files have there."""

    def __init__(self, folder: Path, entries: Collection[Entry]) -> None:
        self._folder, self._entries = folder, entries
        self._paths: dict[str, Path] = {}

    def __enter__(self) -> Self:
        """Begin with an empty folder; one that a killed backup left is emptied."""
        shutil.rmtree(self._folder, ignore_errors=True)
        with suppress(OSError):  # a full disk has no room for links either
            self._folder.mkdir(mode=0o700)
        return self

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def take(self) -> None:
        """Link what is there now; what was linked before stays."""
        self._paths = {name: path for name, path in self._paths.items() if path.exists()}
        for name, path in self._regular_files():
            link = self._folder / name
            with suppress(FileNotFoundError):  # gone since it was listed
                self._paths[name] = _link(path, link)

    def files(self) -> list[tuple[str, Path]]:
        """The names in the instance folder, in order, and where each is read from."""
        return sorted(self._paths.items())

    def path(self, name: str) -> Path:
        return self._paths[name]

    def size(self) -> int:
        return sum(path.stat().st_size for path in self._paths.values())

    def _regular_files(self) -> Iterator[tuple[str, Path]]:
        for entry in self._entries:
            top = home.path(entry.name)
            for path in home.contents(top):
                # A link may lead out of the instance, to what is nobody's business.
                is_regular = path.is_file(follow_symlinks=False)
                if is_regular and not entry.is_passing(path.relative_to(top)):
                    yield path.relative_to(top.parent).as_posix(), path


def _link(path: Path, link: Path) -> Path:
    """The link, or the file itself where there can be no link: on another or a full disk."""
    if link.exists() and link.samefile(path):
        return link
    link.unlink(missing_ok=True)
    try:
        link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(path, link)
    except FileNotFoundError:
        raise
    except OSError:
        return path
    return link


FILES = "files/"
TRIES = 3  # a file that is being written while it is copied is copied again


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A finished, re-read backup."""

    path: Path
    manifest: Manifest
    bytes: int
    seconds: float
    warning: str = ""  # what keeps the backup from being restored by itself


def make(target: Path, *, at: dt.datetime, lock: Lock, with_secrets: bool) -> BackupFile:
    """Write a backup of this instance to a new file, whole or not at all.

    `at` is the moment at which it begins; `with_secrets` takes the secret key and the secrets of
    sources along. Raises BackupError.
    """
    lock.check()
    if target.exists():
        raise NameInUseError(f"{target} is there already. Choose another name.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")
    start = time.monotonic()
    with (
        disk.plain_errors(f"The backup could not be written to {target}"),
        disk.file_lock(home.path("backup.lock"), "Another backup of this instance is being made."),
        disk.scratch(target.parent) as scratch_folder,
        Links(home.path("backup-unfinished"), entries_to_copy(with_secrets=with_secrets)) as links,
    ):
        spare = scratch_folder / "backup"
        manifest, size = _attempts(spare, scratch_folder, links, at, lock)
        spare.rename(target)
        disk.sync_folder(target.parent)
    return BackupFile(target, manifest, size, time.monotonic() - start)


def entries_to_copy(*, with_secrets: bool) -> tuple[Entry, ...]:
    """The entries that are copied as they stand: `files` follow their rows, the database itself."""
    policies = {InBackup.ALWAYS, *([InBackup.SECRET] if with_secrets else [])}
    by_rows = {FILES.rstrip("/"), FILE_NAME}
    return tuple(e for e in home.entries() if e.backup in policies and e.name not in by_rows)


def missing_files(manifest: Manifest) -> Iterator[str]:
    """Files that rows name, of entries that every backup takes along, and that are not in it."""
    kept_names = {entry.name for entry in home.entries() if entry.backup is InBackup.ALWAYS}
    names = [member.name for member in manifest.members]
    for file in expected():
        is_file = not file.path.endswith("/")
        if is_file and file.entry in kept_names and not fnmatch.filter(names, file.path):
            yield file.path


def _attempts(
    spare: Path, scratch_folder: Path, links: Links, at: dt.datetime, lock: Lock
) -> tuple[Manifest, int]:
    """The manifest and the size of the backup in `spare`."""
    for attempts in reversed(range(TRIES)):
        links.take()
        disk.require_room(scratch_folder, links.size() + _stored_size() + 2 * _database_size())
        manifest = _prepare(scratch_folder, links, at)
        try:
            return manifest, _write(spare, manifest, partial(_open, links, scratch_folder), lock)
        except ChangedError as error:
            if not attempts or error.member.startswith(FILES):  # originals never change
                raise
            spare.unlink(missing_ok=True)
            (scratch_folder / manifest.members[0].name).unlink()
    raise AssertionError("unreachable")


def _stored_size() -> int:
    """Bytes of the originals."""
    return StoredFile.objects.aggregate(size=Sum("size"))["size"] or 0


def _database_size() -> int:
    if connection.vendor == "postgresql":
        return postgres.size()
    database = Path(connection.settings_dict["NAME"])
    if not database.is_file():
        raise BackupError(f"There is no database in {home.root()}: nothing to back up.")
    return database.stat().st_size


def _prepare(scratch_folder: Path, links: Links, at: dt.datetime) -> Manifest:
    """Files are linked before and after the database is copied: a file that a row of the copy
    names is in the backup, whether it came or went meanwhile.
    """
    name, facts = _copy_database(scratch_folder)
    links.take()
    manifest = Manifest(
        program=version("kimppa"),
        created=at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        consortium=facts.consortium,
        database=connection.vendor,
        migrations=facts.migrations,
        rows=facts.rows,
        members=(
            _member(name, scratch_folder / name),
            *(Member(FILES + f"{sha[:2]}/{sha}", size, sha) for sha, size in facts.files),
            *(_member(name, path) for name, path in links.files()),
        ),
    )
    return replace(manifest, missing=tuple(sorted(missing_files(manifest))))


def _copy_database(folder: Path) -> tuple[str, Facts]:
    if connection.vendor == "postgresql":
        return postgres.NAME, postgres.copy(folder / postgres.NAME)
    target = folder / sqlite.NAME
    sqlite.copy(Path(connection.settings_dict["NAME"]), target)
    sqlite.check(target, thorough=False)
    return sqlite.NAME, sqlite.facts(target)


def _member(name: str, path: Path) -> Member:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Member(name, file.tell(), digest)


def _open(linked_files: Links, dump_folder: Path, member: Member) -> BinaryIO:
    if member.name in (sqlite.NAME, postgres.NAME):
        return (dump_folder / member.name).open("rb")
    if not member.name.startswith(FILES):
        return linked_files.path(member.name).open("rb")
    try:
        return path_of(member.sha256).open("rb")
    except FileNotFoundError as error:
        raise BackupError(
            f"{member.name} is missing from the instance, so no whole backup can be made. Take "
            "the file from an earlier backup (docs/operations/backup.md, “A damaged file”)."
        ) from error


def _write(spare: Path, manifest: Manifest, source: partial[BinaryIO], lock: Lock) -> int:
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
