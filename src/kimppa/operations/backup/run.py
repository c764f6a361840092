"""One backup from beginning to end: made, noted, older ones pruned."""

import datetime as dt
import logging
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils.text import slugify

from kimppa.core import home
from kimppa.core.backups import LastBackup, note
from kimppa.core.consortium.models import Consortium
from kimppa.core.privacy import erasures
from kimppa.operations import env
from kimppa.operations.backup import retention
from kimppa.operations.backup.encryption import Lock
from kimppa.operations.backup.format import BackupError, NameInUseError
from kimppa.operations.backup.make import BackupFile, make

logger = logging.getLogger(__name__)

DAMAGED_LIST = (
    "The backup was made, but it can be restored only with another list: kimppa restore "
    "--erasures FILE. Put a good list in the place of the damaged one: the copy beside the backups "
    "(kimppa-…-erasures.json), or that of an earlier backup."
)


@dataclass(frozen=True, slots=True)
class BackupOptions:
    """What is asked of a backup. In a folder (`out`) it gets a name by its time."""

    out: Path
    lock: Lock
    keep: str = ""
    with_secrets: bool = False


def lock_from_environment() -> Lock:
    """`KIMPPA_BACKUP_RECIPIENTS`, or `KIMPPA_BACKUP_PASSPHRASE`(`_FILE`)."""
    recipients = tuple(env.words("KIMPPA_BACKUP_RECIPIENTS"))
    return Lock(recipients, "" if recipients else env.text("KIMPPA_BACKUP_PASSPHRASE"))


def run(options: BackupOptions) -> tuple[BackupFile, list[Path]]:
    """Make it, leave a note of how it went, prune; the backup and the files that went.

    Secrets go only into what is encrypted, or where it was asked for. Raises
    BackupError.
    """
    at = dt.datetime.now(dt.UTC)
    try:
        backup, removed_paths = _make_backup(options, _instance(), at)
    except NameInUseError:
        raise
    except BackupError as error:
        _note(LastBackup(at=at, ok=False, error=str(error)))
        raise
    except Exception as error:
        _note(LastBackup(at=at, ok=False, error=f"{type(error).__name__}: {error}"))
        raise
    _note(
        LastBackup(
            at=at,
            ok=True,
            file=str(backup.path),
            bytes=backup.bytes,
            seconds=round(backup.seconds, 1),
            warning=backup.warning,
        )
    )
    if backup.warning:
        logger.error("%s", backup.warning)
    if backup.manifest.missing:
        logger.warning(
            "files that rows name are not in the instance and so not in the backup: %s",
            ", ".join(backup.manifest.missing),
        )
    return backup, removed_paths


def _note(last_backup: LastBackup) -> None:
    """Leave the note; a disk without room for it keeps no backup from being made elsewhere."""
    try:
        note(last_backup)
    except OSError as error:
        logger.warning("the note of the backup could not be written: %s", error)


def _make_backup(
    options: BackupOptions, instance: str, at: dt.datetime
) -> tuple[BackupFile, list[Path]]:
    keep = retention.parse(options.keep) if options.keep else None
    target = options.out
    if target.is_dir():
        target /= retention.name_of(instance, at, encrypted=options.lock.is_set)
    elif keep:
        raise BackupError(f"--keep needs a folder; {options.out} is none.")
    with_secrets = options.lock.is_set or options.with_secrets
    backup = make(target.absolute(), at=at, lock=options.lock, with_secrets=with_secrets)
    try:
        people = erasures.read(erasures.own_file())
    except ValueError as error:
        backup = replace(backup, warning=f"{error}. {DAMAGED_LIST}")
    else:
        if people and options.out.is_dir():
            # Beside the backups too: an older one must not bring back who has been erased since.
            erasures.write(options.out / f"kimppa-{instance}-{erasures.FILE}", people)
    return backup, retention.prune(options.out, instance, keep) if keep else []


def _instance() -> str:
    """A word for file names, so that several instances may share a folder."""
    try:
        names = Consortium.objects.values_list("short_name", flat=True)
        return slugify(names.first() or "") or "instance"
    except DatabaseError as error:
        raise BackupError(f"{home.root()} holds no instance: {error}") from error


def nightly() -> int:
    """Back up into the folder of the settings; how many megabytes. Raises BackupError."""
    folder = Path(settings.KIMPPA_BACKUP_DIR)
    if not folder.is_dir():
        error = f"KIMPPA_BACKUP_DIR is {folder}, but there is no such folder."
        _note(LastBackup(at=dt.datetime.now(dt.UTC), ok=False, error=error))
        raise BackupError(error)
    backup, _removed = run(
        BackupOptions(folder, lock_from_environment(), settings.KIMPPA_BACKUP_KEEP)
    )
    return backup.bytes // 1_000_000
