"""How the instance is at this moment: its queue, its mail, its disk, its database, its backup."""

import datetime as dt
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.db import connection
from django.db.models import Count, Min, Q

from kimppa.core import clock, home
from kimppa.core.backups import last_backup
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.liveness import SILENT_SECONDS
from kimppa.jobs.models import Run, Worker
from kimppa.operations.monitoring import counters
from kimppa.operations.monitoring.exposition import Family, Sample, gauge, histogram

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """Work in the background: how much waits, for how long already, and how much has failed."""

    waiting: int
    running: int
    failed_today: int
    oldest_seconds: float


def queue() -> Queue:
    """Work that could be done now waits; what stands back until a later attempt does not."""
    now = clock.now()
    due = Q(next_at=None) | Q(next_at__lte=now)
    told = Run.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Run.State.WAITING)),
        running=Count("pk", filter=Q(state=Run.State.RUNNING)),
        failed=Count("pk", filter=Q(state=Run.State.FAILED, finished_at__gte=now - _DAY)),
        oldest=Min("queued_at", filter=Q(state=Run.State.WAITING) & due),
    )
    oldest = (now - told["oldest"]).total_seconds() if told["oldest"] else 0.0
    return Queue(told["waiting"], told["running"], told["failed"], max(0.0, oldest))


def workers() -> int:
    """Workers heard of within the last minute. Heartbeats keep real time."""
    since = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=SILENT_SECONDS)
    return Worker.objects.filter(heard_at__gte=since).count()


def mail() -> dict[str, int]:
    """Letters by state, those that have gone left out."""
    states = OutgoingMail.State
    found = dict(
        OutgoingMail.objects.exclude(state=states.SENT)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    return {state: found.get(state, 0) for state in (states.QUEUED, states.SENDING, states.FAILED)}


def database_bytes() -> int:
    """The size of the database, SQLite's log of what is not yet moved in included."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = Path(str(connection.settings_dict["NAME"]))
    files = [name, name.with_name(f"{name.name}-wal")]
    return sum(file.stat().st_size for file in files if file.exists())


def disk() -> tuple[int, int]:
    """Free and all bytes of the disk that the instance folder stands on."""
    usage = shutil.disk_usage(home.root())
    return usage.free, usage.total


def backup_seconds() -> float | None:
    """How long ago the last good backup was made; None when none was made here."""
    told = last_backup()
    if told is None or told.good_at is None:
        return None
    return max(0.0, (dt.datetime.now(dt.UTC) - told.good_at).total_seconds())


def of_machine() -> list[Family]:
    """What is known without the database."""
    free, size = disk()
    found = [
        gauge("kimppa_info", "The version that runs.", 1, version=version("kimppa")),
        gauge("kimppa_disk_free_bytes", "Free room for the instance folder.", free),
        gauge("kimppa_disk_size_bytes", "All room of that disk.", size),
    ]
    age = backup_seconds()
    if age is not None:
        found.append(gauge("kimppa_backup_age_seconds", "Since the last backup.", age))
    return found


def of_database() -> list[Family]:
    """What the database tells."""
    work = queue()
    letters = tuple(Sample(count, {"state": state}) for state, count in mail().items())
    return [
        gauge("kimppa_database_size_bytes", "Size of the database.", database_bytes()),
        gauge("kimppa_queue_waiting", "Work that waits in the background.", work.waiting),
        gauge("kimppa_queue_running", "Work that is being done.", work.running),
        gauge(
            "kimppa_queue_oldest_seconds",
            "How long the oldest work that could be done has waited.",
            work.oldest_seconds,
        ),
        gauge("kimppa_runs_failed", "Work that failed within a day.", work.failed_today),
        gauge("kimppa_workers", "Workers heard of within a minute.", workers()),
        Family("kimppa_mail", "gauge", "Letters that have not gone, by state.", letters),
    ]


def of_requests(counts: counters.Counts) -> list[Family]:
    """What the server has answered since it started, all its processes together."""
    seconds = [
        sample
        for route, buckets in sorted(counts["durations"].items())
        for sample in histogram({"route": route or "-"}, counters.BOUNDS, buckets)
    ]
    return [
        Family(
            "kimppa_requests_total",
            "counter",
            "Requests answered by Django, static files included.",
            _by_name(counts["requests"]),
        ),
        Family(
            "kimppa_request_seconds",
            "histogram",
            "Time until an answer was made, its sending not counted.",
            tuple(seconds),
        ),
        Family(
            "kimppa_cache_hits_total",
            "counter",
            "Requests of anonymous visitors answered from memory, before Django.",
            _by_name(counts["hits"]),
        ),
    ]


def _by_name(counts: dict[str, int]) -> tuple[Sample, ...]:
    """Samples of "method route status"."""
    labels = (dict(zip(("method", "route", "status"), n.split(" "), strict=True)) for n in counts)
    return tuple(Sample(count, one) for one, count in zip(labels, counts.values(), strict=True))
