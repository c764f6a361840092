"""Restoring: into a folder beside the instance's, which takes its name at the end."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from kimppa.core import home as instance
from kimppa.core.area import expected
from kimppa.core.home import InBackup, path
from kimppa.core.mail import actions as mail
from kimppa.core.privacy import erasures
from kimppa.core.privacy.actions import repeat_erasures
from kimppa.core.privacy.erasures import Erasure
from kimppa.core.signin.sessions import close_all
from kimppa.core.webhooks import actions as webhooks
from kimppa.jobs.actions import hold_all
from kimppa.operations import env
from kimppa.operations.backup import disk, postgres, sqlite
from kimppa.operations.backup.encryption import Opener
from kimppa.operations.backup.format import BackupError, Manifest
from kimppa.operations.backup.unpack import DATABASES, check_database, require_same_kind, unpack
from kimppa.operations.database import FILE_NAME

DATABASES_NAMES = frozenset(DATABASES.values())
INSIDE = "restore-unfinished"
LOCK = "lock"
SECRET_KEY = "secret-key"
# What commands leave in an empty instance folder by themselves.
OWN = frozenset({SECRET_KEY, INSIDE, "last-backup.json"})


@dataclass(frozen=True, slots=True)
class Pending:
    """How many things wait for a person's word."""

    letters: int
    messages: int
    jobs: int
    erased: int = 0  # people whose erasure was repeated


@dataclass(frozen=True, slots=True)
class Restored:
    """What stands after a restore, and what waits for a person."""

    manifest: Manifest
    pending: Pending
    secrets: tuple[str, ...] = ()  # names of secrets that rows need and nobody has given
    new_key: bool = False  # whether the instance has another secret key than before


def check_only(file: Path, opener: Opener, erasure_list: Path | None = None) -> Manifest:
    """Verify a backup to its last byte, its database and its list of erasures; raises BackupError.
    Writes nothing but a scratch copy of the database beside the backup."""
    with (
        disk.plain_errors(f"{file} could not be checked"),
        disk.scratch(file.parent) as folder,
    ):
        manifest = unpack(file, opener, folder, {*DATABASES_NAMES, erasures.FILE}.__contains__)
        check_database(manifest, folder)
        all_erasures(file, folder, erasure_list)
    return manifest


def restore(file: Path, opener: Opener, erasure_list: Path | None = None) -> Restored:
    """Make the instance of the backup in an empty `KIMPPA_HOME`, whole or not at all.

    `erasure_list` is one newer than the backup's, or one in the place of the backup's
    when that is damaged; those that lie beside the backup are read too. Raises BackupError with
    the instance's folder and database as they were.
    """
    home = instance.root().resolve()
    _require_empty(home)
    if connection.vendor == "postgresql":
        postgres.require_empty()
    with disk.plain_errors(f"{file} could not be restored"), _staging(home) as folder:
        manifest = unpack(file, opener, folder)
        require_same_kind(manifest)
        check_database(manifest, folder)
        people = all_erasures(file, folder, erasure_list)
        pending_work = _prepare_database(folder, manifest, people)
        with _instance_at(folder):
            secrets = _missing_secrets()
        new_key = not path(SECRET_KEY, folder).exists() and not env.text("KIMPPA_SECRET_KEY")
        _own_key(home, folder)
        os.sync()
        _finish(home, folder)
    call_command("collectstatic", interactive=False, verbosity=0)
    return Restored(manifest, pending_work, secrets, new_key)


def all_erasures(file: Path, folder: Path, newer: Path | None) -> set[Erasure]:
    """Every list of erasures at hand; they become the restored instance's own.

    Raises BackupError for a list that cannot be read: somebody would come back.
    """
    own_list = path(erasures.FILE, folder)
    lists = [*file.absolute().parent.glob(f"*{erasures.FILE}"), *([newer] if newer else [])]
    if newer is not None and not newer.is_file():
        raise BackupError(f"There is no list of erasures at {newer}.")
    try:
        people = set().union(*map(erasures.read, lists))
    except ValueError as error:
        raise BackupError(f"{error}. Put a good list in its place, or move it away.") from error
    try:
        people |= erasures.read(own_list)
    except ValueError as error:
        if newer is None:
            raise BackupError(
                f"The list of erased people {erasures.FILE} in the backup is damaged: restored "
                "without it, they would come back. Give a good list by --erasures FILE: the copy "
                "beside the backups (kimppa-…-erasures.json), or that of an earlier backup."
            ) from error
        own_list.unlink()
    if people or (newer and not own_list.exists()):
        erasures.write(own_list, people)
    return people


