"""What watchers are told, and what strangers are not."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from conftest import Louna
from kimppa.core import clock
from kimppa.core.backups import LastBackup, note
from kimppa.core.mail.actions import queue_mail
from kimppa.core.mail.models import OutgoingMail
from kimppa.jobs.models import Run, Worker
from kimppa.operations.front.client import LOCAL
from kimppa.operations.monitoring import counters, gauges, health
from kimppa.operations.monitoring.counters import Counters

HERE = {LOCAL: True}
TOKEN = "a-long-token-of-the-watcher"


@pytest.fixture(autouse=True)
def looked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_last", None)


def parsed(text: str) -> dict[str, dict[frozenset[tuple[str, str]], float]]:
    """Samples by name and labels, read by Prometheus' own parser."""
    found: dict[str, dict[frozenset[tuple[str, str]], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


def read(client: Client) -> dict[str, dict[frozenset[tuple[str, str]], float]]:
    answer = client.get("/metrics", **HERE)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return parsed(answer.content.decode())


def value(
    found: dict[str, dict[frozenset[tuple[str, str]], float]], name: str, **labels: str
) -> float:
    return found[name][frozenset(labels.items())]


@pytest.mark.parametrize("path", ["/metrics", "/healthz?ready", "/healthz?well"])
def test_strangers_learn_nothing(louna: Louna, client: Client, settings: Any, path: str) -> None:
    settings.KIMPPA_METRICS_TOKEN = TOKEN
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"X-Forwarded-For": "127.0.0.1"}):
        told = client.get(path, headers=headers).content.decode()
        assert "kimppa" not in told
        assert "worker" not in told
    client.force_login(louna.coordinator)
    assert "checks" not in client.get(path).content.decode()
    for watcher in ({"headers": {"Authorization": f"Bearer {TOKEN}"}}, HERE):
        told = client.get(path, **watcher).content.decode()
        assert "worker" in told


def test_without_a_token_nobody_is_let_in_by_an_empty_one(louna: Louna, client: Client) -> None:
    for given_token in ("Bearer ", "Bearer", ""):
        assert client.get("/metrics", headers={"Authorization": given_token}).status_code == 404


def test_the_process_answers_without_its_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"  # no database is allowed in this test


def test_ready_and_well(louna: Louna, client: Client) -> None:
    answer = client.get("/healthz?ready", **HERE)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    checks = answer.json()["checks"]
    assert checks.keys() == {"database", "migrations", "worker", "queue", "mail", "disk"}
    assert checks["migrations"] == {"well": True, "told": "all applied"}
    assert not checks["worker"]["well"]
    assert client.get("/healthz?well").status_code == 503


def test_well_once_a_worker_is_heard(louna: Louna) -> None:
    now = dt.datetime.now(dt.UTC)
    Worker.objects.create(id="a", host="h", pid=1, started_at=now, heard_at=now)
    told = {check.name: check.well for check in health.look().checks}
    assert told["worker"]
    Worker.objects.update(heard_at=now - dt.timedelta(minutes=5))
    assert not health.look().well


