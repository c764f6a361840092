"""What a database says of itself: asked when a backup is made, and again when it is checked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

type Ask = Callable[[str], Iterable[tuple[Any, ...]]]

CONSORTIUM = "SELECT short_name FROM core_consortium"
MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"
FILES = "SELECT sha256, size FROM core_storedfile ORDER BY sha256"


@dataclass(frozen=True, slots=True)
class Facts:
    """One picture of the database."""

    consortium: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    files: tuple[tuple[str, int], ...]  # (sha256, size) of each stored file


def gather(ask: Ask, tables: Iterable[str]) -> Facts:
    """Ask within one transaction, or of a database that nobody writes."""
    return Facts(
        consortium=next((str(row[0]) for row in ask(CONSORTIUM)), ""),
        migrations=tuple(f"{app}.{name}" for app, name in ask(MIGRATIONS)),
        rows={
            # Names of tables come from the database's own catalogue.
            table: int(next(iter(ask(f'SELECT count(*) FROM "{table}"')))[0])  # noqa: S608
            for table in tables
        },
        files=tuple((str(sha256), int(size)) for sha256, size in ask(FILES)),
    )
