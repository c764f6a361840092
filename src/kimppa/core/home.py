"""What an instance folder holds: every file and folder that the program writes there.

`SHARED` declares what belongs to no area; an area declares its own in its `Area`. Code reaches the
folder only through `path`, so nothing can be written that is not declared. Backup, restore,
`kimppa check` and the table in docs/operations/privacy.md follow the declarations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePath

from django.apps import apps
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class InBackup(StrEnum):
    """Whether a backup takes an entry along."""

    ALWAYS = "always"
    SECRET = "secret"  # only when the backup is encrypted, or when asked for
    NEVER = "never"


FROM_BACKUP = _(
    "Take them from an earlier backup and put them back under the same names "
    "(docs/operations/backup.md, “A damaged file”)."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of the instance folder.

    `description`, `keeps` and `erased` stand in docs/operations/privacy.md, `description` and `why`
    in backup.md;
    `why` says why no backup takes it. `passing` are patterns of names inside that are work in
    progress and go into no backup. `mend` says what to do when a file that a row names is missing.
    """

    name: str
    description: str
    backup: InBackup
    why: str = ""
    keeps: str = "–"
    erased: str = "–"
    passing: tuple[str, ...] = ()
    mend: str | Promise = FROM_BACKUP

    def is_passing(self, inner_path: PurePath) -> bool:
        """Whether a path inside the entry is work in progress."""
        return any(fnmatch(part, pattern) for part in inner_path.parts for pattern in self.passing)


@dataclass(frozen=True, slots=True)
class Expected:
    """A file that a row names: its path in the instance folder, and the row in plain words.

    A path may have a pattern as its last part (`original.*`). One that ends in / is a folder that
    must be there even when it is empty.
    """

    path: str
    title: str

    @property
    def entry(self) -> str:
        """The name of the entry that it lies in."""
        return PurePath(self.path).parts[0]

    def is_there(self) -> bool:
        """Whether the file or folder exists."""
        return next(root().glob(self.path), None) is not None

    def make_folder(self) -> None:
        """Make the folder, with rights for its owner only."""
        (root() / self.path).mkdir(mode=0o700, parents=True, exist_ok=True)


LOCK = "a lock of this machine"
SHARED: tuple[Entry, ...] = (
    Entry(
        "kimppa.sqlite3",
        "the database on SQLite, of which PostgreSQL's dump takes the place; the search index "
        "(`core.SearchDocument`) in it holds copies of people's words",
        InBackup.ALWAYS,
        keeps="as its tables",
        erased="as its tables; the index is made anew",
    ),
    Entry(
        "files",
        "originals that people brought in, and delivered documents; they may name people",
        InBackup.ALWAYS,
        keeps="for good",
        erased="stay: what was delivered is not changed afterwards",
    ),
    Entry(
        "erasures.json",
        "hashes of erased addresses, so that a restore does not bring them back",
        InBackup.ALWAYS,
        keeps="for good",
    ),
    Entry("demo", "whether this is a demo", InBackup.ALWAYS),
    Entry("today", "a demo's day", InBackup.ALWAYS),
    Entry(
        "secret-key",
        "what signs sessions and links; nothing personal",
        InBackup.SECRET,
    ),
    Entry(
        "source-secrets",
        "passwords and tokens of the services that Kimppa asks",
        InBackup.SECRET,
        keeps="until the keeper removes them",
        erased="not touched",
        passing=("*.new",),
        mend=_(
            "Give each secret again: the file source-secrets/NAME in the instance folder, or the "
            "variable KIMPPA_SOURCE_SECRET_NAME."
        ),
    ),
    Entry(
        "mail",
        "letters as files, only where there is no mail server",
        InBackup.NEVER,
        why="the same letters stand in the database",
        keeps="until the keeper removes them",
        erased="not touched: remove the files",
    ),
    Entry(
        "static",
        "styles, scripts and pictures of the program",
        InBackup.NEVER,
        why="made anew by every version",
    ),
    Entry(
        "last-backup.json",
        "how the latest backup went",
        InBackup.NEVER,
        why="it tells of this machine's backups",
    ),
    Entry(
        "changed",
        "a number that moves with every write",
        InBackup.NEVER,
        why="it serves the processes of this machine",
    ),
    Entry(
        "run",
        "counts of requests for monitoring",
        InBackup.NEVER,
        why="they begin anew with the server",
    ),
    Entry("workers", "locks of the workers", InBackup.NEVER, why=LOCK),
    Entry("serving", "the lock of the server", InBackup.NEVER, why=LOCK),
    Entry("backup.lock", "the lock of a backup", InBackup.NEVER, why=LOCK),
    Entry(
        "backup-unfinished",
        "links to the files that a backup under way takes along",
        InBackup.NEVER,
        why="removed when the backup ends, or by the next one",
    ),
    Entry(
        "restore-unfinished",
        "a restore under way",
        InBackup.NEVER,
        why="removed when the restore ends, or by the next one",
    ),
)
_SHARED = frozenset(entry.name for entry in SHARED)
DATABASE_LOGS = ("-wal", "-shm", "-journal")  # SQLite's own, beside the database
SPARES = (".new",)  # what takes an entry's place when it is whole


def root() -> Path:
    """The instance folder itself: to look at as a whole, not to build paths from."""
    return Path(settings.KIMPPA_HOME)


def path(name: str, folder: Path | None = None) -> Path:
    """Where an entry lies, in this instance's folder or in another one.

    Raises LookupError for a name that nobody has declared.
    """
    if name not in _SHARED and name not in _entries_by_name():
        raise LookupError(f"{name} is not declared as part of the instance folder (core/home.py)")
    return (root() if folder is None else folder) / name


def entries() -> tuple[Entry, ...]:
    """Every declared entry: the shared ones, then those of the areas."""
    rooms = (getattr(config, "area", None) for config in apps.get_app_configs())
    return SHARED + tuple(entry for room in rooms if room for entry in room.folders)


def entry_of(name: str) -> Entry | None:
    """The entry that a file or folder directly in the instance folder belongs to.

    SQLite's logs belong to the database, spare files to what they will replace.
    """
    by_name = _entries_by_name()
    if name in by_name:
        return by_name[name]
    for ending in (*DATABASE_LOGS, *SPARES):
        if (
            name.endswith(ending)
            and (plain_file_name := name.removesuffix(ending).lstrip(".")) in by_name
        ):
            return by_name[plain_file_name]
    return None


def contents(top: Path) -> Iterator[Path]:
    """A file itself, or whatever is below a folder but folders; links are not followed."""
    if top.is_dir():
        yield from (path for path in top.rglob("*") if not path.is_dir(follow_symlinks=False))
    elif top.exists(follow_symlinks=False):
        yield top


def undeclared_names() -> Iterator[str]:
    """Names in the instance folder that no declaration knows: no backup takes them along."""
    return (path.name for path in sorted(root().iterdir()) if entry_of(path.name) is None)


@cache
def _entries_by_name() -> dict[str, Entry]:
    """Raises ValueError when two rooms declare entries of one name."""
    by_name = {entry.name: entry for entry in entries()}
    if len(by_name) < len(entries()):
        raise ValueError("Two entries of the instance folder have the same name.")
    return by_name
