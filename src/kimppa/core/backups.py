"""When the instance was last backed up: a note that `kimppa backup` leaves in its folder."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from kimppa.core import home


@dataclass(frozen=True, slots=True)
class LastBackup:
    """How the latest backup went. `good_at` is the latest that succeeded, None when none has."""

    at: dt.datetime
    ok: bool
    file: str = ""
    bytes: int = 0
    seconds: float = 0.0
    error: str = ""
    warning: str = ""  # what is to be mended although the backup was made
    good_at: dt.datetime | None = None


def last_backup() -> LastBackup | None:
    """The note; None when no backup was ever tried, or the note cannot be read."""
    try:
        fields = json.loads(_path().read_text(encoding="utf-8"))
        for name in ("at", "good_at"):
            fields[name] = dt.datetime.fromisoformat(fields[name]) if fields[name] else None
        return LastBackup(**fields)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(backup: LastBackup) -> None:
    """Write the note in one piece; a failed backup keeps the time of the last good one."""
    previous_backup = last_backup()
    good_at = backup.at if backup.ok else previous_backup.good_at if previous_backup else None
    fields = asdict(backup) | {"good_at": good_at}
    spare = _path().with_suffix(".new")
    text = json.dumps(fields, default=lambda moment: moment.isoformat(), ensure_ascii=False)
    spare.write_text(text, encoding="utf-8", errors="backslashreplace")
    spare.replace(_path())


def _path() -> Path:
    return home.path("last-backup.json")
