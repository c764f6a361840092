"""Removing stored files that no row names: what killed processes and failed work have left."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from kimppa.core import home
from kimppa.core.files.actions import ASIDE, path_of, remove
from kimppa.core.files.models import StoredFile

REST = dt.timedelta(days=1)  # longer than any work takes from a file to its row
FEW = 100
# A stored file, one that was set aside, or the spare of a file that was never finished.
_OWN_NAME = re.compile(rf"[0-9a-f]{{64}}({re.escape(ASIDE)})?|tmp\w+")


class StrangeFolderError(RuntimeError):
    """The folder holds far more files without a row than with one: whose is it?"""


def sweep() -> int:
    """Remove the stored files that no row names and that have rested for a day; how many.

    Files with other names are not the store's and stay. Raises StrangeFolderError, with nothing
    removed, when most of the folder would go: then the database is probably another's.
    """
    latest_change = (dt.datetime.now(dt.UTC) - REST).timestamp() * 10**9
    # Files first and rows then: a row that is written meanwhile is seen.
    resting_files = [
        (path, changed_at) for path, changed_at in _files() if changed_at < latest_change
    ]
    checksums = set(StoredFile.objects.values_list("sha256", flat=True))
    _bring_back(checksums)
    orphans = [
        (path, changed_at)
        for path, changed_at in resting_files
        if path.name not in checksums and path.exists()
    ]
    if len(orphans) > max(FEW, len(checksums)):
        raise StrangeFolderError(f"{len(orphans)} files without a row, {len(checksums)} rows")
    return sum(remove(path, written_at=changed_at) for path, changed_at in orphans)


def _files() -> Iterator[tuple[Path, int]]:
    """The store's files, each with the nanosecond at which it was last written."""
    for path in home.contents(home.path("files")):
        if _OWN_NAME.fullmatch(path.name):
            yield path, path.lstat().st_mtime_ns


def _bring_back(checksums: set[str]) -> None:
    """Whoever set a file aside may have died before it looked at it again."""
    for path in home.path("files").glob(f"*/*{ASIDE}"):
        target = path_of(path.name.removesuffix(ASIDE))
        if target.name in checksums and not target.exists():
            path.rename(target)
