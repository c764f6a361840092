"""An instance with one coordinator, and a server that is gone when the test is over."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests import databases as instance_databases
from tests.databases import copy_instance, empty_instance, locked
from tests.journeys.desk import ROOT
from tests.journeys.instance import PROGRAM, Instance, free_port
from tests.serving.server import Server
from tests.serving.visitor import Visitor

type Start = Callable[..., Server]


@pytest.fixture(scope="session")
def made(shared: Path) -> Path:
    """A set-up instance, made once for all test processes; copy it before use."""
    home = shared / "served-home"
    with locked(shared / "served-home.lock"):
        if not (home / "link").exists():
            shutil.rmtree(home, ignore_errors=True)
            instance = Instance(copy_instance(empty_instance(shared), home), free_port())
            link = instance.run("setup", "--name", "Koekirjastot", "--email", "p@example.org")
            (home / "link").write_text(link)
    return home


@pytest.fixture
def served(made: Path, tmp_path: Path, databases: ModuleType) -> Iterator[Instance]:
    """An instance of the test's own."""
    yield Instance(copy_instance(made, tmp_path / "served"), free_port())
    instance_databases.drop_below(tmp_path)


@pytest.fixture
def start(served: Instance) -> Iterator[Start]:
    """`start("--workers", "2", KIMPPA_METRICS_TOKEN="x")` starts a server of the instance."""
    running: list[Server] = []

    def starter(*arguments: str, **settings: str) -> Server:
        running.append(Server(served, *arguments, **settings))
        return running[-1]

    yield starter
    for server in running:
        server.kill()


@pytest.fixture
def signed_in(served: Instance) -> Callable[[Server], Visitor]:
    """Signs the coordinator in at a server, once."""

    def sign_in(server: Server) -> Visitor:
        visitor = server.visitor()
        visitor.sign_in((served.home / "link").read_text())
        return visitor

    return sign_in


def refused(instance: Instance, *arguments: str) -> str:
    """What `kimppa serve` says when it will not start."""
    done = subprocess.run(
        [PROGRAM, "serve", *arguments],
        env=instance.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr
