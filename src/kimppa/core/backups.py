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
        told = json.loads(_note().read_text(encoding="utf-8"))
        for name in ("at", "good_at"):
            told[name] = dt.datetime.fromisoformat(told[name]) if told[name] else None
        return LastBackup(**told)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def note(told: LastBackup) -> None:
    """Leave the note, whole; the time of the latest good backup outlives a failed one."""
    before = last_backup()
    good = told.at if told.ok else before.good_at if before else None
    values = asdict(told) | {"good_at": good}
    spare = _note().with_suffix(".new")
    text = json.dumps(values, default=lambda moment: moment.isoformat(), ensure_ascii=False)
    spare.write_text(text, encoding="utf-8", errors="backslashreplace")
    spare.replace(_note())


def _note() -> Path:
    return home.path("last-backup.json")