def _prepare_database(folder: Path, manifest: Manifest, people: set[Erasure]) -> Pending:
    """Bring the database up to this program, and see that nothing in it is done twice."""
    created = dt.datetime.fromisoformat(manifest.created)
    if manifest.database == "postgresql":
        postgres.begin()
        postgres.restore(folder / postgres.NAME)
        (folder / postgres.NAME).unlink()
    else:
        (folder / sqlite.NAME).rename(path(FILE_NAME, folder))
    with _instance_at(folder):
        call_command("migrate", verbosity=0)
        return settle(created, people)


@transaction.atomic
def settle(moment: dt.datetime, people: Collection[Erasure] = ()) -> Pending:
    """Hold letters, tasks and scheduled starts, end sessions and links, repeat erasures; in one
    transaction. `moment` is that of the backup.

    Between the backup and the loss the old instance went on: letters left, jobs ran, links were
    used. The backup knows nothing of it, so whatever would go out by itself waits for a person.
    """
    erased_count = repeat_erasures(people)
    close_all(moment=moment)
    return Pending(
        letters=mail.hold_queued(moment=moment),
        messages=webhooks.hold_queued(moment=moment),
        jobs=hold_all(moment=moment),
        erased=erased_count,
    )


def _missing_secrets() -> tuple[str, ...]:
    """Make the folders that rows name, which no backup holds while they are empty; the names of
    secrets that rows need and nobody has given.
    """
    secret_entries = {entry.name for entry in instance.entries() if entry.backup is InBackup.SECRET}
    missing_secrets = set()
    for file in expected():
        if file.path.endswith("/"):
            file.make_folder()
        elif file.entry in secret_entries and not file.is_there():
            missing_secrets.add(file.path.rpartition("/")[2])
    return tuple(sorted(missing_secrets))


@contextmanager
def _instance_at(folder: Path) -> Iterator[None]:
    """This process works on the instance in another folder for a while: its day, its database."""
    own_settings = settings.KIMPPA_HOME, connection.settings_dict["NAME"]
    connection.close()
    settings.KIMPPA_HOME = folder
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = path(FILE_NAME, folder)
    try:
        yield
    finally:
        connection.close()
        settings.KIMPPA_HOME, connection.settings_dict["NAME"] = own_settings


def _require_empty(home: Path) -> None:
    names = sorted(entry.name for entry in home.iterdir() if not _is_nothing(entry))
    if names:
        raise BackupError(
            f"{home} is not empty: it has {', '.join(names[:5])}. Give an empty folder in "
            "KIMPPA_HOME; an instance in use is moved aside, never overwritten."
        )


def _is_nothing(path_in_home: Path) -> bool:
    """What an empty instance folder may have: our own, and a database that nothing is in."""
    if path_in_home.name == FILE_NAME:
        return _database_is_empty(path_in_home)
    return path_in_home.name in OWN


def _database_is_empty(file: Path) -> bool:
    """A command that was run too early makes such a file."""
    tables = "SELECT count(*) FROM sqlite_schema"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=rw", uri=True)) as database:
            return bool(database.execute(tables).fetchone() == (0,))
    except sqlite3.DatabaseError:
        return False


@contextmanager
def _staging(home: Path) -> Iterator[Path]:
    """A folder for the unfinished instance: beside the home, or in it where beside is another
    disk or no place to write. One left by a killed restore is emptied first."""
    peer = home.parent / f".{home.name}-{INSIDE}"
    folder = path(INSIDE, home) if home.is_mount() or not os.access(home.parent, os.W_OK) else peer
    folder.mkdir(mode=0o700, exist_ok=True)
    with disk.file_lock(folder / LOCK, f"Another restore is under way in {folder}."):
        for leftover in folder.iterdir():
            if leftover.is_dir():
                shutil.rmtree(leftover)
            elif leftover.name != LOCK:
                leftover.unlink()
        try:
            yield folder
        finally:
            if folder.exists():
                shutil.rmtree(folder)


def _own_key(home: Path, restored_folder: Path) -> None:
    """The backup's key; else the one that loading the settings made."""
    own_key, restored_key = path(SECRET_KEY, home), path(SECRET_KEY, restored_folder)
    if own_key.exists() and not restored_key.exists():
        shutil.copy2(own_key, restored_key)


def _finish(home: Path, restored_folder: Path) -> None:
    """Give the instance its name. A process killed here leaves an empty home or a whole one."""
    (restored_folder / LOCK).unlink()
    for leftover in home.iterdir():
        if leftover != restored_folder and _is_nothing(leftover):
            leftover.unlink()
    if restored_folder.parent == home:
        _move_up(home, restored_folder)
    else:
        restored_folder.rename(home)
        disk.sync_folder(home.parent)
    if connection.vendor == "postgresql":
        postgres.end()


def _move_up(home: Path, restored_folder: Path) -> None:
    """The database last: without it nothing opens, so a half-moved instance is seen as such."""
    for entry in sorted(restored_folder.iterdir(), key=lambda entry: entry.name == FILE_NAME):
        entry.rename(entry.parent.parent / entry.name)
    restored_folder.rmdir()
    disk.sync_folder(home)
