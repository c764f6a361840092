"""Whether the instance is well, in words for whoever keeps it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kimppa.operations.monitoring import gauges

LOW_DISK = 1024**3
OLD_BACKUP_SECONDS = 2 * 24 * 3600
LONG_WAIT_SECONDS = 15 * 60
_KEPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. What is `needed` must be right before visitors are let in."""

    name: str
    well: bool
    text: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    checks: tuple[Check, ...]

    @property
    def ready(self) -> bool:
        """Whether pages can be answered."""
        return all(check.well for check in self.checks if check.needed)

    @property
    def well(self) -> bool:
        """Whether nothing asks for somebody's attention."""
        return all(check.well for check in self.checks)


_last: tuple[float, Health] | None = None


def health() -> Health:
    """How things stand; looked at anew at most every five seconds, whoever asks."""
    global _last
    if _last is None or monotonic() - _last[0] > _KEPT_SECONDS:
        _last = monotonic(), look()
    return _last[1]


def look() -> Health:
    checks = [_database()]
    if checks[0].well:
        checks.append(_migrations())
    if all(check.well for check in checks):
        checks += [_worker(), _queue(), _mail()]
    checks.append(_disk())
    checks += _backup()
    return Health(tuple(checks))


def _database() -> Check:
    return _run_check("database", _answers)


def _answers() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, "answers"


def _migrations() -> Check:
    return _run_check("migrations", _pending_migrations)


def _pending_migrations() -> tuple[bool, str]:
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _back in steps)
    return (not steps, f"missing: {names}; run kimppa django migrate" if steps else "all applied")


def _run_check(name: str, ask: Callable[[], tuple[bool, str]]) -> Check:
    try:
        is_well, text = ask()
    except DatabaseError as error:
        return Check(name, False, f"{type(error).__name__}: {error}".strip()[:300], True)
    return Check(name, is_well, text, True)


def _worker() -> Check:
    count = gauges.workers()
    return Check("worker", count > 0, f"{count} heard of within a minute")


def _queue() -> Check:
    queue = gauges.queue()
    text = (
        f"{queue.waiting} waiting, the oldest for {queue.oldest_seconds:.0f} s; "
        f"{queue.failed_today} failed within a day"
    )
    return Check("queue", queue.oldest_seconds < LONG_WAIT_SECONDS, text)


def _mail() -> Check:
    letters = gauges.mail()
    text = ", ".join(f"{count} {state}" for state, count in letters.items())
    return Check("mail", not letters["failed"], text)


def _disk() -> Check:
    free, size = gauges.disk()
    return Check("disk", free >= LOW_DISK, f"{free / 1024**3:.1f} GB of {size / 1024**3:.0f} free")


def _backup() -> list[Check]:
    age = gauges.backup_seconds()
    if age is None:
        return []
    return [Check("backup", age < OLD_BACKUP_SECONDS, f"made {age / 3600:.0f} hours ago")]
