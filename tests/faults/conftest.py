"""A stage: real processes over one instance, on the database that the suite runs on."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.journeys.desk import ROOT

KILLED = -9


@dataclass
class Stage:
    """Tells the stage process what its children are to do."""

    process: subprocess.Popen[str]
    home: Path

    def do(self, scene: str, **arguments: Any) -> Any:
        """What a child gives that comes to its end."""
        ended = self.end(self.begin(scene, **arguments))
        assert ended["code"] == 0, ended["value"]
        return ended["value"]

    def dies(self, scene: str, **arguments: Any) -> None:
        """A child that is killed on the way."""
        assert self.end(self.begin(scene, **arguments))["code"] == KILLED

    def begin(self, scene: str, **arguments: Any) -> int:
        """A child that is not waited for; its process id."""
        child: int = self._ask(scene=scene, arguments=arguments)["child"]
        return child

    def end(self, child: int) -> dict[str, Any]:
        """How a child ended: `code`, negative for a signal, and its `value`."""
        return self._ask(end=child)

    @contextmanager
    def pipes(self, key: str) -> Iterator["Pipes"]:
        """Let work stop at a place named `key` until the test lets it on."""
        here, go = (self.home / f"{key}{kind}" for kind in (".here", ".go"))
        os.mkfifo(here)
        os.mkfifo(go)
        yield Pipes(here, go)
        here.unlink()

    def _ask(self, **told: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@dataclass(frozen=True)
class Pipes:
    """Two named pipes; each end waits for the other, so that nobody has to sleep."""

    here: Path
    go: Path

    def reached(self) -> None:
        """Wait until the work is at the place."""
        assert self.here.read_text() == "here"

    def let_on(self) -> None:
        """Let it go on."""
        self.go.write_text("go")


@pytest.fixture(scope="session")
def stage(
    databases: ModuleType, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    empty = databases.empty_instance(shared)
    home = databases.copy_instance(empty, tmp_path_factory.mktemp("faults") / "home")
    told = databases.environment(home, DJANGO_SETTINGS_MODULE="kimppa.config.settings")
    with (home / "stage.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stage"],
            cwd=ROOT,
            env=told,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
    stage = Stage(process, home)
    try:
        stage.do("prepare")
        yield stage
    finally:
        process.communicate(timeout=30)  # the end of its input ends it
        databases.drop_below(home)
