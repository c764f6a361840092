"""Names of timed backups, and which of them are kept."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from kimppa.operations.backup.encryption import SUFFIX
from kimppa.operations.backup.format import BackupError

ZONE = ZoneInfo("Europe/Helsinki")
TIME = "%Y%m%dT%H%M%SZ"
PERIODS: dict[str, Callable[[dt.datetime], tuple[int, ...]]] = {
    "daily": lambda at: (at.year, at.month, at.day),
    "weekly": lambda at: tuple(at.isocalendar()[:2]),
    "monthly": lambda at: (at.year, at.month),
    "yearly": lambda at: (at.year,),
}


@dataclass(frozen=True, slots=True)
class Keep:
    """How many periods of each kind keep their newest backup."""

    counts: dict[str, int]


def parse(text: str) -> Keep:
    """`daily=7,weekly=5,monthly=12`. Raises BackupError for anything else."""
    counts: dict[str, int] = {}
    for part in text.split(","):
        name, _equals, number = part.strip().partition("=")
        if name not in PERIODS or not number.isdigit() or int(number) < 1:
            raise BackupError(
                f"--keep is written like daily=7,weekly=5,monthly=12; {part!r} is not understood."
            )
        counts[name] = int(number)
    return Keep(counts)


def name_of(instance: str, at: dt.datetime, *, encrypted: bool) -> str:
    """`kimppa-NAME-20250114T020000Z.tar`, `.age` after it when encrypted."""
    return f"kimppa-{instance}-{at.astimezone(dt.UTC):{TIME}}.tar{SUFFIX if encrypted else ''}"


def own_backups(folder: Path, instance: str) -> dict[Path, dt.datetime]:
    """The instance's timed backups in the folder; whatever else lies there is nobody's business."""
    pattern = re.compile(rf"kimppa-{re.escape(instance)}-(\d{{8}}T\d{{6}}Z)\.tar(\.age)?")
    backups = {}
    for path in folder.iterdir():
        match = pattern.fullmatch(path.name)
        if match and path.is_file() and not path.is_symlink():
            at = dt.datetime.strptime(match[1], TIME).replace(tzinfo=dt.UTC)  # Z is UTC
            backups[path] = at
    return backups


def surplus(times: Iterable[dt.datetime], keep: Keep) -> set[dt.datetime]:
    """The times whose backups go: those that are the newest of no period that is kept.

    Days, weeks (ISO 8601), months and years are Helsinki's. A period without a backup takes no
    place. The newest of all always stays.
    """
    newest_first = sorted(times, reverse=True)
    survivors = set(newest_first[:1])
    for period, count in keep.counts.items():
        newest_by_period: dict[tuple[int, ...], dt.datetime] = {}
        for at in newest_first:
            newest_by_period.setdefault(PERIODS[period](at.astimezone(ZONE)), at)
        survivors.update(list(newest_by_period.values())[:count])
    return set(newest_first) - survivors


def prune(folder: Path, instance: str, keep: Keep) -> list[Path]:
    """Remove what is not kept; call only when a new backup stands and has been read back."""
    backups = own_backups(folder, instance)
    surplus_times = surplus(backups.values(), keep)
    removed_paths = sorted(path for path, at in backups.items() if at in surplus_times)
    for path in removed_paths:
        path.unlink(missing_ok=True)
    return removed_paths
