"""Parts over a real scheduler with two worker processes: the same result, a killed one or not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kimppa.marc.checking import Seen, check
from kimppa.marc.checking.tests.catalogues import SMALL, made, same
from kimppa.marc.checking.whole import here

pytest.importorskip("distributed", reason="optional: the extra dask is not installed")

from kimppa.marc.checking.dask import cluster

_QUIET = ("--no-dashboard",)


class Cluster:
    """A scheduler and two workers on loopback."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.stack = stack
        self.folder = folder
        scheduler = self.started("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = said(scheduler, "Scheduler at:").split()[-1]
        options = ("--nworkers", "1", "--nthreads", "1", "--no-nanny", "--memory-limit", "0")
        self.workers = [
            self.started("dask_worker", self.address, "--host", "127.0.0.1", *options)
            for _ in range(2)
        ]
        for worker in self.workers:
            said(worker, "Registered to:")

    def started(self, program: str, *arguments: str) -> "subprocess.Popen[str]":
        """A process of distributed's own command line; its log goes to a pipe that is read."""
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, *_QUIET],
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=os.environ | {"POLARS_MAX_THREADS": "1"},
        )
        self.stack.callback(ended, process)
        return process


def said(process: "subprocess.Popen[str]", words: str) -> str:
    """The line of a log with these words, which is waited for."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return line.strip()
    raise AssertionError(f"the process ended without {words!r}")


def ended(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path)


def test_a_worker_killed_in_the_middle_changes_nothing(running: Cluster, tmp_path: Path) -> None:
    path = made(tmp_path / "made.mrc", 900)
    alone = check(path, tmp_path / "alone", spread=here, size=SMALL)
    seen: list[Seen] = []

    def kill_one(now: Seen) -> None:
        seen.append(now)
        if len(seen) == 2:
            running.workers[0].kill()

    with cluster(running.address) as spread:
        spoiled = check(path, tmp_path / "out", spread=spread, progress=kill_one, size=SMALL)
    same(alone, spoiled)
    assert len(seen) > 6
    assert running.workers[0].wait() != 0
    assert running.workers[1].poll() is None


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kimppa.marc.checking.dask._PATIENCE", 0.2)
    with pytest.raises(OSError, match=r"127\.0\.0\.1"), cluster("tcp://127.0.0.1:9"):
        pass
