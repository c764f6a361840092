"""Claim: 10,000 queued tasks are drained with none lost and none done twice while a worker is
killed every 5 seconds; on SQLite with one worker beside the one that is killed, and on PostgreSQL.

Peer, in the same run: the worker of django-tasks-db on the same tasks, nobody killing it. It
neither beats nor recovers nor keeps a log of runs.

    pytest bench/bench_worker.py -n 0 -s                                    on SQLite
    python scripts/postgres.py pytest bench/bench_worker.py -n 0 -s         on PostgreSQL
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from tests.journeys.desk import ROOT

TASKS = int(os.environ.get("BENCH_TASKS", "10000"))
WORKERS = 2
KILL_SECONDS = 5
PROGRAM = Path(sys.executable).with_name("kimppa")


@dataclass(frozen=True)
class Queue:
    """An instance of its own with the tasks of the benchmark."""

    home: Path
    databases: ModuleType

    def kimppa(self, *arguments: str) -> None:
        """Run a command to its end."""
        subprocess.run([PROGRAM, *arguments], env=self.environment, cwd=ROOT, check=True)

    def fill(self, first: int = 0) -> None:
        """Queue the tasks, numbered from `first`."""
        command = [sys.executable, "-m", "bench.work", str(first), str(first + TASKS)]
        subprocess.run(command, env=self.environment, cwd=ROOT, check=True)

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a worker."""
        with (self.home / "workers.log").open("ab") as log:
            return subprocess.Popen(
                [PROGRAM, *arguments], env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    @property
    def environment(self) -> dict[str, str]:
        told: dict[str, str] = self.databases.environment(self.home)
        return told | {"PYTHONPATH": str(ROOT)}

    def heard(self) -> set[int]:
        """The processes that have begun to work."""
        with self.databases.connected(self.home) as connection:
            return {pid for (pid,) in connection.execute("SELECT pid FROM jobs_worker")}

    def wait_for_work(self) -> None:
        """Wait until the first task is done: starting is not measured."""
        while self.open() == TASKS:
            time.sleep(0.02)

    def open(self) -> int:
        """How many tasks are still to be done."""
        query = (
            "SELECT count(*) FROM django_tasks_database_dbtaskresult"
            " WHERE finished_at IS NULL AND task_path = 'bench.work.piece'"
        )
        return int(self.databases.asked(self.home, query)[0])

    def effects(self) -> tuple[int, int]:
        """How many effects were made, and for how many different tasks."""
        query = "SELECT count(*), count(DISTINCT title) FROM core_auditevent WHERE action = 'bench'"
        made, different = self.databases.asked(self.home, query)
        return int(made), int(different)

    def runs(self) -> tuple[int, int]:
        """How many runs are done, and how many needed more than one attempt."""
        query = (
            "SELECT count(*), sum(CASE WHEN attempts > 1 THEN 1 ELSE 0 END) FROM jobs_run"
            " WHERE state = 'done' AND name = 'bench.work.piece'"
        )
        done, again = self.databases.asked(self.home, query)
        return int(done), int(again or 0)


@pytest.fixture
def queue(tmp_path: Path, databases: ModuleType) -> Queue:
    made = Queue(tmp_path / "queue", databases)
    made.home.mkdir()
    made.kimppa("django", "migrate", "-v0")
    made.fill()
    return made


def drained(queue: Queue, begin: list[str], *, kill: bool) -> tuple[float, int]:
    """Seconds until the queue is empty, and how many workers were killed on the way."""
    workers = [queue.begin(*begin) for _worker in range(WORKERS)]
    queue.wait_for_work()
    started, killed = time.monotonic(), 0
    heard: dict[int, float] = {}
    try:
        while queue.open():
            if kill and (victim := longest_at_work(queue, workers, heard)):
                victim.kill()
                victim.wait()
                workers.remove(victim)
                workers.append(queue.begin(*begin))
                killed += 1
                heard.clear()
            time.sleep(0.1)
        return time.monotonic() - started, killed
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=60)


def longest_at_work(
    queue: Queue, workers: list[subprocess.Popen[bytes]], heard: dict[int, float]
) -> subprocess.Popen[bytes] | None:
    """A worker that has worked for so long since the last kill; a starting one is left to start."""
    now = time.monotonic()
    for pid in queue.heard():
        heard.setdefault(pid, now)
    ripe = [one for one in workers if now - heard.get(one.pid, now) >= KILL_SECONDS]
    return ripe[0] if ripe else None


def test_nothing_is_lost_and_nothing_done_twice(queue: Queue) -> None:
    seconds, killed = drained(queue, ["worker", "--interval", "0.1"], kill=True)
    done, again = queue.runs()
    where = "PostgreSQL" if queue.databases.on_postgres() else "SQLite"
    print(
        f"\n{TASKS} tasks on {where}, {WORKERS} workers, {killed} killed: {seconds:.1f} s,"
        f" {TASKS / seconds:.0f} tasks/s; {again} taken from the dead"
    )
    assert queue.effects() == (TASKS, TASKS)
    assert done == TASKS
    assert killed


def test_beside_the_plain_worker(queue: Queue) -> None:
    where = "PostgreSQL" if queue.databases.on_postgres() else "SQLite"
    ours, _killed = drained(queue, ["worker", "--interval", "0.1"], kill=False)
    assert queue.effects() == (TASKS, TASKS)
    queue.fill(TASKS)
    peer, _killed = drained(queue, ["db_worker", "--interval", "0.1"], kill=False)
    assert queue.effects() == (2 * TASKS, 2 * TASKS)
    print(
        f"\n{TASKS} tasks on {where}, {WORKERS} workers, none killed:"
        f" ours {TASKS / ours:.0f} tasks/s, django-tasks-db {TASKS / peer:.0f} tasks/s,"
        f" ratio {peer / ours:.2f}"
    )
