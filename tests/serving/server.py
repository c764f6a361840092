"""`kimppa serve` as a process group of its own, and what its log says."""

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.journeys.desk import ROOT
from tests.journeys.instance import PROGRAM, Instance
from tests.serving.visitor import Visitor

PATIENCE = 60
MISSED = (OSError, HTTPException)


class Server:
    """A server of an instance; stop it before the test ends."""

    def __init__(self, instance: Instance, *arguments: str, **settings: str) -> None:
        self.instance = instance
        self.log = instance.home / "serve.log"
        self.unix = Path(arguments[1]) if "--socket" in arguments else None
        address = [] if self.unix else ["--port", str(instance.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "serve", *address, *arguments],
                env=instance.environment | {"KIMPPA_LOG": "json"} | settings,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_for(self._answers, self._said)
        except BaseException:
            self.kill()  # nobody else knows of it yet
            raise

    def visitor(self) -> Visitor:
        return Visitor(self.instance.port, self.unix)

    @property
    def url(self) -> str:
        return self.instance.url

    def workers(self) -> set[int]:
        """The process ids of the workers that live."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(one) for one in children.read_text().split()}

    def lines(self) -> list[dict[str, Any]]:
        """Every line of the log, each of which must be JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def end(self, signum: int = signal.SIGTERM) -> int:
        """Send the server a signal and wait until it has ended; its exit code."""
        self.process.send_signal(signum)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL to the server and its workers at once, as when the power goes."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(PATIENCE)

    def _answers(self) -> bool:
        try:
            return self.visitor().get("/healthz").status == 200
        except MISSED:
            return False

    def _said(self) -> str:
        assert self.process.poll() is None, self.log.read_text(encoding="utf-8")[-3000:]
        return "the server does not answer"


def wait_for(true: Callable[[], object], otherwise: Callable[[], str] = str) -> None:
    """Ask again and again until it is so."""
    until = time.monotonic() + PATIENCE
    breath = threading.Event()  # leaves the processor to what is waited for
    while not true():
        assert time.monotonic() < until, otherwise()
        otherwise()
        breath.wait(0.02)
