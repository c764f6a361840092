"""An instance as its keeper runs it: the `kimppa` commands and the real server."""

import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests import ready
from tests.databases import environment
from tests.journeys.desk import ROOT

PROGRAM = Path(sys.executable).with_name("kimppa")
START_SECONDS = 60


@dataclass
class Instance:
    """An instance folder, the port it is served at, and further settings."""

    home: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    largest_file: int = resource.RLIM_INFINITY  # bytes; past it a write fails as on a full disk

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        told = {"KIMPPA_PUBLIC_URL": self.url, "PORT": str(self.port)}
        return environment(self.home, **told) | self.settings

    def run(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        done = ready.run(arguments, self.environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def outbox(self) -> str:
        """Every message that has left, as a reader of the instance folder finds it."""
        self.run("worker", "--once")
        return "\n".join(
            path.read_text(encoding="utf-8") for path in sorted((self.home / "mail").glob("*"))
        )

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The desk until the block ends, from a fork of the ready process: it starts at once. For
        those who look at pages; whoever tries the server itself takes `served`.
        """
        with self.answered("answer"):
            yield

    @contextmanager
    def answered(self, work: str) -> Iterator[ready.Process]:
        """The desk from a fork of the ready process by a function of `tests.journeys.serve`, which
        has ended by itself, or is ended, when the block ends.
        """
        with (self.home / "server.log").open("ab") as log:
            work = f"tests.journeys.serve:{work}"
            process = ready.Process(work, [self.port], self.environment, log, log)
            try:
                wait_for(self.port, process)
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(ready.STOP_SECONDS)

    @contextmanager
    def served(self) -> Iterator["Server"]:
        """The real server until the block ends."""
        server = Server(self)
        server.start()
        try:
            yield server
        finally:
            server.kill()


class Server:
    """`kimppa serve` in a process group of its own, so that killing it leaves nothing behind."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until the desk answers."""
        with (self.instance.home / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", "--port", str(self.instance.port), "--workers", "1"],
                env=self.instance.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=self._limit,
            )
        wait_for(self.instance.port, self.process)

    def kill(self) -> None:
        """SIGKILL to the server and its workers at once, as when the power goes."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=30)
            self.process = None
            wait_until_free(self.instance.port)  # its workers may end a moment later

    def _limit(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.instance.largest_file,) * 2)


def wait_for(port: int, process: subprocess.Popen[bytes] | ready.Process) -> None:
    """Wait until the desk answers. Fails when its process ends instead."""
    until = time.monotonic() + START_SECONDS
    while not answers(port):
        assert process.poll() is None, "the server has ended; server.log tells why"
        assert time.monotonic() < until, "the server does not answer"


def wait_until_free(port: int) -> None:
    """Wait until nobody listens to the port."""
    until = time.monotonic() + START_SECONDS
    while is_taken(port):
        assert time.monotonic() < until, "somebody still listens to the port"


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
