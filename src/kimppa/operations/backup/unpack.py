"""Reading a backup: every byte is checked on the way to where it goes."""

import os
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from kimppa.core import home
from kimppa.core.home import InBackup
from kimppa.operations.backup import disk, encryption, postgres, sqlite
from kimppa.operations.backup.encryption import Opener
from kimppa.operations.backup.facts import Facts
from kimppa.operations.backup.format import Backup, BackupError, Manifest, Member
from kimppa.operations.backup.make import FILES
from kimppa.operations.database import FILE_NAME

DATABASES = {"sqlite": sqlite.NAME, "postgresql": postgres.NAME}


def unpack(
    file: Path, opener: Opener, folder: Path, is_wanted: Callable[[str], bool] = lambda _name: True
) -> Manifest:
    """Write the wanted members into the folder; the others are only checked.

    Raises BackupError for a foreign, newer, truncated or altered backup, a key that does not
    fit, and too little room; what was written until then is the caller's to remove.
    """
    with (
        disk.plain_errors(f"{file} could not be unpacked"),
        file.open("rb") as raw,
        encryption.plain_stream(raw, opener) as stream,
    ):
        backup = Backup(stream)
        _require_known(backup.manifest)
        targets = [member for member in backup.manifest.members if is_wanted(member.name)]
        # What is migrated and put in order grows the database once more.
        disk.require_room(folder, sum(member.size for member in targets) + targets[0].size)
        for member, pieces in backup.members():
            if is_wanted(member.name):
                _write(folder / member.name, pieces)
            else:
                for _piece in pieces:
                    pass
    return backup.manifest


def check_database(manifest: Manifest, folder: Path) -> None:
    """Open the database in the backup and compare it with the manifest.

    Raises BackupError when it is damaged, is not what the manifest says, or names a file that
    the backup does not hold.
    """
    name = DATABASES[manifest.database]
    if manifest.database == "sqlite":
        sqlite.check(folder / name)
        actual_facts = sqlite.facts(folder / name)
    else:
        actual_facts = postgres.facts(folder / name)
    facts = Facts(manifest.consortium, manifest.migrations, manifest.rows, _files(manifest))
    for fact in ("consortium", "migrations", "rows", "files"):
        if getattr(actual_facts, fact) != getattr(facts, fact):
            raise BackupError(
                f"The database in the backup is not the one its manifest tells of: {fact} differ."
            )


def _files(manifest: Manifest) -> tuple[tuple[str, int], ...]:
    members = [member for member in manifest.members if member.name.startswith(FILES)]
    for member in members:
        if member.name != f"{FILES}{member.sha256[:2]}/{member.sha256}":
            raise BackupError(f"{member.name} is not under the name of its content.")
    return tuple(sorted((member.sha256, member.size) for member in members))


def _require_known(manifest: Manifest) -> None:
    """Raises BackupError for a backup of a newer program, or one without its database."""
    if _version_numbers(manifest.program) > _version_numbers(version("kimppa")):
        raise BackupError(
            f"The backup was made by Kimppa {manifest.program}, this is {version('kimppa')}. "
            "Install that version or a newer one, then restore."
        )
    migrations = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown_migrations = [name for name in manifest.migrations if name not in migrations]
    if unknown_migrations:
        raise BackupError(
            f"The backup's database is newer than this program: {unknown_migrations[0]} is not "
            f"known here. Install Kimppa {manifest.program} or newer, then restore."
        )
    entries = {entry.name for entry in home.entries() if entry.backup is not InBackup.NEVER}
    for member in manifest.members[1:]:
        if PurePosixPath(member.name).parts[0] not in entries - {FILE_NAME}:
            raise BackupError(
                f"The backup holds {member.name}, which is no part of an instance of this program. "
                f"Install Kimppa {manifest.program} or newer, then restore."
            )
    first_members: list[Member] = list(manifest.members[:1])
    if [member.name for member in first_members] != [DATABASES.get(manifest.database)]:
        raise BackupError("The backup holds no database that Kimppa knows.")


def require_same_kind(manifest: Manifest) -> None:
    """Raises BackupError when the backup's database and the instance's are of two kinds."""
    if manifest.database != connection.vendor:
        raise BackupError(
            f"The backup's database is {manifest.database}, but KIMPPA_DATABASE says "
            f"{connection.vendor}. Restore into {manifest.database}; `kimppa move-to-postgres` "
            "then carries it over if that is what you want."
        )


def _version_numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdigit()]


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with disk.new_file(path) as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fdatasync(file.fileno())
