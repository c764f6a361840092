"""How the instance is at this moment: its queue, its mail, its disk, its database, its backup."""

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.models import Count, Min, Q
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from kimppa.core import clock, home
from kimppa.core.backups import last_backup
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.liveness import SILENT_SECONDS
from kimppa.jobs.models import Run, Worker
from kimppa.operations.monitoring import counters

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: int
    running: int
    failed_today: int
    oldest_seconds: float


def queue() -> Queue:
    """Work that could be done now waits; what stands back until a later attempt does not."""
    now = clock.now()
    is_due = Q(next_at=None) | Q(next_at__lte=now)
    figures = Run.objects.aggregate(
        waiting=Count("pk", filter=Q(state=Run.State.WAITING)),
        running=Count("pk", filter=Q(state=Run.State.RUNNING)),
        failed=Count("pk", filter=Q(state=Run.State.FAILED, finished_at__gte=now - _DAY)),
        oldest=Min("queued_at", filter=Q(state=Run.State.WAITING) & is_due),
    )
    age = (now - figures["oldest"]).total_seconds() if figures["oldest"] else 0.0
    return Queue(figures["waiting"], figures["running"], figures["failed"], max(0.0, age))


def workers() -> int:
    """Workers heard of within the last minute. Heartbeats keep real time."""
    earliest = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=SILENT_SECONDS)
    return Worker.objects.filter(heard_at__gte=earliest).count()


def mail() -> dict[str, int]:
    """Letters by state, those that have gone left out."""
    states = OutgoingMail.State
    counts = dict(
        OutgoingMail.objects.exclude(state=states.SENT)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    return {state: counts.get(state, 0) for state in (states.QUEUED, states.SENDING, states.FAILED)}


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
    backup = last_backup()
    if backup is None or backup.good_at is None:
        return None
    return max(0.0, (dt.datetime.now(dt.UTC) - backup.good_at).total_seconds())


class Instance:
    """Collects every metric of the instance at the moment that it is asked."""

    def collect(self) -> Iterator[Metric]:
        yield from of_machine()
        try:
            gauges, is_up = list(of_database()), 1
        except DatabaseError:
            gauges, is_up = [], 0
        yield _gauge("kimppa_database_up", "Whether the database answers.", is_up)
        yield from gauges
        yield from of_requests(counters.total_here(home.root()))


def of_machine() -> Iterator[Metric]:
    """What is known without the database."""
    free_bytes, size_bytes = disk()
    info = GaugeMetricFamily("kimppa_info", "The version that runs.", labels=["version"])
    info.add_metric([version("kimppa")], 1)
    yield info
    yield _gauge("kimppa_disk_free_bytes", "Free room for the instance folder.", free_bytes)
    yield _gauge("kimppa_disk_size_bytes", "All room of that disk.", size_bytes)
    age = backup_seconds()
    if age is not None:
        yield _gauge("kimppa_backup_age_seconds", "Since the last backup.", age)


def of_database() -> Iterator[Metric]:
    """What the database tells. Raises DatabaseError."""
    work = queue()
    yield _gauge("kimppa_database_size_bytes", "Size of the database.", database_bytes())
    yield _gauge("kimppa_queue_waiting", "Work that waits in the background.", work.waiting)
    yield _gauge("kimppa_queue_running", "Work that is being done.", work.running)
    yield _gauge(
        "kimppa_queue_oldest_seconds",
        "How long the oldest work that could be done has waited.",
        work.oldest_seconds,
    )
    yield _gauge("kimppa_runs_failed", "Work that failed within a day.", work.failed_today)
    yield _gauge("kimppa_workers", "Workers heard of within a minute.", workers())
    letters = GaugeMetricFamily(
        "kimppa_mail", "Letters that have not gone, by state.", labels=["state"]
    )
    for state, count in mail().items():
        letters.add_metric([state], count)
    yield letters


def of_requests(counts: counters.Counts) -> Iterator[Metric]:
    """What the server has answered since it started, all its processes together."""
    yield _counter(
        "kimppa_requests_total",
        "Requests answered by Django, static files included.",
        counts["requests"],
    )
    seconds = HistogramMetricFamily(
        "kimppa_request_seconds",
        "Time until an answer was made, its sending not counted.",
        labels=["route"],
    )
    bounds = [*map("{:g}".format, counters.BOUNDS), "+Inf"]
    for route, (*buckets, total) in sorted(counts["durations"].items()):
        cumulative = zip(bounds, accumulate(buckets), strict=True)
        seconds.add_metric([route or "-"], list(cumulative), total)
    yield seconds
    yield _counter(
        "kimppa_cache_hits_total",
        "Requests of anonymous visitors answered from memory, before Django.",
        counts["hits"],
    )


def _gauge(name: str, about: str, number: float) -> Metric:
    return GaugeMetricFamily(name, about, value=number)


def _counter(name: str, about: str, counts: Mapping[str, int]) -> Metric:
    """A counter by "method route status"."""
    family = CounterMetricFamily(name, about, labels=["method", "route", "status"])
    for labels, count in counts.items():
        family.add_metric(labels.split(" "), count)
    return family