def test_a_missing_migration_and_a_silent_database_are_named(
    louna: Louna, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Behind:
        def __init__(self, _connection: object) -> None:
            self.loader = self
            self.graph = self

        def leaf_nodes(self) -> list[object]:
            return []

        def migration_plan(self, _nodes: object) -> list[tuple[object, bool]]:
            class Migration:
                app_label, name = "core", "0099_later"

            return [(Migration(), False)]

    with monkeypatch.context() as patched:
        patched.setattr(health, "MigrationExecutor", Behind)
        answer = client.get("/healthz?ready", **HERE)
    assert answer.status_code == 503
    assert (
        "core.0099_later; run kimppa django migrate"
        in answer.json()["checks"]["migrations"]["told"]
    )

    def down() -> tuple[bool, str]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_answers", down)
    monkeypatch.setattr(health, "_last", None)
    answer = client.get("/healthz?ready", **HERE)
    assert answer.status_code == 503
    assert answer.json()["checks"].keys() == {"database", "disk"}


def test_whoever_asks_often_is_told_what_was_seen_a_moment_ago(
    louna: Louna, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    client.get("/healthz?ready")
    with django_assert_num_queries(0):
        client.get("/healthz?ready")


def test_a_low_disk_and_an_old_backup_ask_for_attention(
    louna: Louna, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gauges.shutil, "disk_usage", lambda _home: _Usage())
    made = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    note(LastBackup(at=made, ok=True))
    checks = {check.name: check for check in health.look().checks}
    assert not checks["disk"].well
    assert checks["disk"].text == "0.5 GB of 20 free"
    assert not checks["backup"].well
    assert "72 hours" in checks["backup"].text


class _Usage:
    free, total = 512 * 1024**2, 20 * 1024**3


def test_metrics_tell_the_queue_the_mail_and_the_database(louna: Louna, client: Client) -> None:
    hour = dt.timedelta(hours=1)
    states = Run.State
    Run.objects.create(name="a", state=states.WAITING, queued_at=clock.now() - hour)
    later = {"queued_at": clock.now() - 9 * hour, "next_at": clock.now() + hour}
    Run.objects.create(name="b", state=states.WAITING, **later)
    for ended in (hour, 48 * hour):
        moment = clock.now() - ended
        Run.objects.create(name="c", state=states.FAILED, queued_at=moment, finished_at=moment)
    for number in range(3):
        queue_mail(key=f"k{number}", to="a@example.org", subject="S", body="B")
    OutgoingMail.objects.filter(key="k2").update(state=OutgoingMail.State.FAILED)
    found = read(client)
    assert value(found, "kimppa_database_up") == 1
    assert value(found, "kimppa_queue_waiting") == 2
    assert 3590 < value(found, "kimppa_queue_oldest_seconds") < 3700
    assert value(found, "kimppa_runs_failed") == 1
    assert value(found, "kimppa_mail", state="queued") == 2
    assert value(found, "kimppa_mail", state="failed") == 1
    assert value(found, "kimppa_mail", state="sending") == 0
    assert value(found, "kimppa_disk_free_bytes") > 0
    assert "kimppa_backup_age_seconds" not in found


def test_the_age_of_the_last_good_backup_is_shown_once_there_is_one(
    louna: Louna, client: Client, instance: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    note(LastBackup(at=now - dt.timedelta(hours=2), ok=True))
    note(LastBackup(at=now, ok=False, error="no room"))
    assert 7190 < value(read(client), "kimppa_backup_age_seconds") < 7300
    (instance / "last-backup.json").write_text("{")
    assert "kimppa_backup_age_seconds" not in read(client)


def test_a_silent_database_leaves_the_other_metrics(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> list[Metric]:
        raise OperationalError("connection refused")

    monkeypatch.setattr(gauges, "of_database", down)
    found = read(client)
    assert value(found, "kimppa_database_up") == 0
    assert value(found, "kimppa_disk_size_bytes") > 0


def test_requests_of_all_processes_are_added_up(
    louna: Louna, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("one", 0.003), ("two", 0.7)):
        process = Counters(tmp_path / f"{name}.json")
        process.count("GET", "desk:home", 200, seconds)
        process.hit("GET", "public-programme", 200)
        process.write()
    (tmp_path / "three.json").write_text("half a fi")
    monkeypatch.setattr(counters, "folder_of", lambda _home, _server: tmp_path)
    found = read(client)
    home = {"method": "GET", "route": "desk:home", "status": "200"}
    assert value(found, "kimppa_requests_total", **home) == 2
    public = home | {"route": "public-programme"}
    assert value(found, "kimppa_cache_hits_total", **public) == 2
    bucket = "kimppa_request_seconds_bucket"
    assert value(found, bucket, route="desk:home", le="0.005") == 1
    assert value(found, bucket, route="desk:home", le="0.5") == 1
    assert value(found, bucket, route="desk:home", le="1") == 2
    assert value(found, bucket, route="desk:home", le="+Inf") == 2
    assert value(found, "kimppa_request_seconds_count", route="desk:home") == 2
    assert value(found, "kimppa_request_seconds_sum", route="desk:home") == pytest.approx(0.703)


def test_invented_methods_make_no_new_names(tmp_path: Path) -> None:
    process = Counters(tmp_path / "one.json")
    for number in range(50):
        process.count(f"X{number}", "", 405, 0.001)
    process.write()
    assert counters.total(tmp_path)["requests"] == {"OTHER - 405": 50}


def test_a_full_disk_does_not_stop_the_counting(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    process = Counters(in_the_way / "counts" / "one.json")
    process.count("GET", "x", 200, 0.1)
    process.write()


def test_counts_of_servers_that_have_ended_are_removed(tmp_path: Path) -> None:
    import os

    alive, dead = (
        counters.folder_of(tmp_path, os.getppid()),
        counters.folder_of(tmp_path, 2**22 + 1),
    )
    own = counters.folder_of(tmp_path, os.getpid())
    for folder in (alive, dead, own):
        folder.mkdir(parents=True)
    counters.tidy(tmp_path)
    assert [folder.exists() for folder in (alive, dead, own)] == [True, False, False]
